/** The table of destinations' states: a lease decides who delivers, its token who may still write. */
import type { Kysely, Updateable } from 'kysely';
import type { Dialect } from '../database/dialect.ts';
import { reachStore } from '../database/failures.ts';
import type { Database, WebhookTable } from '../database/schema.ts';
import type { WebhookProgress, WebhookState, WebhookStates } from './state.ts';

function toState(row: WebhookTable): WebhookState {
  const { last_try_at: at, last_outcome: outcome, last_result: result } = row;
  return {
    name: row.name,
    deliveredThroughId: row.delivered_through_id,
    tryingThroughId: row.trying_through_id ?? undefined,
    failures: row.failures,
    firstFailedAt: row.first_failed_at ?? undefined,
    nextTryAt: row.next_try_at,
    lastTry:
      at === null || outcome === null || result === null
        ? undefined
        : { at, outcome: outcome as 'delivered' | 'failed', result },
    lostEntries: row.lost_entries,
  };
}

/** A field that is there is written, `undefined` as nothing. */
function toColumns(progress: WebhookProgress): Updateable<WebhookTable> {
  const { deliveredThroughId, failures, nextTryAt, lostEntries } = progress;
  return {
    ...(deliveredThroughId === undefined ? {} : { delivered_through_id: deliveredThroughId }),
    ...('tryingThroughId' in progress ? { trying_through_id: progress.tryingThroughId ?? null } : {}),
    ...(failures === undefined ? {} : { failures }),
    ...('firstFailedAt' in progress ? { first_failed_at: progress.firstFailedAt ?? null } : {}),
    ...(nextTryAt === undefined ? {} : { next_try_at: nextTryAt }),
    ...(lostEntries === undefined ? {} : { lost_entries: lostEntries }),
  };
}

export function createWebhookTable(db: Kysely<Database>, dialect: Dialect): WebhookStates {
  return {
    add: (names, throughId) =>
      reachStore(async () => {
        if (names.length === 0) return;
        await db
          .insertInto('webhook_states')
          .values(
            names.map((name) => ({
              name,
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
            })),
          )
          .onConflict((conflict) => conflict.column('name').doNothing())
          .execute();
      }),
    list: () =>
      reachStore(async () => {
        const rows = await db.selectFrom('webhook_states').selectAll().orderBy('name').execute();
        return rows.map(toState);
      }),
    lease: (name, leaseMs) =>
      reachStore(async () => {
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
      }),
    save: ({ name, token }, progress, { keepLease } = { keepLease: false }) =>
      reachStore(async () => {
        const { lastTry } = progress;
        const result = await db
          .updateTable('webhook_states')
          .set({
            ...toColumns(progress),
            ...(lastTry === undefined
              ? {}
              : { last_try_at: dialect.now, last_outcome: lastTry.outcome, last_result: lastTry.result }),
            ...(keepLease ? {} : { leased_until: 0 }),
          })
          .where('name', '=', name)
          .where('lease_token', '=', token)
          .executeTakeFirst();
        return result.numUpdatedRows === 1n ? 'saved' : 'lost';
      }),
  };
}
