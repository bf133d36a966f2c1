/** Pull requests as GitHub's events show them, and what happened to them. */
import { type Kysely, sql } from 'kysely';
import type { Dialect } from '../../dialect.ts';

export async function createPullRequestTables(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await db.schema
    .createTable('pull_requests')
    .addColumn('repository_id', 'text', (column) => column.notNull())
    .addColumn('number', dialect.bigint, (column) => column.notNull())
    .addColumn('workspace_id', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('head_sha', 'text', (column) => column.notNull())
    .addColumn('head_ref', 'text', (column) => column.notNull())
    .addColumn('base_ref', 'text', (column) => column.notNull())
    .addColumn('is_fork', 'integer', (column) => column.notNull())
    .addColumn('author', 'text', (column) => column.notNull())
    .addColumn('merged_by', 'text')
    .addColumn('merged_at', dialect.bigint)
    .addColumn('merge_sha', 'text')
    .addColumn('github_updated_at', dialect.bigint, (column) => column.notNull())
    .addColumn('pushes', 'text', (column) => column.notNull())
    .addColumn('approved_sha', 'text')
    .addPrimaryKeyConstraint('pull_requests_key', ['repository_id', 'number'])
    .execute();
  await db.schema
    .createIndex('pull_requests_by_head')
    .on('pull_requests')
    .columns(['repository_id', 'head_sha'])
    .execute();
  await db.schema
    .createTable('activities')
    .addColumn('id', dialect.bigint, dialect.identity)
    .addColumn('workspace_id', 'text', (column) => column.notNull())
    .addColumn('repository_id', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('event', 'text', (column) => column.notNull())
    .addColumn('activity', 'text', (column) => column.notNull())
    .addColumn('head_sha', 'text', (column) => column.notNull())
    .addColumn('guid', 'text', (column) => column.unique())
    .addColumn('github_at', dialect.bigint, (column) => column.notNull())
    .addColumn('recorded_at', dialect.bigint, (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('activities_read')
    .unique()
    .on('activities')
    .columns(['repository_id', 'subject', 'activity', 'head_sha'])
    .where(sql.ref('guid'), 'is', null)
    .execute();
  await db.schema
    .createIndex('activities_by_head')
    .on('activities')
    .columns(['repository_id', 'head_sha'])
    .execute();
}
