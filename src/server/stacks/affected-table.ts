/** The tables of affected sets. Nodes are written a page at a time into a set that is invisible until it is published. */
import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import type { AuditEntry } from '../../domain/audit/entry.ts';
import type { Dialect } from '../database/dialect.ts';
import { hasFields, readJsonText } from '../database/json-text.ts';
import { readDatabaseTime } from '../database/open.ts';
import type { Database } from '../database/schema.ts';
import { textRange } from '../database/text-range.ts';
import type { AffectedNodeTable, AffectedSetTable } from '../database/upload-schema.ts';
import {
  type AffectedSet,
  affectedLifeMs,
  type HeadFilter,
  maxNodePage,
  maxSetsPerHead,
  type NewAffectedSet,
  type NodeFilter,
  type StoredNode,
} from './affected-store.ts';
import { unfinishedLifeMs, type Work } from './uploads/store.ts';
import { finishUpload } from './uploads/upload-work-table.ts';
import { isUploader } from './uploads/uploader.ts';

/** Most sets that are deleted in one round. */
const maxForgotten = 100;

function isCycleList(value: unknown): value is AffectedSet['cycles'] {
  const isInstance = (one: unknown) => hasFields(one, { stack: 'string', component: 'string' });
  return Array.isArray(value) && value.every((cycle) => Array.isArray(cycle) && cycle.every(isInstance));
}

function isNumberList(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'number');
}

function toSet(row: Selectable<AffectedSetTable>): AffectedSet {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    repositoryId: row.repository_id,
    headSha: row.head_sha,
    baseSha: row.base_sha,
    uploader: readJsonText(row.uploader, isUploader, 'affected_sets.uploader'),
    uploadedAt: row.uploaded_at,
    affected: row.affected,
    nodes: row.nodes,
    edges: row.edges,
    cycleCount: row.cycle_count,
    cycles: readJsonText(row.cycles, isCycleList, 'affected_sets.cycles'),
  };
}

function toNode(row: Selectable<AffectedNodeTable>): StoredNode {
  return {
    number: row.number,
    stack: row.stack,
    component: row.component,
    affected: row.affected === 1,
    root: row.root === 1,
    deleted: row.deleted === 1,
    deletionType: row.deletion_type ?? undefined,
    pro: row.pro ?? undefined,
    dependents: readJsonText(row.dependents, isNumberList, 'affected_nodes.dependents'),
  };
}

/** Makes room for a set that is invisible until it is published; returns its id. */
export async function beginAffectedSet(db: Kysely<Database>, set: NewAffectedSet): Promise<number> {
  const row = await db
    .insertInto('affected_sets')
    .values({
      workspace_id: set.workspaceId,
      repository_id: set.repositoryId,
      head_sha: set.headSha,
      base_sha: set.baseSha,
      origin: set.origin,
      sequence: set.sequence,
      state: 'building',
      uploader: JSON.stringify(set.uploader),
      uploaded_at: set.uploadedAt,
      affected: set.affected,
      nodes: set.nodes,
      edges: set.edges,
      cycle_count: set.cycleCount,
      cycles: JSON.stringify(set.cycles),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return row.id;
}

export async function addAffectedNodes(
  db: Kysely<Database>,
  dialect: Dialect,
  { set, nodes }: { readonly set: number; readonly nodes: readonly StoredNode[] },
): Promise<void> {
  const rows = nodes.map((node) => [
    node.number,
    node.stack,
    node.component,
    Number(node.affected),
    Number(node.root),
    Number(node.deleted),
    node.deletionType ?? null,
    node.pro ?? null,
    JSON.stringify(node.dependents),
  ]);
  await sql`insert into affected_nodes
      (set_id, number, stack, component, affected, root, deleted, deletion_type, pro, dependents)
    select cast(${set} as ${sql.raw(dialect.bigint)}), cast(value ->> 0 as ${sql.raw(dialect.bigint)}), value ->> 1, value ->> 2,
      cast(value ->> 3 as integer), cast(value ->> 4 as integer), cast(value ->> 5 as integer),
      value ->> 6, value ->> 7, value ->> 8
    from ${dialect.elementsOf(JSON.stringify(rows))}`.execute(db);
}

/** Inside a transaction. Rejects with `LeaseLost` when another replica has the work. */
export async function publishAffectedSet(
  trx: Transaction<Database>,
  dialect: Dialect,
  { set, work, entry }: { readonly set: number; readonly work: Work; readonly entry: AuditEntry },
): Promise<void> {
  await finishUpload(trx, dialect, { work, entry });
  const { origin, head_sha: head } = await trx
    .selectFrom('affected_sets')
    .select(['origin', 'head_sha'])
    .where('id', '=', set)
    .executeTakeFirstOrThrow();
  await trx
    .updateTable('affected_sets')
    .set({ state: 'replaced' })
    .where('workspace_id', '=', work.workspaceId)
    .where('repository_id', '=', work.repositoryId)
    .where('head_sha', '=', head)
    .where('origin', '=', origin)
    .where('state', '=', 'current')
    .execute();
  await trx.updateTable('affected_sets').set({ state: 'current' }).where('id', '=', set).execute();
}

/** `undefined`: it is not the current one of its origin any more. */
export async function readAffectedSet(db: Kysely<Database>, id: number): Promise<AffectedSet | undefined> {
  const row = await db
    .selectFrom('affected_sets')
    .selectAll()
    .where('id', '=', id)
    .where('state', '=', 'current')
    .executeTakeFirst();
  return row && toSet(row);
}

/** Newest first. */
export async function listAffectedSets(
  db: Kysely<Database>,
  { workspaceId, repositoryId, headSha }: HeadFilter,
): Promise<readonly AffectedSet[]> {
  let query = db
    .selectFrom('affected_sets')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('head_sha', '=', headSha)
    .where('state', '=', 'current');
  if (repositoryId !== undefined) query = query.where('repository_id', '=', repositoryId);
  const rows = await query.orderBy('id', 'desc').limit(maxSetsPerHead).execute();
  return rows.map(toSet);
}

/** By number. */
export async function listAffectedNodes(
  db: Kysely<Database>,
  { set, after, affected, prefix, limit }: NodeFilter,
): Promise<readonly StoredNode[]> {
  let query = db.selectFrom('affected_nodes').selectAll().where('set_id', '=', set);
  if (after !== undefined) query = query.where('number', '>', after);
  if (affected !== undefined) query = query.where('affected', '=', Number(affected));
  if (prefix !== undefined) query = query.where(textRange('stack', prefix));
  const rows = await query.orderBy('number').limit(Math.min(limit, maxNodePage)).execute();
  return rows.map(toNode);
}

/** Deletes what was replaced, never finished, or is too old; returns how many sets. */
export async function forgetExpiredSets(db: Kysely<Database>, dialect: Dialect): Promise<number> {
  const now = await readDatabaseTime({ db, dialect });
  const expired = await db
    .selectFrom('affected_sets')
    .select('id')
    .where((where) =>
      where.or([
        where('state', '=', 'replaced'),
        where.and([where('state', '=', 'building'), where('uploaded_at', '<=', now - unfinishedLifeMs)]),
        where('uploaded_at', '<=', now - affectedLifeMs),
      ]),
    )
    .limit(maxForgotten)
    .execute();
  for (const { id } of expired) {
    // Nodes first: a set without all of its nodes is found again, nodes without a set are not.
    await db.deleteFrom('affected_nodes').where('set_id', '=', id).execute();
    await db.deleteFrom('affected_sets').where('id', '=', id).execute();
  }
  return expired.length;
}
