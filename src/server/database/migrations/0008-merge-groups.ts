/** Groups of merge queues, also those that are gone: news of them comes in any order. */
import { type Kysely, sql } from 'kysely';
import type { Dialect } from '../dialect.ts';

export async function createMergeGroupTable(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await db.schema
    .createTable('merge_groups')
    .addColumn('repository_id', 'text', (column) => column.notNull())
    .addColumn('head_sha', 'text', (column) => column.notNull())
    .addColumn('workspace_id', 'text', (column) => column.notNull())
    .addColumn('head_ref', 'text', (column) => column.notNull())
    .addColumn('base_ref', 'text')
    .addColumn('base_sha', 'text')
    .addColumn('pull_number', dialect.bigint)
    .addColumn('ended_as', 'text')
    .addColumn('created_at', dialect.bigint, (column) => column.notNull())
    .addPrimaryKeyConstraint('merge_groups_key', ['repository_id', 'head_sha'])
    .execute();
  await db.schema
    .createIndex('merge_groups_by_pull')
    .on('merge_groups')
    .columns(['repository_id', 'pull_number', 'created_at'])
    .where(sql.ref('pull_number'), 'is not', null)
    .execute();
}
