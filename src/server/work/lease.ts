/** The changes that the holder of a lease can make to its entry. After the loss of the lease they change nothing, and return `false`. */
import { type Kysely, sql } from 'kysely';
import type { Dialect } from '../database/dialect.ts';
import type { Database } from '../database/schema.ts';
import { maxProblemLength, type WorkLease } from './entry.ts';

/** Another process has claimed the entry, or the entry was finished. */
export class LeaseLost extends Error {
  constructor() {
    super('the lease was lost');
  }
}

function update(db: Kysely<Database>, { id, lease }: WorkLease) {
  return db
    .updateTable('work_entries')
    .where('id', '=', id)
    .where('lease', '=', lease)
    .where('is_leased', '=', 1);
}

const ended = { is_leased: 0, attempts: 0, again_at: null, problem: null };

/** The earlier of `time` and the time for which the entry was enqueued meanwhile. */
function orEarlier(time: ReturnType<Dialect['after']>) {
  return sql<number>`case when again_at is null or again_at > ${time} then ${time} else again_at end`;
}

/** Extends the lease to `leaseMs` from now. `false`: the lease was lost. */
export async function renew(
  db: Kysely<Database>,
  dialect: Dialect,
  { leaseMs, ...lease }: WorkLease & { readonly leaseMs: number },
): Promise<boolean> {
  const { numUpdatedRows } = await update(db, lease)
    .set({ due_at: dialect.after(leaseMs) })
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Prevents other claims until the transaction ends. `false`: the lease was lost. */
export async function hold(
  trx: Kysely<Database>,
  dialect: Dialect,
  { id, lease }: WorkLease,
): Promise<boolean> {
  const row = await dialect
    .lockRows(
      trx
        .selectFrom('work_entries')
        .select('id')
        .where('id', '=', id)
        .where('lease', '=', lease)
        .where('is_leased', '=', 1),
    )
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * The work is done: removes the entry, unless it recurs or was enqueued again meanwhile. `false`: the lease was lost. Then roll the
 * transaction back.
 */
export async function finish(
  trx: Kysely<Database>,
  dialect: Dialect,
  { id, lease, isRecurring = false }: WorkLease & { readonly isRecurring?: boolean | undefined },
): Promise<boolean> {
  const ending = trx
    .deleteFrom('work_entries')
    .where('id', '=', id)
    .where('lease', '=', lease)
    .where('is_leased', '=', 1)
    .where('again_at', 'is', null)
    .where('period_ms', 'is', null);
  if (!isRecurring && (await ending.executeTakeFirst()).numDeletedRows === 1n) return true;
  const nextTurn = orEarlier(sql<number>`(${dialect.now} + period_ms)`);
  const { numUpdatedRows } = await update(trx, { id, lease })
    .set({
      ...ended,
      since: dialect.now,
      due_at: sql<number>`case when period_ms is null then again_at else ${nextTurn} end`,
    })
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** The attempt succeeded, and the entry is due again in `delayMs`. `false`: the lease was lost. */
export async function postpone(
  trx: Kysely<Database>,
  dialect: Dialect,
  { delayMs, ...lease }: WorkLease & { readonly delayMs: number },
): Promise<boolean> {
  const { numUpdatedRows } = await update(trx, lease)
    .set({ ...ended, due_at: orEarlier(sql<number>`(${dialect.after(delayMs)})`) })
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** The attempt failed: the next one is due in `delayMs`. `false`: the lease was lost. */
export async function retryLater(
  trx: Kysely<Database>,
  dialect: Dialect,
  { delayMs, problem, ...lease }: WorkLease & { readonly delayMs: number; readonly problem: string },
): Promise<boolean> {
  const { numUpdatedRows } = await update(trx, lease)
    .set({
      is_leased: 0,
      again_at: null,
      due_at: dialect.after(delayMs),
      problem: problem.slice(0, maxProblemLength),
    })
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Gives the entry up: it stays as failed and no longer blocks its lane. `false`: the lease was lost. */
export async function giveUp(
  trx: Kysely<Database>,
  dialect: Dialect,
  { problem, ...lease }: WorkLease & { readonly problem: string },
): Promise<boolean> {
  const { numUpdatedRows } = await update(trx, lease)
    .set({
      state: 'failed',
      is_leased: 0,
      again_at: null,
      due_at: dialect.now,
      problem: problem.slice(0, maxProblemLength),
    })
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}
