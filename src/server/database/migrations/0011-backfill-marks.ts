/** How far lists of GitHub were read: what is older is known. */
import type { Kysely } from 'kysely';
import type { Dialect } from '../dialect.ts';

export async function createBackfillMarkTable(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await db.schema
    .createTable('backfill_marks')
    .addColumn('list', 'text', (column) => column.primaryKey())
    .addColumn('read_through', dialect.bigint)
    .addColumn('cursor', 'text')
    .addColumn('reading_through', dialect.bigint)
    .addColumn('finished_at', dialect.bigint)
    .execute();
}
