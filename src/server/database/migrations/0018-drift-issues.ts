/** Issues that show drift, and remediations that the server started itself. */
import type { Kysely } from 'kysely';
import type { Dialect } from '../dialect.ts';

export async function createDriftIssueTables(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await db.schema
    .createTable('drift_issues')
    .addColumn('workspace_id', 'text', (column) => column.notNull())
    .addColumn('repository_id', 'text', (column) => column.notNull())
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('stack', 'text')
    .addColumn('component', 'text')
    .addColumn('component_type', 'text')
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('title', 'text', (column) => column.notNull())
    .addColumn('lead', 'text', (column) => column.notNull())
    .addColumn('details', 'text', (column) => column.notNull())
    .addColumn('since', dialect.bigint, (column) => column.notNull())
    .addColumn('updated_at', dialect.bigint, (column) => column.notNull())
    .addPrimaryKeyConstraint('drift_issues_key', ['workspace_id', 'repository_id', 'key'])
    .execute();
  await db.schema.alterTable('projections').addColumn('sent_state', 'text').execute();
  await db.schema
    .createTable('drift_remediations')
    .addColumn('workspace_id', 'text', (column) => column.notNull())
    .addColumn('repository_id', 'text', (column) => column.notNull())
    .addColumn('stack', 'text', (column) => column.notNull())
    .addColumn('component', 'text', (column) => column.notNull())
    .addColumn('cause', 'text', (column) => column.notNull())
    .addColumn('rule', 'text', (column) => column.notNull())
    .addColumn('detection', dialect.bigint)
    .addColumn('batch_id', dialect.bigint, (column) => column.notNull())
    .addColumn('started_at', dialect.bigint, (column) => column.notNull())
    .addColumn('outcome', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('drift_remediations_key', ['batch_id', 'stack', 'component'])
    .execute();
  await db.schema
    .createIndex('drift_remediations_by_repository')
    .on('drift_remediations')
    .columns(['workspace_id', 'repository_id', 'started_at'])
    .execute();
}
