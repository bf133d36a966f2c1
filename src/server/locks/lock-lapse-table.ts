/** The table of grants that ran out. A row is written in the transaction that puts the expiry on record, so no crash loses it. */
import type { Kysely, Transaction } from 'kysely';
import { nextAskAt } from '../../domain/locks/lapse.ts';
import type { LockRecord } from '../../domain/locks/lock.ts';
import { createAuditTable } from '../audit/audit-table.ts';
import type { Dialect } from '../database/dialect.ts';
import { reachStore } from '../database/failures.ts';
import type { Database } from '../database/schema.ts';
import type { LockLapses } from './lock-lapse-store.ts';

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

export function createLockLapseTable(db: Kysely<Database>, dialect: Dialect): LockLapses {
  return {
    claim: (limit) =>
      reachStore(() =>
        db.transaction().execute(async (trx) => {
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
          return { now, records: rows.map(({ record }) => JSON.parse(record) as LockRecord) };
        }),
      ),

    settle: (id, entries) =>
      reachStore(() =>
        db.transaction().execute(async (trx) => {
          const { numDeletedRows } = await trx
            .deleteFrom('lock_lapses')
            .where('id', '=', id)
            .executeTakeFirst();
          if (numDeletedRows === 0n) return false;
          const audit = createAuditTable(trx, dialect);
          for (const entry of entries) await audit.append(entry);
          return true;
        }),
      ),

    measureOldest: () =>
      reachStore(async () => {
        const { oldest, now } = await db
          .selectFrom('lock_lapses')
          .select(({ fn }) => [
            fn.min<number | string | null>('expired_at').as('oldest'),
            dialect.now.as('now'),
          ])
          .executeTakeFirstOrThrow();
        return oldest === null ? 0 : Math.max(0, now - Number(oldest));
      }),
  };
}
