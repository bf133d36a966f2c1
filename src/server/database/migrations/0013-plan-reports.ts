/** Summaries of plans that came with statuses, what the newest one of each drifted instance says, and the tokens of badges. */
import type { Kysely } from 'kysely';
import type { Dialect } from '../dialect.ts';

const instance = ['workspace_id', 'repository_id', 'stack', 'component', 'component_type'] as const;

export async function createPlanReportTables(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await db.schema
    .createTable('plan_reports')
    .addColumn('status_id', dialect.bigint, (column) => column.primaryKey())
    .addColumn('workspace_id', 'text', (column) => column.notNull())
    .addColumn('repository_id', 'text', (column) => column.notNull())
    .addColumn('stack', 'text', (column) => column.notNull())
    .addColumn('component', 'text', (column) => column.notNull())
    .addColumn('component_type', 'text', (column) => column.notNull())
    .addColumn('summary', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('plan_reports_by_instance')
    .on('plan_reports')
    .columns([...instance, 'status_id'])
    .execute();
  await db.schema
    .createTable('plan_changes')
    .addColumn('workspace_id', 'text', (column) => column.notNull())
    .addColumn('repository_id', dialect.byteText, (column) => column.notNull())
    .addColumn('stack', dialect.byteText, (column) => column.notNull())
    .addColumn('component', dialect.byteText, (column) => column.notNull())
    .addColumn('component_type', dialect.byteText, (column) => column.notNull())
    .addColumn('fingerprint', 'text', (column) => column.notNull())
    .addColumn('origin', 'text', (column) => column.notNull())
    .addColumn('status_id', dialect.bigint, (column) => column.notNull())
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('provider', 'text', (column) => column.notNull())
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('attributes', 'text', (column) => column.notNull())
    .addColumn('resources', dialect.bigint, (column) => column.notNull())
    .addColumn('since', dialect.bigint, (column) => column.notNull())
    .addColumn('truncated', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('plan_changes_key', [...instance, 'fingerprint', 'origin'])
    .execute();
  await db.schema
    .createIndex('plan_changes_by_fingerprint')
    .on('plan_changes')
    .columns(['workspace_id', 'fingerprint', 'origin'])
    .execute();
  await db.schema
    .createTable('drift_badges')
    .addColumn('token', 'text', (column) => column.primaryKey())
    .addColumn('workspace_id', 'text', (column) => column.notNull())
    .addColumn('repository_id', 'text', (column) => column.notNull())
    .addColumn('stack', 'text', (column) => column.notNull())
    .addColumn('component', 'text', (column) => column.notNull())
    .addColumn('component_type', 'text', (column) => column.notNull())
    .addColumn('created_at', dialect.bigint, (column) => column.notNull())
    .addUniqueConstraint('drift_badges_key', [
      'workspace_id',
      'repository_id',
      'stack',
      'component',
      'component_type',
    ])
    .execute();
}
