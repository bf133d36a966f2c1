/**
 * Deletes what ended long ago: batches with all that belongs to them, activities and pull requests that no batch is about, and what was
 * read of workflow files. The newest batch of a pull request stays while that is open: an upload of its commit may still come.
 */
import { setImmediate as others } from 'node:timers/promises';
import { type Kysely, type SqlBool, sql } from 'kysely';
import type { Dialect } from '../database/dialect.ts';
import type { OpenedDatabase } from '../database/open.ts';
import type { Database } from '../database/schema.ts';
import type { Upkeep } from '../work/maintain.ts';

/** How long a batch is kept after its end, in milliseconds: as long as the uploads that it was planned by. */
const endedLifeMs = 90 * 24 * 60 * 60_000;
/** How long what was read of a workflow file is kept, in milliseconds. */
const fileLifeMs = 30 * 24 * 60 * 60_000;
/** Most batches that are deleted in one round; each has at most 5,000 deployments. */
const maxBatches = 200;
/** Most rows of another table that are deleted in one round. */
const maxRows = 5_000;

interface Expired {
  readonly id: number;
  readonly workspace_id: string;
  readonly repository_id: string;
  readonly subject: string;
  readonly sha: string | null;
}

/** Of a batch `batch`: it has ended, long ago, and its pull request is not open or has a newer one. */
function isExpired(dialect: Dialect) {
  return sql<SqlBool>`batch.state in ('concluded', 'superseded', 'withdrawn')
    and batch.updated_at < (select ${dialect.after(-endedLifeMs)})
    and (not exists (select 1 from pull_requests as pull where pull.repository_id = batch.repository_id
          and pull.state = 'open' and batch.subject = 'pr/' || cast(pull.number as text))
      or exists (select 1 from batches as newer where newer.repository_id = batch.repository_id
          and newer.subject = batch.subject and newer.id > batch.id))
    and not exists (select 1 from batch_nodes as node where node.batch_id = batch.id
      and node.state in ('dispatching', 'running', 'approval'))`;
}

/** What is shown on GitHub stays there; the row of it is made again if need be. */
async function deleteProjections(trx: Kysely<Database>, batch: Expired): Promise<void> {
  const { id, workspace_id, repository_id, subject, sha } = batch;
  const left = trx
    .selectFrom('batches')
    .select('id')
    .where('repository_id', '=', repository_id)
    .where('workspace_id', '=', workspace_id);
  const rows = trx
    .deleteFrom('projections')
    .where('workspace_id', '=', workspace_id)
    .where('repository_id', '=', repository_id);
  await rows.where('kind', '=', 'announcement').where('target', '=', String(id)).execute();
  if (sha !== null && (await left.where('sha', '=', sha).executeTakeFirst()) === undefined)
    await rows.where('kind', '=', 'check').where('target', '=', sha).execute();
  const number = /^pr\/([0-9]+)$/.exec(subject)?.[1];
  if (number !== undefined && (await left.where('subject', '=', subject).executeTakeFirst()) === undefined)
    await rows.where('kind', '=', 'comment').where('target', '=', number).execute();
}

async function deleteBatch(trx: Kysely<Database>, dialect: Dialect, { id }: Expired): Promise<boolean> {
  const batch = await dialect
    .lockRows(
      trx
        .selectFrom('batches as batch')
        .select(['id', 'workspace_id', 'repository_id', 'subject', 'sha'])
        .where('id', '=', id)
        .where(isExpired(dialect)),
    )
    .executeTakeFirst();
  if (batch === undefined) return false;
  await trx.deleteFrom('batch_edges').where('batch_id', '=', id).execute();
  await trx.deleteFrom('batch_nodes').where('batch_id', '=', id).execute();
  await trx.deleteFrom('batch_sets').where('batch_id', '=', id).execute();
  await trx.deleteFrom('orders').where('batch_id', '=', id).execute();
  await trx.deleteFrom('commands').where('batch_id', '=', id).execute();
  await trx.deleteFrom('batches').where('id', '=', id).execute();
  await deleteProjections(trx, batch);
  return true;
}

async function forgetBatches({ db, dialect }: OpenedDatabase): Promise<number> {
  const expired = await db
    .selectFrom('batches as batch')
    .select(['id', 'workspace_id', 'repository_id', 'subject', 'sha'])
    .where(isExpired(dialect))
    .orderBy('batch.updated_at')
    .limit(maxBatches)
    .execute();
  let forgotten = 0;
  for (const batch of expired) {
    const isDeleted = await db.transaction().execute((trx) => deleteBatch(trx, dialect, batch));
    forgotten += Number(isDeleted);
    await others();
  }
  return forgotten;
}

async function forgetActivities({ db, dialect }: OpenedDatabase): Promise<number> {
  const { numAffectedRows } = await sql`delete from activities where id in (
      select activity.id from activities as activity
      where activity.recorded_at < (select ${dialect.after(-endedLifeMs)})
        and not exists (select 1 from batches where batches.repository_id = activity.repository_id
          and batches.subject = activity.subject)
        and not exists (select 1 from pull_requests as pull where pull.repository_id = activity.repository_id
          and pull.state = 'open' and activity.subject = 'pr/' || cast(pull.number as text))
      order by activity.recorded_at limit ${sql.lit(maxRows)})`.execute(db);
  return Number(numAffectedRows ?? 0);
}

async function forgetPulls({ db, dialect }: OpenedDatabase): Promise<number> {
  const { numAffectedRows } = await sql`delete from pull_requests where (repository_id, number) in (
      select pull.repository_id, pull.number from pull_requests as pull
      where pull.state <> 'open' and pull.github_updated_at < (select ${dialect.after(-endedLifeMs)})
        and not exists (select 1 from activities where activities.repository_id = pull.repository_id
          and activities.subject = 'pr/' || cast(pull.number as text))
        and not exists (select 1 from batches where batches.repository_id = pull.repository_id
          and batches.subject = 'pr/' || cast(pull.number as text))
      limit ${sql.lit(maxRows)})`.execute(db);
  return Number(numAffectedRows ?? 0);
}

/** A group keeps its row while news of it may come: it tells that the group is gone. */
async function forgetGroups({ db, dialect }: OpenedDatabase): Promise<number> {
  const { numAffectedRows } = await sql`delete from merge_groups where (repository_id, head_sha) in (
      select merged.repository_id, merged.head_sha from merge_groups as merged
      where merged.created_at < (select ${dialect.after(-endedLifeMs)})
        and not exists (select 1 from batches where batches.repository_id = merged.repository_id
          and batches.subject = 'group/' || merged.head_sha)
      limit ${sql.lit(maxRows)})`.execute(db);
  await sql`delete from merge_group_pulls where (repository_id, head_sha) in (
      select pull.repository_id, pull.head_sha from merge_group_pulls as pull
      where not exists (select 1 from merge_groups as merged where merged.repository_id = pull.repository_id
        and merged.head_sha = pull.head_sha)
      limit ${sql.lit(maxRows)})`.execute(db);
  return Number(numAffectedRows ?? 0);
}

/** The row of a file is a lane too, which orders lock: it is read again before the next dispatch. */
async function forgetFiles({ db, dialect }: OpenedDatabase): Promise<number> {
  const { numAffectedRows } = await sql`delete from workflow_files where (repository_id, ref, file) in (
      select repository_id, ref, file from workflow_files
      where read_at < (select ${dialect.after(-fileLifeMs)}) limit ${sql.lit(maxRows)})`.execute(db);
  return Number(numAffectedRows ?? 0);
}

/** In this order: what one leaves behind the next one deletes. */
export function createDeploymentUpkeep(database: OpenedDatabase): readonly Upkeep[] {
  return [
    { forgets: 'batches', run: () => forgetBatches(database) },
    { forgets: 'activities', run: () => forgetActivities(database) },
    { forgets: 'pull_requests', run: () => forgetPulls(database) },
    { forgets: undefined, run: () => forgetGroups(database) },
    { forgets: undefined, run: () => forgetFiles(database) },
  ];
}
