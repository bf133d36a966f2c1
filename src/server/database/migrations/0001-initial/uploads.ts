/** Uploads: their chunks and the work on them, affected sets, the inventory, and what was reported about it. */
import type { Kysely } from 'kysely';
import type { Dialect } from '../../dialect.ts';

async function createBatches(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await db.schema
    .createTable('upload_streams')
    .addColumn('workspace_id', 'text', (column) => column.notNull())
    .addColumn('repository_id', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('next_sequence', dialect.bigint, (column) => column.notNull())
    .addPrimaryKeyConstraint('upload_streams_key', ['workspace_id', 'repository_id', 'kind'])
    .execute();
  await db.schema
    .createTable('upload_batches')
    .addColumn('id', dialect.bigint, dialect.identity)
    .addColumn('workspace_id', 'text', (column) => column.notNull())
    .addColumn('repository_id', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('batch_id', 'text', (column) => column.notNull())
    .addColumn('run', 'text', (column) => column.notNull())
    .addColumn('total', dialect.bigint, (column) => column.notNull())
    .addColumn('received', dialect.bigint, (column) => column.notNull())
    .addColumn('items', dialect.bigint, (column) => column.notNull())
    .addColumn('bytes', dialect.bigint, (column) => column.notNull())
    .addColumn('head', 'text', (column) => column.notNull())
    .addColumn('uploader', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('sequence', dialect.bigint)
    .addColumn('created_at', dialect.bigint, (column) => column.notNull())
    .addColumn('updated_at', dialect.bigint, (column) => column.notNull())
    .addUniqueConstraint('upload_batches_key', ['workspace_id', 'repository_id', 'kind', 'batch_id'])
    .execute();
  await db.schema
    .createIndex('upload_batches_by_state')
    .on('upload_batches')
    .columns(['state', 'id'])
    .execute();
  await db.schema
    .createTable('upload_chunks')
    .addColumn('upload_id', dialect.bigint, (column) => column.notNull())
    .addColumn('chunk_index', dialect.bigint, (column) => column.notNull())
    .addColumn('sha256', 'text', (column) => column.notNull())
    .addColumn('content', dialect.bytes)
    .addPrimaryKeyConstraint('upload_chunks_key', ['upload_id', 'chunk_index'])
    .execute();
}

async function createAffected(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await db.schema
    .createTable('affected_sets')
    .addColumn('id', dialect.bigint, dialect.identity)
    .addColumn('workspace_id', 'text', (column) => column.notNull())
    .addColumn('repository_id', 'text', (column) => column.notNull())
    .addColumn('head_sha', 'text', (column) => column.notNull())
    .addColumn('base_sha', 'text', (column) => column.notNull())
    .addColumn('origin', 'text', (column) => column.notNull())
    .addColumn('sequence', dialect.bigint, (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('uploader', 'text', (column) => column.notNull())
    .addColumn('uploaded_at', dialect.bigint, (column) => column.notNull())
    .addColumn('affected', dialect.bigint, (column) => column.notNull())
    .addColumn('nodes', dialect.bigint, (column) => column.notNull())
    .addColumn('edges', dialect.bigint, (column) => column.notNull())
    .addColumn('cycle_count', dialect.bigint, (column) => column.notNull())
    .addColumn('cycles', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('affected_sets_by_head')
    .on('affected_sets')
    .columns(['workspace_id', 'repository_id', 'head_sha'])
    .execute();
  await db.schema
    .createIndex('affected_sets_by_state')
    .on('affected_sets')
    .columns(['state', 'uploaded_at'])
    .execute();
  await db.schema
    .createTable('affected_nodes')
    .addColumn('set_id', dialect.bigint, (column) => column.notNull())
    .addColumn('number', dialect.bigint, (column) => column.notNull())
    .addColumn('stack', dialect.byteText, (column) => column.notNull())
    .addColumn('component', dialect.byteText, (column) => column.notNull())
    .addColumn('affected', 'integer', (column) => column.notNull())
    .addColumn('root', 'integer', (column) => column.notNull())
    .addColumn('deleted', 'integer', (column) => column.notNull())
    .addColumn('deletion_type', 'text')
    .addColumn('pro', 'text')
    .addColumn('dependents', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('affected_nodes_key', ['set_id', 'number'])
    .execute();
}

async function createInventory(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await db.schema
    .createTable('instances')
    .addColumn('workspace_id', 'text', (column) => column.notNull())
    .addColumn('repository_id', dialect.byteText, (column) => column.notNull())
    .addColumn('stack', dialect.byteText, (column) => column.notNull())
    .addColumn('component', dialect.byteText, (column) => column.notNull())
    .addColumn('component_type', dialect.byteText, (column) => column.notNull())
    .addColumn('enabled', 'integer', (column) => column.notNull())
    .addColumn('drift_enabled', 'integer', (column) => column.notNull())
    .addColumn('drift_status', 'text', (column) => column.notNull())
    .addColumn('last_status', 'text')
    .addColumn('last_command', 'text')
    .addColumn('last_run_at', dialect.bigint)
    .addColumn('pro', 'text')
    .addColumn('sequence', dialect.bigint, (column) => column.notNull())
    .addColumn('created_at', dialect.bigint, (column) => column.notNull())
    .addColumn('updated_at', dialect.bigint, (column) => column.notNull())
    .addColumn('disabled_at', dialect.bigint)
    .addColumn('orphaned_at', dialect.bigint)
    .addPrimaryKeyConstraint('instances_key', [
      'workspace_id',
      'repository_id',
      'stack',
      'component',
      'component_type',
    ])
    .execute();
  await db.schema
    .createIndex('instances_by_status')
    .on('instances')
    .columns(['workspace_id', 'drift_status', 'repository_id', 'stack', 'component', 'component_type'])
    .execute();
  await db.schema
    .createTable('instance_statuses')
    .addColumn('id', dialect.bigint, dialect.identity)
    .addColumn('workspace_id', 'text', (column) => column.notNull())
    .addColumn('repository_id', 'text', (column) => column.notNull())
    .addColumn('stack', 'text', (column) => column.notNull())
    .addColumn('component', 'text', (column) => column.notNull())
    .addColumn('component_type', 'text', (column) => column.notNull())
    .addColumn('natural_key', 'text', (column) => column.notNull().unique())
    .addColumn('at', dialect.bigint, (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('command', 'text')
    .addColumn('exit_code', dialect.bigint)
    .addColumn('last_run_at', dialect.bigint)
    .addColumn('reported_as', 'text', (column) => column.notNull())
    .addColumn('uploader', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('instance_statuses_by_instance')
    .on('instance_statuses')
    .columns(['workspace_id', 'repository_id', 'stack', 'component', 'id'])
    .execute();
}

export async function createUploads(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await createBatches(db, dialect);
  await createAffected(db, dialect);
  await createInventory(db, dialect);
}
