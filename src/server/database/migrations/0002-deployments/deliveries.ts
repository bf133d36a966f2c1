/** The inbox: GitHub's deliveries, each once. */
import { type Kysely, sql } from 'kysely';
import type { Dialect } from '../../dialect.ts';

export async function createDeliveryInbox(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await db.schema
    .createTable('deliveries')
    .addColumn('id', dialect.bigint, dialect.identity)
    .addColumn('guid', 'text', (column) => column.notNull().unique())
    .addColumn('event', 'text', (column) => column.notNull())
    .addColumn('action', 'text')
    .addColumn('installation_id', dialect.bigint)
    .addColumn('repository_id', 'text')
    .addColumn('source', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('problem', 'text')
    .addColumn('payload', dialect.bytes)
    .addColumn('received_at', dialect.bigint, (column) => column.notNull())
    .addColumn('finished_at', dialect.bigint)
    .execute();
  await db.schema
    .createIndex('deliveries_new')
    .on('deliveries')
    .columns(['received_at'])
    .where(sql.ref('state'), '=', sql.lit('new'))
    .execute();
  await db.schema.createIndex('deliveries_by_end').on('deliveries').columns(['finished_at']).execute();
}
