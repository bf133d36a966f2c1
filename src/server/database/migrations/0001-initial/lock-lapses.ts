/** Grants that ran out and whose runs are still to be asked about. */
import type { Kysely } from 'kysely';
import type { Dialect } from '../../dialect.ts';

export async function createLockLapses(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await db.schema
    .createTable('lock_lapses')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('record', 'text', (column) => column.notNull())
    .addColumn('expired_at', dialect.bigint, (column) => column.notNull())
    .addColumn('ask_at', dialect.bigint, (column) => column.notNull())
    .execute();
  await db.schema.createIndex('lock_lapses_by_turn').on('lock_lapses').column('ask_at').execute();
}
