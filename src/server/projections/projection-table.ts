/** The table of what is shown on GitHub: a row per object, and an entry of the queue while it may differ from our state. */
import { type Kysely, type Selectable, sql } from 'kysely';
import type { Dialect } from '../database/dialect.ts';
import type { Database } from '../database/schema.ts';
import { enqueue } from '../work/enqueue.ts';

/** The kind of the entries; their keys are ids of rows. */
export const projectionKind = 'projection';

export type Projection = Selectable<Database['projections']>;
export type ProjectionKind = Projection['kind'];

export interface ProjectionName {
  readonly workspaceId: string;
  readonly repositoryId: string;
  readonly kind: ProjectionKind;
  /** The commit of a check, the number of the pull request of a comment or of its reviews, the batch of an announcement, the key of an issue. */
  readonly target: string;
}

/** The row, made if need be, and locked until the transaction ends: rows of projections are locked before entries of the queue. */
export async function touchProjection(
  trx: Kysely<Database>,
  dialect: Dialect,
  { workspaceId, repositoryId, kind, target }: ProjectionName,
): Promise<Projection & { readonly now: number; readonly isNew: boolean }> {
  const made = await trx
    .insertInto('projections')
    .values({
      workspace_id: workspaceId,
      repository_id: repositoryId,
      kind,
      target,
      remote_id: null,
      remote_url: null,
      creating_since: null,
      sent_hash: null,
      sent_state: null,
      sent_at: null,
      size_step: 0,
      deadline_at: null,
      notice: null,
    })
    .onConflict((conflict) =>
      conflict.columns(['workspace_id', 'repository_id', 'kind', 'target']).doNothing(),
    )
    .returning('id')
    .executeTakeFirst();
  const row = await dialect
    .lockRows(
      trx
        .selectFrom('projections')
        .selectAll()
        .select(dialect.now.as('now'))
        .where('workspace_id', '=', workspaceId)
        .where('repository_id', '=', repositoryId)
        .where('kind', '=', kind)
        .where('target', '=', target),
    )
    .executeTakeFirstOrThrow();
  return { ...row, isNew: made !== undefined };
}

export async function enqueueProjection(
  trx: Kysely<Database>,
  dialect: Dialect,
  { id, delayMs }: { readonly id: number; readonly delayMs: number },
): Promise<void> {
  await enqueue(trx, dialect, [{ kind: projectionKind, key: String(id), delayMs }]);
}

export async function readProjection(
  db: Kysely<Database>,
  dialect: Dialect,
  id: number,
): Promise<(Projection & { readonly now: number }) | undefined> {
  return db
    .selectFrom('projections')
    .selectAll()
    .select(dialect.now.as('now'))
    .where('id', '=', id)
    .executeTakeFirst();
}

export async function findProjection(
  db: Kysely<Database>,
  { workspaceId, repositoryId, kind, target }: ProjectionName,
): Promise<Projection | undefined> {
  return db
    .selectFrom('projections')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('repository_id', '=', repositoryId)
    .where('kind', '=', kind)
    .where('target', '=', target)
    .executeTakeFirst();
}

export type ProjectionChanges = Partial<
  Pick<
    Projection,
    | 'remote_id'
    | 'remote_url'
    | 'sent_hash'
    | 'sent_state'
    | 'size_step'
    | 'deadline_at'
    | 'notice'
    | 'creating_since'
  >
>;

export async function changeProjection(
  trx: Kysely<Database>,
  id: number,
  changes: ProjectionChanges,
): Promise<void> {
  if (Object.keys(changes).length === 0) return;
  await trx.updateTable('projections').set(changes).where('id', '=', id).execute();
}

/** An answer is open from now on: until it is known, the object is not created again. */
export async function noteCreating(trx: Kysely<Database>, dialect: Dialect, id: number): Promise<void> {
  await trx.updateTable('projections').set({ creating_since: dialect.now }).where('id', '=', id).execute();
}

/** `row`: as it was read before GitHub was asked. Where it was spoiled meanwhile it stays so. */
export async function noteSent(
  trx: Kysely<Database>,
  dialect: Dialect,
  {
    row,
    hash,
    changes,
  }: {
    readonly row: Pick<Projection, 'id' | 'sent_hash'>;
    readonly hash: string;
    readonly changes: ProjectionChanges;
  },
): Promise<void> {
  await trx
    .updateTable('projections')
    .set({
      ...changes,
      sent_hash: sql<string>`case when coalesce(sent_hash, '') = ${row.sent_hash ?? ''} then ${hash} else sent_hash end`,
      sent_at: dialect.now,
    })
    .where('id', '=', row.id)
    .execute();
}

/** A person has changed the object, or a line is to be added: it is written again, at once. */
export async function spoilProjection(
  trx: Kysely<Database>,
  dialect: Dialect,
  {
    id,
    guid,
    notice,
  }: { readonly id: number; readonly guid: string; readonly notice?: string | null | undefined },
): Promise<void> {
  // Equal to no hash, and to no other spoiling. Kysely leaves out what is undefined.
  const changes = { sent_hash: `spoiled ${guid}`, notice };
  await trx.updateTable('projections').set(changes).where('id', '=', id).execute();
  await enqueueProjection(trx, dialect, { id, delayMs: 0 });
}

/** Puts checks whose deadline has passed into the queue. Those that could not be completed for a day are let go. */
export async function enqueueOverdue(
  trx: Kysely<Database>,
  dialect: Dialect,
  { letGoMs, limit }: { readonly letGoMs: number; readonly limit: number },
): Promise<number> {
  await trx
    .updateTable('projections')
    .set({ deadline_at: null })
    .where('deadline_at', '<', sql<number>`(select ${dialect.after(-letGoMs)})`)
    .execute();
  const rows = await trx
    .selectFrom('projections')
    .select('id')
    .where('deadline_at', '<=', sql<number>`(select ${dialect.now})`)
    .orderBy('deadline_at')
    .limit(limit)
    .execute();
  await enqueue(
    trx,
    dialect,
    rows.map(({ id }) => ({ kind: projectionKind, key: String(id) })),
  );
  return rows.length;
}

/** Puts issues that were given up at least `afterMs` ago into the queue again: nothing else may change for months. Returns their number. */
export async function reviveIssues(
  trx: Kysely<Database>,
  dialect: Dialect,
  { afterMs, limit }: { readonly afterMs: number; readonly limit: number },
): Promise<number> {
  const big = sql.raw(dialect.bigint);
  // Only keys of projections are numbers.
  const rowId = sql<number>`case when entry.kind = ${projectionKind} then cast(entry.key as ${big}) end`;
  const rows = await trx
    .selectFrom('work_entries as entry')
    .innerJoin('projections', (join) => join.on('projections.id', '=', rowId))
    .select('projections.id')
    .where('entry.kind', '=', projectionKind)
    .where('entry.state', '=', 'failed')
    .where('entry.due_at', '<=', sql<number>`(select ${dialect.after(-afterMs)})`)
    .where('projections.kind', '=', 'issue')
    .orderBy('projections.id')
    .limit(limit)
    .execute();
  await enqueue(
    trx,
    dialect,
    rows.map(({ id }) => ({ kind: projectionKind, key: String(id) })),
  );
  return rows.length;
}
