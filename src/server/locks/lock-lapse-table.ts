/** The table of grants that ran out. A row is written in the transaction that audits the expiry, so no crash loses it. */
import type { Kysely, Transaction } from 'kysely';
import type { AuditEntry } from '../../domain/audit/entry.ts';
import { nextAskAt } from '../../domain/locks/lapse.ts';
import type { LockRecord } from '../../domain/locks/lock.ts';
import { appendAuditEntry } from '../audit/audit-table.ts';
import type { Dialect } from '../database/dialect.ts';
import { readJsonText } from '../database/json-text.ts';
import type { Database } from '../database/schema.ts';
import { isLockRecord } from './lock-rows.ts';

/** In the transaction that ends them. */
export async function addLapses(trx: Transaction<Database>, records: readonly LockRecord[]): Promise<void> {
  if (records.length === 0) return;
  await trx
    .insertInto('lock_lapses')
    .values(
      records.map((record) => ({
        id: record.id,
        // JSON escapes what PostgreSQL does not take in text.
        record: JSON.stringify(record),
        expired_at: record.expiresAt,
        ask_at: 0,
      })),
    )
    .execute();
}

/** Inside a transaction: the grants whose turn it is, at most `limit`; each gets its next turn later. */
export async function claimLapses(
  trx: Transaction<Database>,
  dialect: Dialect,
  limit: number,
): Promise<{ readonly now: number; readonly records: readonly LockRecord[] }> {
  const due = trx
    .selectFrom('lock_lapses')
    .selectAll()
    .where('ask_at', '<=', dialect.now)
    .orderBy('ask_at')
    .orderBy('id')
    .limit(limit);
  const rows = await dialect.lockRows(due).execute();
  const { now } = await trx.selectNoFrom(dialect.now.as('now')).executeTakeFirstOrThrow();
  for (const { id, expired_at: expiredAt } of rows) {
    await trx
      .updateTable('lock_lapses')
      .set({ ask_at: nextAskAt(expiredAt, now) })
      .where('id', '=', id)
      .execute();
  }
  const records = rows.map(({ record }) => readJsonText(record, isLockRecord, 'lock_lapses.record'));
  return { now, records };
}

/** Inside a transaction: done with the grant `id`. Whether no other replica was first. */
export async function settleLapse(
  trx: Transaction<Database>,
  dialect: Dialect,
  { id, entries }: { readonly id: string; readonly entries: readonly AuditEntry[] },
): Promise<boolean> {
  const { numDeletedRows } = await trx.deleteFrom('lock_lapses').where('id', '=', id).executeTakeFirst();
  if (numDeletedRows === 0n) return false;
  for (const entry of entries) await appendAuditEntry(trx, dialect, entry);
  return true;
}

/** How long ago the first of the waiting grants ran out, in milliseconds; 0 without one. */
export async function measureOldestLapse(db: Kysely<Database>, dialect: Dialect): Promise<number> {
  const { oldest, now } = await db
    .selectFrom('lock_lapses')
    .select(({ fn }) => [fn.min<number | string | null>('expired_at').as('oldest'), dialect.now.as('now')])
    .executeTakeFirstOrThrow();
  return oldest === null ? 0 : Math.max(0, now - Number(oldest));
}
