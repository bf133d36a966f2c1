/** Restores of the database from a backup: what was issued before one is not accepted after it. */
import type { Kysely } from 'kysely';
import type { Dialect } from '../dialect.ts';

export async function createRestoreTable(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await db.schema
    .createTable('restores')
    .addColumn('restored_at', dialect.bigint, (column) => column.primaryKey())
    .addColumn('token_floor', dialect.bigint, (column) => column.notNull())
    .execute();
}
