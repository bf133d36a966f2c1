/** Commits from CI: one row per request, so that asking again gives the same commit. */
import type { Kysely } from 'kysely';
import type { Dialect } from '../../dialect.ts';

export async function createCommitTables(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await db.schema
    .createTable('commits')
    .addColumn('workspace_id', 'text', (column) => column.notNull())
    .addColumn('repository_id', 'text', (column) => column.notNull())
    .addColumn('digest', 'text', (column) => column.notNull())
    .addColumn('job', 'text', (column) => column.notNull())
    .addColumn('branch', 'text', (column) => column.notNull())
    .addColumn('base', 'text', (column) => column.notNull())
    .addColumn('prepared', 'text')
    .addColumn('sha', 'text')
    .addColumn('started_at', dialect.bigint, (column) => column.notNull())
    .addColumn('finished_at', dialect.bigint)
    .addPrimaryKeyConstraint('commits_key', ['workspace_id', 'repository_id', 'digest'])
    .execute();
  await db.schema
    .createIndex('commits_by_job')
    .on('commits')
    .columns(['workspace_id', 'repository_id', 'job', 'branch', 'finished_at'])
    .execute();
  await db.schema.createIndex('commits_by_age').on('commits').column('started_at').execute();
}
