/** The pull requests of merge groups, where the queue has shown them: the branch of a group names the last one alone. */
import type { Kysely } from 'kysely';
import type { Dialect } from '../dialect.ts';

export async function createGroupPullTable(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await db.schema
    .createTable('merge_group_pulls')
    .addColumn('repository_id', 'text', (column) => column.notNull())
    .addColumn('head_sha', 'text', (column) => column.notNull())
    .addColumn('pull_number', dialect.bigint, (column) => column.notNull())
    .addColumn('position', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('merge_group_pulls_key', ['repository_id', 'head_sha', 'pull_number'])
    .execute();
  await db.schema
    .createIndex('merge_group_pulls_by_pull')
    .on('merge_group_pulls')
    .columns(['repository_id', 'pull_number'])
    .execute();
}
