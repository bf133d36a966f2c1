/** Drift detection on schedules: what is known of each schedule, its ticks, and the detections of each instance. */
import { type Kysely, sql } from 'kysely';
import type { Dialect } from '../dialect.ts';

async function createScheduleTables(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await db.schema
    .createTable('drift_schedules')
    .addColumn('repository_id', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('workspace_id', 'text', (column) => column.notNull())
    .addColumn('definition', 'text', (column) => column.notNull())
    .addColumn('since', dialect.bigint, (column) => column.notNull())
    .addPrimaryKeyConstraint('drift_schedules_key', ['repository_id', 'name'])
    .execute();
  await db.schema
    .createTable('drift_ticks')
    .addColumn('repository_id', 'text', (column) => column.notNull())
    .addColumn('schedule', 'text', (column) => column.notNull())
    .addColumn('due_at', dialect.bigint, (column) => column.notNull())
    .addColumn('workspace_id', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('starts_at', dialect.bigint, (column) => column.notNull())
    .addColumn('period_ms', dialect.bigint, (column) => column.notNull())
    .addColumn('batch_id', dialect.bigint)
    .addColumn('problem', 'text')
    .addColumn('ended_at', dialect.bigint)
    .addPrimaryKeyConstraint('drift_ticks_key', ['repository_id', 'schedule', 'due_at'])
    .execute();
  await db.schema
    .createIndex('drift_ticks_planned')
    .on('drift_ticks')
    .columns(['starts_at'])
    .where(sql.ref('state'), '=', sql.lit('planned'))
    .execute();
}

async function createInstanceTable(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await db.schema
    .createTable('drift_instances')
    .addColumn('workspace_id', 'text', (column) => column.notNull())
    .addColumn('repository_id', dialect.byteText, (column) => column.notNull())
    .addColumn('stack', dialect.byteText, (column) => column.notNull())
    .addColumn('component', dialect.byteText, (column) => column.notNull())
    .addColumn('detection', dialect.bigint)
    .addColumn('is_detecting', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('remediation', dialect.bigint)
    .addColumn('is_remediating', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('remediated_at', dialect.bigint)
    .addColumn('problem', 'text')
    .addColumn('problem_since', dialect.bigint)
    .addColumn('problem_at', dialect.bigint)
    .addColumn('missing', dialect.bigint, (column) => column.notNull().defaultTo(0))
    .addColumn('settings_digest', 'text')
    .addPrimaryKeyConstraint('drift_instances_key', ['workspace_id', 'repository_id', 'stack', 'component'])
    .execute();
  await db.schema
    .createIndex('drift_instances_open')
    .on('drift_instances')
    .columns(['detection'])
    .where(sql<boolean>`is_detecting = 1 or is_remediating = 1`)
    .execute();
}

export async function createDriftTables(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await createScheduleTables(db, dialect);
  await createInstanceTable(db, dialect);
  await db.schema.alterTable('batches').addColumn('max_running', dialect.bigint).execute();
  await db.schema.alterTable('instances').addColumn('status_since', dialect.bigint).execute();
}
