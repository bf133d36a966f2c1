/** The queue: one row per entry that waits, is being worked on, or was given up. */
import { type Kysely, sql } from 'kysely';
import type { Dialect } from '../../dialect.ts';

export async function createWork(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await db.schema
    .createTable('work_entries')
    .addColumn('id', dialect.bigint, dialect.identity)
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('lane', 'text')
    .addColumn('payload', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('since', dialect.bigint, (column) => column.notNull())
    .addColumn('due_at', dialect.bigint, (column) => column.notNull())
    .addColumn('again_at', dialect.bigint)
    .addColumn('period_ms', dialect.bigint)
    .addColumn('lease', dialect.bigint, (column) => column.notNull())
    .addColumn('is_leased', 'integer', (column) => column.notNull())
    .addColumn('attempts', dialect.bigint, (column) => column.notNull())
    .addColumn('problem', 'text')
    .addUniqueConstraint('work_entries_key', ['kind', 'key'])
    .execute();
  await db.schema
    .createIndex('work_entries_by_turn')
    .on('work_entries')
    .columns(['kind', 'state', 'due_at'])
    .execute();
  await db.schema
    .createIndex('work_entries_by_lane')
    .on('work_entries')
    .columns(['kind', 'lane', 'id'])
    .execute();
  // The database itself refuses a second lease in a lane, even to two claims at the same moment.
  await db.schema
    .createIndex('work_entries_leased_lane')
    .unique()
    .on('work_entries')
    .columns(['kind', 'lane'])
    .where(sql.ref('is_leased'), '=', sql.lit(1))
    .execute();
}
