/** The table that counts the tokens and locks of each session, for a limit that holds across replicas. */
import type { Kysely } from 'kysely';
import type { Dialect } from '../dialect.ts';

export async function createSessionCountTable(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await db.schema
    .createTable('session_counts')
    .addColumn('session_id', 'text', (column) => column.notNull())
    .addColumn('counted', 'text', (column) => column.notNull())
    .addColumn('count', dialect.bigint, (column) => column.notNull())
    .addColumn('expires_at', dialect.bigint, (column) => column.notNull())
    .addPrimaryKeyConstraint('session_counts_key', ['session_id', 'counted'])
    .execute();
  await db.schema.createIndex('session_counts_by_expiry').on('session_counts').column('expires_at').execute();
}
