/** The uploads of a batch, one for each workflow file; exit codes that came before their run was known; what retention looks for. */
import { type Kysely, sql } from 'kysely';
import type { Dialect } from '../dialect.ts';

interface Tables {
  readonly batches: { readonly id: number; readonly set_id: number | null };
  readonly affected_sets: { readonly id: number; readonly origin: string };
  readonly batch_sets: { readonly batch_id: number; readonly workflow: string; readonly set_id: number };
}

/** The third part of an origin is the workflow. */
function readWorkflow(origin: string): string {
  const value: unknown = JSON.parse(origin);
  const workflow: unknown = Array.isArray(value) ? value[2] : undefined;
  return typeof workflow === 'string' ? workflow : '';
}

/** Batches had the last upload alone. */
async function fillSets(db: Kysely<Tables>): Promise<void> {
  const rows = await db
    .selectFrom('batches')
    .innerJoin('affected_sets', 'affected_sets.id', 'batches.set_id')
    .select(['batches.id', 'batches.set_id', 'affected_sets.origin'])
    .execute();
  for (const { id, set_id: setId, origin } of rows) {
    if (setId === null) continue;
    const row = { batch_id: id, workflow: readWorkflow(origin), set_id: setId };
    await db.insertInto('batch_sets').values(row).execute();
  }
}

export async function addBatchSets(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await db.schema
    .createTable('batch_sets')
    .addColumn('batch_id', dialect.bigint, (column) => column.notNull())
    .addColumn('workflow', 'text', (column) => column.notNull())
    .addColumn('set_id', dialect.bigint, (column) => column.notNull())
    .addPrimaryKeyConstraint('batch_sets_key', ['batch_id', 'workflow'])
    .execute();
  await db.schema.createIndex('batch_sets_by_set').on('batch_sets').columns(['set_id']).execute();
  // The tables of this step and the one before: the others are not touched.
  await fillSets(db as Kysely<Tables>);
  await db.schema
    .createTable('early_exits')
    .addColumn('workspace_id', 'text', (column) => column.notNull())
    .addColumn('repository_id', 'text', (column) => column.notNull())
    .addColumn('run_id', 'text', (column) => column.notNull())
    .addColumn('stack', 'text', (column) => column.notNull())
    .addColumn('component', 'text', (column) => column.notNull())
    .addColumn('exit_code', dialect.bigint)
    .addColumn('reported_at', dialect.bigint, (column) => column.notNull())
    .addPrimaryKeyConstraint('early_exits_key', [
      'workspace_id',
      'repository_id',
      'run_id',
      'stack',
      'component',
    ])
    .execute();
  await db.schema.createIndex('early_exits_by_age').on('early_exits').columns(['reported_at']).execute();
  await db.schema
    .createIndex('batches_by_end')
    .on('batches')
    .columns(['updated_at'])
    .where(sql.ref('state'), 'in', sql`('concluded', 'superseded', 'withdrawn')`)
    .execute();
  await db.schema.createIndex('activities_by_age').on('activities').columns(['recorded_at']).execute();
}
