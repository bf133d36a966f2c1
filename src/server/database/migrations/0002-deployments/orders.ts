/** Orders: what is asked of GitHub Actions once, the runs that came of it, and the pace at which it is asked. */
import { type Kysely, sql } from 'kysely';
import type { Dialect } from '../../dialect.ts';

async function createOrderTable(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await db.schema
    .createTable('orders')
    .addColumn('id', dialect.bigint, dialect.identity)
    .addColumn('workspace_id', 'text', (column) => column.notNull())
    .addColumn('repository_id', 'text', (column) => column.notNull())
    .addColumn('batch_id', dialect.bigint, (column) => column.notNull())
    .addColumn('node', dialect.bigint, (column) => column.notNull())
    .addColumn('attempt', dialect.bigint, (column) => column.notNull())
    .addColumn('key', 'text', (column) => column.notNull().unique())
    .addColumn('correlation', 'text', (column) => column.notNull().unique())
    .addColumn('workflow', 'text', (column) => column.notNull())
    .addColumn('ref', 'text', (column) => column.notNull())
    .addColumn('inputs', 'text', (column) => column.notNull())
    .addColumn('carries_id', 'integer', (column) => column.notNull())
    .addColumn('concurrency_groups', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('refusal', 'text')
    .addColumn('problem', 'text')
    .addColumn('lookups', dialect.bigint, (column) => column.notNull())
    .addColumn('run_id', 'text')
    .addColumn('run_url', 'text')
    .addColumn('run_attempt', dialect.bigint)
    .addColumn('run_status', 'text')
    .addColumn('run_end', 'text')
    .addColumn('run_updated_at', dialect.bigint)
    .addColumn('run_read_at', dialect.bigint)
    .addColumn('approval', 'text')
    .addColumn('exit_code', dialect.bigint)
    .addColumn('planned_at', dialect.bigint, (column) => column.notNull())
    .addColumn('sending_at', dialect.bigint)
    .addColumn('unclear_at', dialect.bigint)
    .addColumn('ended_at', dialect.bigint)
    .execute();
}

async function createOrderIndexes(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createIndex('orders_by_run')
    .unique()
    .on('orders')
    .columns(['repository_id', 'run_id'])
    .where(sql.ref('run_id'), 'is not', null)
    .execute();
  await db.schema
    .createIndex('orders_by_node')
    .on('orders')
    .columns(['batch_id', 'node', 'attempt'])
    .execute();
  await db.schema
    .createIndex('orders_in_lane')
    .on('orders')
    .columns(['repository_id', 'workflow', 'ref'])
    .where(sql.ref('state'), 'in', sql`('sending', 'unclear', 'accepted')`)
    .execute();
  await db.schema
    .createIndex('orders_planned')
    .on('orders')
    .columns(['repository_id', 'id'])
    .where(sql.ref('state'), '=', sql.lit('planned'))
    .execute();
  await db.schema
    .createIndex('orders_running')
    .on('orders')
    .columns(['run_read_at'])
    .where(sql.ref('state'), '=', sql.lit('sent'))
    .where(sql.ref('run_end'), 'is', null)
    .execute();
}

async function createPace(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await db.schema
    .createTable('dispatch_limits')
    .addColumn('installation_id', dialect.bigint, (column) => column.notNull())
    .addColumn('bucket', 'text', (column) => column.notNull())
    .addColumn('next_free_at', dialect.bigint, (column) => column.notNull())
    .addColumn('slowed_until', dialect.bigint, (column) => column.notNull())
    .addColumn('calm_until', dialect.bigint, (column) => column.notNull())
    .addPrimaryKeyConstraint('dispatch_limits_key', ['installation_id', 'bucket'])
    .execute();
}

async function createWorkflowFiles(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await db.schema
    .createTable('workflow_files')
    .addColumn('repository_id', 'text', (column) => column.notNull())
    .addColumn('ref', 'text', (column) => column.notNull())
    .addColumn('file', 'text', (column) => column.notNull())
    .addColumn('etag', 'text')
    .addColumn('blob_sha', 'text')
    .addColumn('content', 'text')
    .addColumn('read_at', dialect.bigint, (column) => column.notNull())
    .addPrimaryKeyConstraint('workflow_files_key', ['repository_id', 'ref', 'file'])
    .execute();
  await db.schema
    .createTable('uploading_workflows')
    .addColumn('repository_id', 'text', (column) => column.notNull())
    .addColumn('event', 'text', (column) => column.notNull())
    .addColumn('file', 'text', (column) => column.notNull())
    .addColumn('seen_at', dialect.bigint, (column) => column.notNull())
    .addPrimaryKeyConstraint('uploading_workflows_key', ['repository_id', 'event', 'file'])
    .execute();
}

export async function createOrderTables(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await createOrderTable(db, dialect);
  await createOrderIndexes(db);
  await createPace(db, dialect);
  await createWorkflowFiles(db, dialect);
}
