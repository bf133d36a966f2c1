/** Locks: one row per key, never deleted, so that a fencing token never starts again. */
import type { Kysely } from 'kysely';
import type { Dialect } from '../../dialect.ts';

export async function createLockTables(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await db.schema
    .createTable('locks')
    .addColumn('workspace_id', 'text', (column) => column.notNull())
    .addColumn('repository_id', 'text', (column) => column.notNull())
    .addColumn('path', 'text', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull().unique())
    .addColumn('token', dialect.bigint, (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('message', 'text', (column) => column.notNull())
    .addColumn('holder', 'text', (column) => column.notNull())
    .addColumn('created_at', dialect.bigint, (column) => column.notNull())
    .addColumn('updated_at', dialect.bigint, (column) => column.notNull())
    .addColumn('expires_at', dialect.bigint, (column) => column.notNull())
    .addColumn('free_at', dialect.bigint, (column) => column.notNull())
    .addColumn('renewals', dialect.bigint, (column) => column.notNull())
    .addColumn('ended_at', dialect.bigint)
    .addColumn('ended_by', 'text')
    .addColumn('asked_at', dialect.bigint, (column) => column.notNull().defaultTo(0))
    .addPrimaryKeyConstraint('locks_key', ['workspace_id', 'repository_id', 'path'])
    .execute();
  // What is in force, or ran out and is not on record yet.
  await db.schema.createIndex('locks_by_end').on('locks').columns(['ended_at', 'updated_at']).execute();
}
