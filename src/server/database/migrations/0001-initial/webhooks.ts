/** How far each destination of the audit has come. */
import type { Kysely } from 'kysely';
import type { Dialect } from '../../dialect.ts';

export async function createWebhooks(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await db.schema
    .createTable('webhook_states')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('delivered_through_id', dialect.bigint, (column) => column.notNull())
    .addColumn('trying_through_id', dialect.bigint)
    .addColumn('failures', dialect.bigint, (column) => column.notNull())
    .addColumn('first_failed_at', dialect.bigint)
    .addColumn('next_try_at', dialect.bigint, (column) => column.notNull())
    .addColumn('last_try_at', dialect.bigint)
    .addColumn('last_outcome', 'text')
    .addColumn('last_result', 'text')
    .addColumn('lost_entries', dialect.bigint, (column) => column.notNull())
    .execute();
}
