/** The table of commits from CI: the primary key makes equal requests one. */
import type { Kysely, Selectable } from 'kysely';
import type { AuditEntry } from '../../domain/audit/entry.ts';
import { appendAuditEntry } from '../audit/audit-table.ts';
import type { Dialect } from '../database/dialect.ts';
import { reachStore } from '../database/failures.ts';
import type { OpenedDatabase } from '../database/open.ts';
import type { CommitTable, Database } from '../database/schema.ts';
import type { CommitKey, CommitRecord, CommitStore } from './store.ts';

/** How long a request is remembered, in milliseconds: a job on a self-hosted runner may take five days. */
const memoryMs = 7 * 24 * 60 * 60 * 1_000;

function toRecord(row: Selectable<CommitTable>): CommitRecord {
  return {
    workspaceId: row.workspace_id,
    repositoryId: row.repository_id,
    digest: row.digest,
    job: row.job,
    branch: row.branch,
    base: row.base,
    prepared: row.prepared ?? undefined,
    sha: row.sha ?? undefined,
  };
}

const keyed = ({ workspaceId, repositoryId, digest }: CommitKey) =>
  ({ workspace_id: workspaceId, repository_id: repositoryId, digest }) as const;

async function findRecord(connection: Kysely<Database>, key: CommitKey): Promise<CommitRecord | undefined> {
  const row = await connection
    .selectFrom('commits')
    .selectAll()
    .where((where) => where.and(keyed(key)))
    .executeTakeFirst();
  return row === undefined ? undefined : toRecord(row);
}

async function beginRecord(
  db: Kysely<Database>,
  dialect: Dialect,
  record: Omit<CommitRecord, 'prepared' | 'sha'>,
): Promise<{ readonly record: CommitRecord; readonly isNew: boolean }> {
  const { job, branch, base } = record;
  const result = await db
    .insertInto('commits')
    .values({ ...keyed(record), job, branch, base, started_at: dialect.now })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'repository_id', 'digest']).doNothing())
    .executeTakeFirst();
  const stored = await findRecord(db, record);
  if (stored === undefined) throw new Error('a commit that was begun does not exist');
  return { record: stored, isNew: result.numInsertedOrUpdatedRows === 1n };
}

async function prepareRecord(db: Kysely<Database>, key: CommitKey, sha: string): Promise<void> {
  await db
    .updateTable('commits')
    .set({ prepared: sha })
    .where((where) => where.and(keyed(key)))
    .execute();
}

/** Inside a transaction. The first end stands; returns it. */
async function finishRecord(
  trx: Kysely<Database>,
  dialect: Dialect,
  {
    key,
    sha,
    describe,
  }: {
    readonly key: CommitKey;
    readonly sha: string;
    readonly describe: (isFirst: boolean) => AuditEntry;
  },
): Promise<string> {
  const result = await trx
    .updateTable('commits')
    .set({ sha, finished_at: dialect.now })
    .where((where) => where.and(keyed(key)))
    .where('sha', 'is', null)
    .executeTakeFirst();
  await appendAuditEntry(trx, dialect, describe(result.numUpdatedRows === 1n));
  return (await findRecord(trx, key))?.sha ?? sha;
}

async function findLatest(
  db: Kysely<Database>,
  {
    workspaceId,
    repositoryId,
    job,
    branch,
  }: Pick<CommitRecord, 'workspaceId' | 'repositoryId' | 'job' | 'branch'>,
): Promise<string | undefined> {
  const row = await db
    .selectFrom('commits')
    .select('sha')
    .where((where) => where.and({ workspace_id: workspaceId, repository_id: repositoryId, job, branch }))
    .where('finished_at', 'is not', null)
    .orderBy('finished_at', 'desc')
    .executeTakeFirst();
  return row?.sha ?? undefined;
}

async function forgetOldRecords(db: Kysely<Database>, dialect: Dialect): Promise<number> {
  const result = await db
    .deleteFrom('commits')
    .where('started_at', '<', (expression) => expression(dialect.now, '-', memoryMs))
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}

export function createCommitStore({ db, dialect }: OpenedDatabase): CommitStore {
  return {
    find: (key) => reachStore(() => findRecord(db, key)),
    begin: (record) => reachStore(() => beginRecord(db, dialect, record)),
    prepare: (key, sha) => reachStore(() => prepareRecord(db, key, sha)),
    finish: (key, sha, describe) =>
      reachStore(() => db.transaction().execute((trx) => finishRecord(trx, dialect, { key, sha, describe }))),
    latest: (place) => reachStore(() => findLatest(db, place)),
    forgetOld: () => reachStore(() => forgetOldRecords(db, dialect)),
  };
}
