/** Adds what replicas note of the last hour for the page about health, a value for each minute, and finds the deliveries of that hour by indexes. */
import { type Kysely, sql } from 'kysely';
import type { Dialect } from '../dialect.ts';

export async function createHealthTables(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await db.schema
    .createTable('health_samples')
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('measure', 'text', (column) => column.notNull())
    .addColumn('minute', dialect.bigint, (column) => column.notNull())
    .addColumn('value', dialect.bigint, (column) => column.notNull())
    .addColumn('most', dialect.bigint, (column) => column.notNull())
    .addColumn('resets_at', dialect.bigint, (column) => column.notNull())
    .addPrimaryKeyConstraint('health_samples_key', ['subject', 'measure', 'minute'])
    .execute();
  await db.schema.createIndex('health_samples_by_minute').on('health_samples').columns(['minute']).execute();
  await db.schema
    .createIndex('deliveries_by_time')
    .on('deliveries')
    .columns(['repository_id', 'received_at'])
    .execute();
  await db.schema
    .createIndex('deliveries_failed')
    .on('deliveries')
    .columns(['repository_id', 'received_at'])
    .where(sql.ref('state'), '=', sql.lit('failed'))
    .execute();
}
