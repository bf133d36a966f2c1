/** Batches: the deployments of one activity on one commit, and the order in which they go. */
import { type Kysely, sql } from 'kysely';
import type { Dialect } from '../../dialect.ts';

async function createBatchTable(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await db.schema
    .createTable('batches')
    .addColumn('id', dialect.bigint, dialect.identity)
    .addColumn('workspace_id', 'text', (column) => column.notNull())
    .addColumn('repository_id', 'text', (column) => column.notNull())
    .addColumn('event', 'text', (column) => column.notNull())
    .addColumn('activity', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('head_sha', 'text', (column) => column.notNull())
    .addColumn('generation', dialect.bigint, (column) => column.notNull())
    .addColumn('sha', 'text')
    .addColumn('base_ref', 'text')
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('stopped', 'text')
    .addColumn('set_id', dialect.bigint)
    .addColumn('held_by', 'text')
    .addColumn('released', 'text', (column) => column.notNull().defaultTo('[]'))
    .addColumn('reason', 'text')
    .addColumn('conclusion', 'text')
    .addColumn('counts', 'text', (column) => column.notNull())
    .addColumn('has_owner_errors', 'integer', (column) => column.notNull())
    .addColumn('merged_at', dialect.bigint)
    .addColumn('deadline_at', dialect.bigint)
    .addColumn('created_at', dialect.bigint, (column) => column.notNull())
    .addColumn('updated_at', dialect.bigint, (column) => column.notNull())
    .addColumn('concluded_at', dialect.bigint)
    .addUniqueConstraint('batches_key', [
      'workspace_id',
      'repository_id',
      'event',
      'activity',
      'subject',
      'head_sha',
      'generation',
    ])
    .execute();
  await db.schema
    .createIndex('batches_by_deadline')
    .on('batches')
    .columns(['deadline_at'])
    .where(sql.ref('deadline_at'), 'is not', null)
    .execute();
  await db.schema
    .createIndex('batches_by_subject')
    .on('batches')
    .columns(['repository_id', 'subject', 'id'])
    .execute();
  await db.schema
    .createIndex('batches_running')
    .on('batches')
    .columns(['repository_id'])
    .where(sql.ref('state'), '=', sql.lit('running'))
    .execute();
  await db.schema.createIndex('batches_by_sha').on('batches').columns(['repository_id', 'sha']).execute();
}

async function createNodeTables(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await db.schema
    .createTable('batch_nodes')
    .addColumn('batch_id', dialect.bigint, (column) => column.notNull())
    .addColumn('number', dialect.bigint, (column) => column.notNull())
    .addColumn('stack', 'text', (column) => column.notNull())
    .addColumn('component', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('is_transparent', 'integer', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('reason', 'text')
    .addColumn('detail', 'text')
    .addColumn('result', 'text')
    .addColumn('open_parents', dialect.bigint, (column) => column.notNull())
    .addColumn('failed_parents', dialect.bigint, (column) => column.notNull())
    .addColumn('attempt', dialect.bigint, (column) => column.notNull())
    .addColumn('workflows', 'text', (column) => column.notNull())
    .addColumn('lock_path', 'text')
    .addColumn('waits_for', 'text')
    .addColumn('updated_at', dialect.bigint, (column) => column.notNull())
    .addPrimaryKeyConstraint('batch_nodes_key', ['batch_id', 'number'])
    .addUniqueConstraint('batch_nodes_instance', ['batch_id', 'stack', 'component'])
    .execute();
  await db.schema
    .createIndex('batch_nodes_startable')
    .on('batch_nodes')
    .columns(['batch_id', 'state'])
    .where(sql.ref('state'), 'in', sql`('ready', 'locked')`)
    .execute();
  await db.schema
    .createIndex('batch_nodes_started')
    .on('batch_nodes')
    .columns(['stack', 'component'])
    .where(sql.ref('state'), 'in', sql`('dispatching', 'running', 'approval')`)
    .execute();
  await db.schema
    .createTable('batch_edges')
    .addColumn('batch_id', dialect.bigint, (column) => column.notNull())
    .addColumn('parent', dialect.bigint, (column) => column.notNull())
    .addColumn('child', dialect.bigint, (column) => column.notNull())
    .addPrimaryKeyConstraint('batch_edges_key', ['batch_id', 'parent', 'child'])
    .execute();
  await db.schema
    .createIndex('batch_edges_by_child')
    .on('batch_edges')
    .columns(['batch_id', 'child'])
    .execute();
}

export async function createBatches(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await createBatchTable(db, dialect);
  await createNodeTables(db, dialect);
}
