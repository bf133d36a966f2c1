/** A row that readiness writes, to learn whether the database takes writes. */
import type { Kysely } from 'kysely';
import type { Dialect } from '../../dialect.ts';

export async function createReadiness(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await db.schema
    .createTable('readiness')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('written_at', dialect.bigint, (column) => column.notNull())
    .execute();
}
