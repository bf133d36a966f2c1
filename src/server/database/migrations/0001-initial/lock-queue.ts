/** Jobs that wait for locks, in the order of arrival: one row per waiting job, and one per key that it waits for. */
import type { Kysely } from 'kysely';
import type { Dialect } from '../../dialect.ts';

export async function createLockQueue(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await db.schema
    .createTable('lock_waiters')
    .addColumn('place', dialect.bigint, dialect.identity)
    .addColumn('id', 'text', (column) => column.notNull().unique())
    .addColumn('workspace_id', 'text', (column) => column.notNull())
    .addColumn('repository_id', 'text', (column) => column.notNull())
    .addColumn('job', 'text', (column) => column.notNull())
    .addColumn('holder', 'text', (column) => column.notNull())
    .addColumn('joined_at', dialect.bigint, (column) => column.notNull())
    .addColumn('live_until', dialect.bigint, (column) => column.notNull())
    .execute();
  await db.schema.createIndex('lock_waiters_by_life').on('lock_waiters').column('live_until').execute();
  await db.schema
    .createTable('lock_waiter_keys')
    .addColumn('workspace_id', 'text', (column) => column.notNull())
    .addColumn('repository_id', 'text', (column) => column.notNull())
    .addColumn('path', 'text', (column) => column.notNull())
    .addColumn('place', dialect.bigint, (column) =>
      column.notNull().references('lock_waiters.place').onDelete('cascade'),
    )
    .addPrimaryKeyConstraint('lock_waiter_keys_key', ['workspace_id', 'repository_id', 'path', 'place'])
    .execute();
  await db.schema.createIndex('lock_waiter_keys_by_place').on('lock_waiter_keys').column('place').execute();
}
