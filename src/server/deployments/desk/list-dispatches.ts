/** Lists the dispatches of a workspace with their runs, newest first. Each search reads a bounded number of them. */
import type { Expression, ExpressionBuilder, Kysely, SqlBool } from 'kysely';
import { type DispatchFilterState, failedRunEnds } from '../../../domain/dispatch/dispatch-filter.ts';
import type { OrderState } from '../../../domain/dispatch/order-states.ts';
import type { RunEnd, RunNewsStatus } from '../../../domain/dispatch/run-rank.ts';
import type { Database } from '../../database/schema.ts';

/** Most dispatches that one search reads: SQLite reads block the event loop. */
const maxSearched = 10_000;

export interface DispatchFilter {
  readonly workspaceId: string;
  readonly repositoryId?: string | undefined;
  readonly state?: DispatchFilterState | undefined;
  readonly beforeId?: number | undefined;
  /** The page above this id, instead of the one below `beforeId`. */
  readonly afterId?: number | undefined;
  readonly limit: number;
}

/** Times in milliseconds since the Unix epoch, by the database's clock. */
export interface ListedDispatch {
  readonly id: number;
  readonly repositoryId: string;
  readonly batchId: number;
  /** `undefined`: the deployment is not known any more. */
  readonly instance: { readonly stack: string; readonly component: string } | undefined;
  readonly attempt: number;
  readonly workflow: string;
  readonly state: OrderState;
  /** GitHub's words about a dispatch that it refused. */
  readonly problem: string | undefined;
  readonly runId: string | undefined;
  readonly runUrl: string | undefined;
  readonly runStatus: RunNewsStatus | undefined;
  readonly runEnd: RunEnd | undefined;
  readonly plannedAt: number;
  readonly sentAt: number | undefined;
  readonly endedAt: number | undefined;
}

export interface DispatchPage {
  readonly dispatches: readonly ListedDispatch[];
  /** `beforeId` of the next page; `undefined`: there is nothing below. */
  readonly next: number | undefined;
  /** `afterId` of the page above; `undefined`: this is the first one. */
  readonly newer: number | undefined;
  /** The search stopped above this id, or below it where it went up; `undefined`: it found a whole page, or the end. */
  readonly searchedDownTo: number | undefined;
}

type OrderExpressions = ExpressionBuilder<Database, 'orders'>;

function matchState({ eb, or, and }: OrderExpressions, state: DispatchFilterState): Expression<SqlBool> {
  switch (state) {
    case 'open':
      return or([
        eb('state', 'in', ['planned', 'sending', 'accepted', 'unclear']),
        and([eb('state', '=', 'sent'), eb('run_end', 'is', null)]),
      ]);
    case 'failed':
      return or([eb('state', '=', 'refused'), eb('run_end', 'in', [...failedRunEnds])]);
    case 'succeeded':
      return eb('run_end', 'in', ['success', 'neutral']);
  }
}

/** The last id that one search may not read any more; `undefined`: all may be read. */
async function findBound(
  db: Kysely<Database>,
  { workspaceId, beforeId, afterId, repositoryId, state }: DispatchFilter,
): Promise<number | undefined> {
  if (repositoryId === undefined && state === undefined) return undefined;
  let query = db.selectFrom('orders').select('id').where('workspace_id', '=', workspaceId);
  if (afterId !== undefined) query = query.where('id', '>', afterId);
  else if (beforeId !== undefined) query = query.where('id', '<', beforeId);
  const direction = afterId === undefined ? 'desc' : 'asc';
  const row = await query.orderBy('id', direction).limit(1).offset(maxSearched).executeTakeFirst();
  return row?.id;
}

/** Newest first, also where the search goes up. */
async function selectOrders(db: Kysely<Database>, filter: DispatchFilter, bound: number | undefined) {
  const { workspaceId, repositoryId, state, beforeId, afterId, limit } = filter;
  const [above, below] = afterId === undefined ? [bound, beforeId] : [afterId, bound];
  let query = db.selectFrom('orders').selectAll().where('workspace_id', '=', workspaceId);
  if (repositoryId !== undefined) query = query.where('repository_id', '=', repositoryId);
  if (state !== undefined) query = query.where((expressions) => matchState(expressions, state));
  if (below !== undefined) query = query.where('id', '<', below);
  if (above !== undefined) query = query.where('id', '>', above);
  if (afterId === undefined) return query.orderBy('id', 'desc').limit(limit).execute();
  return (await query.orderBy('id', 'asc').limit(limit).execute()).toReversed();
}

/** By batch and number. */
async function readInstances(
  db: Kysely<Database>,
  orders: readonly { readonly batch_id: number; readonly node: number }[],
): Promise<ReadonlyMap<string, { readonly stack: string; readonly component: string }>> {
  const numbers = Map.groupBy(orders, ({ batch_id: batchId }) => batchId);
  const found = new Map<string, { readonly stack: string; readonly component: string }>();
  for (const [batchId, own] of numbers) {
    const rows = await db
      .selectFrom('batch_nodes')
      .select(['number', 'stack', 'component'])
      .where('batch_id', '=', batchId)
      .where('number', 'in', [...new Set(own.map(({ node }) => node))])
      .execute();
    for (const { number, ...instance } of rows) found.set(`${batchId}/${number}`, instance);
  }
  return found;
}

type Neighbors = Pick<DispatchPage, 'next' | 'newer' | 'searchedDownTo'>;

function findNeighbors(
  orders: readonly { readonly id: number }[],
  { beforeId, afterId, limit }: DispatchFilter,
  bound: number | undefined,
): Neighbors {
  const [first, last] = [orders[0]?.id, orders.at(-1)?.id];
  const isWhole = orders.length === limit;
  const searchedDownTo = isWhole ? undefined : bound;
  if (afterId !== undefined) {
    const beyond = bound === undefined ? undefined : bound - 1;
    return { next: last ?? afterId + 1, newer: isWhole ? first : beyond, searchedDownTo };
  }
  const beyond = bound === undefined ? undefined : bound + 1;
  const newer = beforeId === undefined ? undefined : (first ?? beforeId - 1);
  return { next: isWhole ? last : beyond, newer, searchedDownTo };
}

export async function listDispatches(db: Kysely<Database>, filter: DispatchFilter): Promise<DispatchPage> {
  const bound = await findBound(db, filter);
  const orders = await selectOrders(db, filter, bound);
  const instances = await readInstances(db, orders);
  const dispatches = orders.map(
    (order): ListedDispatch => ({
      id: order.id,
      repositoryId: order.repository_id,
      batchId: order.batch_id,
      instance: instances.get(`${order.batch_id}/${order.node}`),
      attempt: order.attempt,
      workflow: order.workflow,
      state: order.state,
      problem: order.problem ?? undefined,
      runId: order.run_id ?? undefined,
      runUrl: order.run_url ?? undefined,
      runStatus: order.run_status ?? undefined,
      runEnd: order.run_end ?? undefined,
      plannedAt: order.planned_at,
      sentAt: order.sending_at ?? undefined,
      endedAt: order.ended_at ?? undefined,
    }),
  );
  return { dispatches, ...findNeighbors(orders, filter, bound) };
}
