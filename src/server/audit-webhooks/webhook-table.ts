/** The table of destinations' states. Only the holder of a destination's lease writes. */
import type { Kysely } from 'kysely';
import type { Dialect } from '../database/dialect.ts';
import type { Database, WebhookTable } from '../database/schema.ts';
import type { WorkTask } from '../work/kind.ts';
import type { WebhookProgress, WebhookState } from './store.ts';

function toState(row: WebhookTable): WebhookState {
  const { last_try_at: at, last_outcome: outcome, last_result: result } = row;
  return {
    name: row.name,
    deliveredThroughId: row.delivered_through_id,
    tryingThroughId: row.trying_through_id ?? undefined,
    failures: row.failures,
    firstFailedAt: row.first_failed_at ?? undefined,
    nextTryAt: row.next_try_at,
    lastTry: at === null || outcome === null || result === null ? undefined : { at, outcome, result },
    lostEntries: row.lost_entries,
  };
}

function toColumns(progress: WebhookProgress, dialect: Dialect) {
  const { deliveredThroughId, tryingThroughId, failures, firstFailedAt } = progress;
  const { nextTryAt, lostEntries, lastTry } = progress;
  // Kysely leaves out what is undefined.
  return {
    delivered_through_id: deliveredThroughId,
    trying_through_id: tryingThroughId,
    failures,
    first_failed_at: firstFailedAt,
    next_try_at: nextTryAt,
    lost_entries: lostEntries,
    last_try_at: lastTry === undefined ? undefined : dialect.now,
    last_outcome: lastTry?.outcome,
    last_result: lastTry?.result,
  };
}

export async function addWebhookStates(
  db: Kysely<Database>,
  names: readonly string[],
  throughId: number,
): Promise<void> {
  if (names.length === 0) return;
  const fresh = {
    delivered_through_id: throughId,
    trying_through_id: null,
    failures: 0,
    first_failed_at: null,
    next_try_at: 0,
    last_try_at: null,
    last_outcome: null,
    last_result: null,
    lost_entries: 0,
  };
  await db
    .insertInto('webhook_states')
    .values(names.map((name) => ({ name, ...fresh })))
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute();
}

export async function listWebhookStates(db: Kysely<Database>): Promise<readonly WebhookState[]> {
  const rows = await db.selectFrom('webhook_states').selectAll().orderBy('name').execute();
  return rows.map(toState);
}

export async function readWebhookState(
  db: Kysely<Database>,
  dialect: Dialect,
  name: string,
): Promise<{ readonly state: WebhookState; readonly now: number } | undefined> {
  const row = await db
    .selectFrom('webhook_states')
    .selectAll()
    .select(dialect.now.as('now'))
    .where('name', '=', name)
    .executeTakeFirst();
  return row === undefined ? undefined : { state: toState(row), now: row.now };
}

/** Inside a transaction. Rejects with `LeaseLost` when another replica delivers. */
export async function saveWebhook(
  trx: Kysely<Database>,
  dialect: Dialect,
  write: {
    readonly name: string;
    readonly progress: WebhookProgress;
    readonly task: Pick<WorkTask, 'hold'>;
  },
): Promise<void> {
  await write.task.hold(trx);
  await trx
    .updateTable('webhook_states')
    .set(toColumns(write.progress, dialect))
    .where('name', '=', write.name)
    .execute();
}
