/** Adds the processes that serve, each of which notes itself. */
import type { Kysely } from 'kysely';
import type { Dialect } from '../dialect.ts';

export async function createReplicaTable(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await db.schema
    .createTable('replicas')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('version', 'text', (column) => column.notNull())
    .addColumn('started_at', dialect.bigint, (column) => column.notNull())
    .addColumn('seen_at', dialect.bigint, (column) => column.notNull())
    .execute();
}
