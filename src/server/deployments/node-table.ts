/** The tables of deployments and their dependencies. Read and written with the batch's row locked. */
import { type Kysely, type Selectable, sql } from 'kysely';
import type { GateEdge } from '../../domain/dispatch/gates.ts';
import type { NodeState } from '../../domain/dispatch/node-states.ts';
import type { PlannedNode } from '../../domain/dispatch/plan-nodes.ts';
import type { Dialect } from '../database/dialect.ts';
import type { Database } from '../database/schema.ts';

/** Most names of rows in one statement. */
const maxNamesPerQuery = 500;

/** A deployment as it is stored, without what it starts. */
export interface BatchNode extends PlannedNode {
  /** A sentence for people, of a refusal; the key of a setting that could not be read, where it is skipped. */
  readonly detail?: string | undefined;
  /** What it waits for while it is `locked`, JSON as text. */
  readonly waitsFor?: string | undefined;
}

const columns = [
  'number',
  'stack',
  'component',
  'kind',
  'is_transparent',
  'state',
  'reason',
  'detail',
  'result',
  'open_parents',
  'failed_parents',
  'attempt',
  'waits_for',
] as const;

type Row = Pick<Selectable<Database['batch_nodes']>, (typeof columns)[number]>;

function toNode(row: Row): BatchNode {
  return {
    number: row.number,
    stack: row.stack,
    component: row.component,
    kind: row.kind,
    isTransparent: row.is_transparent === 1,
    state: row.state,
    reason: row.reason ?? undefined,
    detail: row.detail ?? undefined,
    result: row.result ?? undefined,
    openParents: row.open_parents,
    failedParents: row.failed_parents,
    attempt: row.attempt,
    waitsFor: row.waits_for ?? undefined,
  };
}

function pagesOf<Value>(values: readonly Value[]): readonly (readonly Value[])[] {
  const pages: (readonly Value[])[] = [];
  for (let at = 0; at < values.length; at += maxNamesPerQuery)
    pages.push(values.slice(at, at + maxNamesPerQuery));
  return pages;
}

export async function readNode(
  db: Kysely<Database>,
  batchId: number,
  number: number,
): Promise<BatchNode | undefined> {
  const row = await db
    .selectFrom('batch_nodes')
    .select(columns)
    .where('batch_id', '=', batchId)
    .where('number', '=', number)
    .executeTakeFirst();
  return row && toNode(row);
}

/** By number. `states`: those of these states; absent: all. `limit`: the first of them. */
export async function listNodes(
  db: Kysely<Database>,
  batchId: number,
  { states, limit }: { readonly states?: readonly NodeState[]; readonly limit?: number } = {},
): Promise<readonly BatchNode[]> {
  let query = db.selectFrom('batch_nodes').select(columns).where('batch_id', '=', batchId);
  if (states !== undefined) query = query.where('state', 'in', [...states]);
  if (limit !== undefined) query = query.limit(limit);
  return (await query.orderBy('number').execute()).map(toNode);
}

/** The children of `parents`, once each, and the edges from those to these. */
export async function loadChildren(
  db: Kysely<Database>,
  batchId: number,
  parents: readonly number[],
): Promise<{ readonly children: readonly BatchNode[]; readonly edges: readonly GateEdge[] }> {
  const edges: GateEdge[] = [];
  for (const page of pagesOf(parents)) {
    const rows = await db
      .selectFrom('batch_edges')
      .select(['parent', 'child'])
      .where('batch_id', '=', batchId)
      .where('parent', 'in', page)
      .execute();
    edges.push(...rows);
  }
  const children: BatchNode[] = [];
  for (const page of pagesOf([...new Set(edges.map(({ child }) => child))])) {
    const rows = await db
      .selectFrom('batch_nodes')
      .select(columns)
      .where('batch_id', '=', batchId)
      .where('number', 'in', page)
      .execute();
    children.push(...rows.map(toNode));
  }
  return { children, edges };
}

function cellsOf(node: BatchNode) {
  return [
    node.number,
    node.state,
    node.reason ?? null,
    node.result ?? null,
    node.openParents,
    node.failedParents,
    node.attempt,
    // Sentences about a state leave with it.
    node.state === 'refused' || node.state === 'skipped' ? (node.detail ?? null) : null,
    node.state === 'locked' ? (node.waitsFor ?? null) : null,
  ];
}

export async function updateNodes(
  trx: Kysely<Database>,
  dialect: Dialect,
  { batchId, nodes }: { readonly batchId: number; readonly nodes: readonly BatchNode[] },
): Promise<void> {
  if (nodes.length === 0) return;
  const number = sql.raw(dialect.bigint);
  await sql`update batch_nodes set state = item.state, reason = item.reason, result = item.result,
      open_parents = item.open_parents, failed_parents = item.failed_parents, attempt = item.attempt,
      detail = item.detail, waits_for = item.waits_for, updated_at = ${dialect.now}
    from (select cast(value ->> 0 as ${number}) as number, value ->> 1 as state, value ->> 2 as reason,
        value ->> 3 as result, cast(value ->> 4 as ${number}) as open_parents,
        cast(value ->> 5 as ${number}) as failed_parents, cast(value ->> 6 as ${number}) as attempt,
        value ->> 7 as detail, value ->> 8 as waits_for
      from ${dialect.elementsOf(JSON.stringify(nodes.map(cellsOf)))}) as item
    where batch_nodes.batch_id = cast(${batchId} as ${number}) and batch_nodes.number = item.number`.execute(
    trx,
  );
}

export interface NewNode extends BatchNode {
  /** What it starts, JSON as text. */
  readonly workflows: string;
}

/** A deployment that is there is replaced, with what it starts. */
export async function writeNodes(
  trx: Kysely<Database>,
  dialect: Dialect,
  { batchId, nodes }: { readonly batchId: number; readonly nodes: readonly NewNode[] },
): Promise<void> {
  if (nodes.length === 0) return;
  const number = sql.raw(dialect.bigint);
  const rows = nodes.map((node) => [
    ...cellsOf(node),
    node.stack,
    node.component,
    node.kind,
    Number(node.isTransparent),
    node.workflows,
  ]);
  await sql`insert into batch_nodes (batch_id, number, state, reason, result, open_parents, failed_parents, attempt,
      detail, waits_for, stack, component, kind, is_transparent, workflows, lock_path, updated_at)
    select cast(${batchId} as ${number}), cast(value ->> 0 as ${number}), value ->> 1, value ->> 2, value ->> 3,
      cast(value ->> 4 as ${number}), cast(value ->> 5 as ${number}), cast(value ->> 6 as ${number}),
      value ->> 7, value ->> 8, value ->> 9, value ->> 10, value ->> 11, cast(value ->> 12 as integer),
      value ->> 13, null, ${dialect.now}
    from ${dialect.elementsOf(JSON.stringify(rows))} where true
    on conflict (batch_id, number) do update set state = excluded.state, reason = excluded.reason,
      result = excluded.result, open_parents = excluded.open_parents, failed_parents = excluded.failed_parents,
      attempt = excluded.attempt, detail = excluded.detail, waits_for = excluded.waits_for, kind = excluded.kind,
      is_transparent = excluded.is_transparent, workflows = excluded.workflows, updated_at = excluded.updated_at`.execute(
    trx,
  );
}

export async function writeEdges(
  trx: Kysely<Database>,
  dialect: Dialect,
  { batchId, edges }: { readonly batchId: number; readonly edges: readonly GateEdge[] },
): Promise<void> {
  if (edges.length === 0) return;
  const number = sql.raw(dialect.bigint);
  const rows = edges.map(({ parent, child }) => [parent, child]);
  await sql`insert into batch_edges (batch_id, parent, child)
    select cast(${batchId} as ${number}), cast(value ->> 0 as ${number}), cast(value ->> 1 as ${number})
    from ${dialect.elementsOf(JSON.stringify(rows))} where true on conflict do nothing`.execute(trx);
}

export async function deleteEdges(trx: Kysely<Database>, batchId: number): Promise<void> {
  await trx.deleteFrom('batch_edges').where('batch_id', '=', batchId).execute();
}

/** Of a plan that was never shown. */
export async function deletePlan(trx: Kysely<Database>, batchId: number): Promise<void> {
  await deleteEdges(trx, batchId);
  await trx.deleteFrom('batch_nodes').where('batch_id', '=', batchId).execute();
}
