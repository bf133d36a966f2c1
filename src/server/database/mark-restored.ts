/**
 * Makes a restored database safe to serve from. A backup does not know what happened after it: ID tokens that were used, fencing
 * tokens that were granted, keys that were retired, audit entries that others have copies of. None of these may be given out again.
 */
import type { Transaction } from 'kysely';
import type { Dialect } from './dialect.ts';
import type { Database } from './schema.ts';

/** More audit entries than are written between a backup and its restore: the ids of lost entries are not given to others. */
const skippedAuditIds = 1_000_000_000;
/** Least distance between the fencing tokens before and after. */
const skippedTokens = 1_000_000;

export interface RestoreMarks {
  /** ID tokens that were issued earlier are refused. Milliseconds, the database's clock. */
  readonly restoredAt: number;
  /** Every later fencing token is greater. */
  readonly tokenFloor: number;
  /** Signing keys that were removed: every session ends. */
  readonly endedKeys: number;
  /** The last audit entry of the backup. */
  readonly lastAuditId: number;
}

/**
 * The floor of fencing tokens is the time in milliseconds: no key was granted once a millisecond since 1970, so no token that the
 * backup does not know is above it.
 */
export async function markRestored(trx: Transaction<Database>, dialect: Dialect): Promise<RestoreMarks> {
  const { now: restoredAt } = await trx.selectNoFrom(dialect.now.as('now')).executeTakeFirstOrThrow();
  const { highest } = await trx
    .selectFrom('locks')
    .select(({ fn }) => fn.max('token').as('highest'))
    .executeTakeFirstOrThrow();
  const { floor } = await trx
    .selectFrom('restores')
    .select(({ fn }) => fn.max('token_floor').as('floor'))
    .executeTakeFirstOrThrow();
  const tokenFloor = Math.max(restoredAt, Math.max(highest ?? 0, floor ?? 0) + skippedTokens);
  // Rows that were never granted have token 0, and say so.
  await trx.updateTable('locks').set({ token: tokenFloor }).where('token', '>', 0).execute();
  await trx.insertInto('restores').values({ restored_at: restoredAt, token_floor: tokenFloor }).execute();
  const ended = await trx.deleteFrom('signing_keys').executeTakeFirst();
  const { last } = await trx
    .selectFrom('audit_entries')
    .select(({ fn }) => fn.max('id').as('last'))
    .executeTakeFirstOrThrow();
  await dialect.skipIds(trx, 'audit_entries', skippedAuditIds);
  return { restoredAt, tokenFloor, endedKeys: Number(ended.numDeletedRows), lastAuditId: last ?? 0 };
}
