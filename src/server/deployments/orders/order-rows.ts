/**
 * Rows of orders. A transaction that changes one locks the row of its batch first: the batch decides what may be sent, and all transactions
 * lock in one order.
 */
import { type Kysely, type Selectable, type SqlBool, sql } from 'kysely';
import { batchStates, mayDispatch } from '../../../domain/dispatch/advance-batch.ts';
import { advanceOrder, type OrderFact, type SendingOrder } from '../../../domain/dispatch/order-states.ts';
import { type RunNews, runEnds, runStatuses } from '../../../domain/dispatch/run-rank.ts';
import type { Dialect } from '../../database/dialect.ts';
import type { Database } from '../../database/schema.ts';
import { enqueue } from '../../work/enqueue.ts';
import { deploymentWork, type SettleOrders } from '../seams.ts';
import { takeEarlyExit } from './early-exits.ts';

export type OrderRow = Selectable<Database['orders']>;

/** Its run is not known, and may exist. A literal, so that the index of these orders is used. */
export const isUnsettledOrder = sql<SqlBool>`state in ('sending', 'unclear', 'accepted')`;

export interface OrderWriting {
  readonly dialect: Dialect;
  readonly settleOrders: SettleOrders;
}

const refusals = ['rejected', 'no_run', 'unknown_run'] as const;

export function toSendingOrder(row: OrderRow): SendingOrder {
  return {
    state: row.state,
    refusal: refusals.find((known) => known === row.refusal),
    runId: row.run_id ?? undefined,
    lookups: row.lookups,
  };
}

/** `undefined`: nothing is known of its run yet. */
export function toRunNews(row: OrderRow): RunNews | undefined {
  const status = runStatuses.find((known) => known === row.run_status);
  if (status === undefined || row.run_attempt === null) return undefined;
  return {
    attempt: row.run_attempt,
    status,
    end: runEnds.find((known) => known === row.run_end),
    updatedAt: row.run_updated_at ?? 0,
  };
}

export async function readOrder(db: Kysely<Database>, id: number): Promise<OrderRow | undefined> {
  return db.selectFrom('orders').selectAll().where('id', '=', id).executeTakeFirst();
}

export interface LockedBatch {
  /** Whether an order of it may be claimed. */
  readonly mayDispatch: boolean;
  /** It starts nothing any more. */
  readonly isStopped: boolean;
}

export async function lockOrderBatch(
  trx: Kysely<Database>,
  dialect: Dialect,
  batchId: number,
): Promise<LockedBatch> {
  const rows = trx.selectFrom('batches').select(['id', 'state', 'stopped']).where('id', '=', batchId);
  const batch = await dialect.lockRows(rows).executeTakeFirst();
  const state = batchStates.find((known) => known === batch?.state);
  const stopped = batch?.stopped ?? undefined;
  return {
    mayDispatch:
      state !== undefined &&
      mayDispatch({ state, stopped, isMerge: false, counts: {}, hasOwnerErrors: false }),
    isStopped: batch === undefined || stopped !== undefined,
  };
}

/** Columns besides those that a fact changes. */
export type OrderColumns = Partial<
  Pick<
    OrderRow,
    'problem' | 'run_url' | 'run_attempt' | 'run_status' | 'run_end' | 'run_updated_at' | 'approval'
  >
>;

const noRun = {
  run_url: null,
  run_attempt: null,
  run_status: null,
  run_end: null,
  run_updated_at: null,
  approval: null,
  exit_code: null,
};

/** In these states, what becomes of a deployment depends on the order. */
function isShown({ state }: Pick<SendingOrder, 'state'>): boolean {
  return state === 'sent' || state === 'refused' || state === 'withdrawn';
}

function isBusy({ state }: Pick<SendingOrder, 'state'>): boolean {
  return state === 'sending' || state === 'accepted' || state === 'unclear';
}

/** The next order of a lane may be sent. */
async function wakeLane(trx: Kysely<Database>, dialect: Dialect, row: OrderRow): Promise<void> {
  const next = await trx
    .selectFrom('orders')
    .select('id')
    .where('repository_id', '=', row.repository_id)
    .where('workflow', '=', row.workflow)
    .where('ref', '=', row.ref)
    .where('state', '=', sql.lit('planned'))
    .where('carries_id', '=', 0)
    .where('id', '!=', row.id)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  if (next !== undefined) await enqueue(trx, dialect, [{ kind: deploymentWork.send, key: String(next.id) }]);
}

/** The run may have reported its end before it was known to be the order's. */
async function adoptExit(trx: Kysely<Database>, dialect: Dialect, row: OrderRow): Promise<void> {
  const { id, run_id: runId, workspace_id: workspaceId, repository_id: repositoryId } = row;
  const instance = await trx
    .selectFrom('batch_nodes')
    .select(['stack', 'component'])
    .where('batch_id', '=', row.batch_id)
    .where('number', '=', row.node)
    .executeTakeFirst();
  if (instance === undefined || runId === null) return;
  const early = await takeEarlyExit(trx, dialect, { workspaceId, repositoryId, runId, ...instance });
  if (early !== undefined)
    await trx.updateTable('orders').set({ exit_code: early }).where('id', '=', id).execute();
}

/**
 * Applies a fact to a row that was read after its batch was locked, with what is known of the run. Returns the row as it is then. The
 * deployment is settled in the same transaction.
 */
export async function changeOrder(
  trx: Kysely<Database>,
  change: {
    readonly row: OrderRow;
    readonly fact?: OrderFact | undefined;
    readonly columns?: OrderColumns | undefined;
  },
  { dialect, settleOrders }: OrderWriting,
): Promise<OrderRow> {
  const { row, fact, columns = {} } = change;
  const before = toSendingOrder(row);
  const after = fact === undefined ? before : advanceOrder(before, fact);
  if (after === before && Object.keys(columns).length === 0) return row;
  const isEntered = (...states: readonly string[]) =>
    states.includes(after.state) && before.state !== after.state;
  const kept = after.runId === before.runId ? { run_end: row.run_end } : noRun;
  const { run_end: end } = { ...kept, ...columns };
  const isOver = after.state === 'refused' || after.state === 'withdrawn' || (end ?? null) !== null;
  // GitHub may have run it again in between, unnoticed.
  const isNewEnd = end !== row.run_end || (columns.run_attempt ?? row.run_attempt) !== row.run_attempt;
  const changed = await trx
    .updateTable('orders')
    .set({
      ...(after.runId === before.runId ? {} : noRun),
      ...columns,
      state: after.state,
      refusal: after.refusal ?? null,
      run_id: after.runId ?? null,
      lookups: after.lookups,
      sending_at: isEntered('sending') ? sql<number>`coalesce(sending_at, ${dialect.now})` : undefined,
      unclear_at: isEntered('unclear', 'accepted') ? dialect.now : undefined,
      run_read_at: after.state === 'sent' ? dialect.now : undefined,
      ended_at: isOver ? (isNewEnd ? dialect.now : sql<number>`coalesce(ended_at, ${dialect.now})`) : null,
    })
    .where('id', '=', row.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  if (after.runId !== before.runId) await adoptExit(trx, dialect, changed);
  if (isBusy(before) && !isBusy(after) && row.carries_id === 0) await wakeLane(trx, dialect, row);
  if (isShown(before) || isShown(after)) await settleOrders(trx, { batchId: row.batch_id, node: row.node });
  return changed;
}
