/** The table of destinations' states: a lease decides which replica delivers, its token which one may still write. */
import type { Kysely } from 'kysely';
import type { Dialect } from '../database/dialect.ts';
import type { Database, WebhookTable } from '../database/schema.ts';
import type { WebhookLease, WebhookProgress, WebhookState } from './store.ts';

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
    lease_token: 0,
    leased_until: 0,
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

export async function leaseWebhook(
  db: Kysely<Database>,
  dialect: Dialect,
  { name, leaseMs }: { readonly name: string; readonly leaseMs: number },
): Promise<WebhookLease | undefined> {
  const row = await db
    .updateTable('webhook_states')
    .set((set) => ({
      lease_token: set('lease_token', '+', 1),
      leased_until: set(dialect.now, '+', leaseMs),
    }))
    .where('name', '=', name)
    .where('leased_until', '<=', dialect.now)
    .where('next_try_at', '<=', dialect.now)
    .returningAll()
    .returning(dialect.now.as('now'))
    .executeTakeFirst();
  return row === undefined ? undefined : { state: toState(row), token: row.lease_token, now: row.now };
}

/** `lost`: another replica has taken the lease meanwhile. */
export async function saveWebhook(
  db: Kysely<Database>,
  dialect: Dialect,
  write: {
    readonly name: string;
    readonly token: number;
    readonly progress: WebhookProgress;
    readonly keepLease: boolean;
  },
): Promise<'saved' | 'lost'> {
  const result = await db
    .updateTable('webhook_states')
    .set({ ...toColumns(write.progress, dialect), leased_until: write.keepLease ? undefined : 0 })
    .where('name', '=', write.name)
    .where('lease_token', '=', write.token)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n ? 'saved' : 'lost';
}
