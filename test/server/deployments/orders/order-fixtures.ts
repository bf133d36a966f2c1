/** Rows of a batch, its deployments and their orders, as the planner and the dispatcher write them. */
import type { DispatchInputs } from '../../../../src/domain/dispatch/fit-inputs.ts';
import { toCorrelation } from '../../../../src/domain/dispatch/order-key.ts';
import type { OpenedDatabase } from '../../../../src/server/database/open.ts';
import { unsentOrder } from '../../../../src/server/deployments/write-orders.ts';
import { enqueue } from '../../../../src/server/work/enqueue.ts';

export interface PlannedOrder {
  readonly batchId: number;
  /** Number of the deployment. */
  readonly node: number;
  readonly workflow?: string | undefined;
  readonly carriesId?: boolean | undefined;
  readonly inputs?: DispatchInputs | undefined;
}

/** A batch that runs. */
export async function addBatch({ db, dialect }: OpenedDatabase, subject: string): Promise<number> {
  const { id } = await db
    .insertInto('batches')
    .values({
      workspace_id: 'ws_acme',
      repository_id: '1001',
      event: 'pull_request',
      activity: 'synchronize',
      subject,
      head_sha: 'a'.repeat(40),
      generation: 1,
      sha: 'a'.repeat(40),
      base_ref: 'main',
      state: 'running',
      stopped: null,
      set_id: null,
      held_by: null,
      reason: null,
      conclusion: null,
      counts: '{}',
      has_owner_errors: 0,
      merged_at: null,
      deadline_at: null,
      created_at: dialect.now,
      updated_at: dialect.now,
      concluded_at: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

async function addNode({ db, dialect }: OpenedDatabase, batchId: number, number: number): Promise<void> {
  await db
    .insertInto('batch_nodes')
    .values({
      batch_id: batchId,
      number,
      stack: 'plat-ue2-dev',
      component: `vpc-${number}`,
      kind: 'plan',
      is_transparent: 0,
      state: 'dispatching',
      reason: null,
      detail: null,
      result: null,
      open_parents: 0,
      failed_parents: 0,
      attempt: 1,
      workflows: '[]',
      lock_path: null,
      waits_for: null,
      updated_at: dialect.now,
    })
    .execute();
}

/** A planned order with its entry of the queue. */
export async function addOrder(database: OpenedDatabase, order: PlannedOrder) {
  const { db, dialect } = database;
  const { batchId, node, workflow = 'plan.yaml', carriesId = workflow === 'plan.yaml' } = order;
  await addNode(database, batchId, node);
  const correlation = toCorrelation(crypto.getRandomValues(new Uint8Array(16)));
  const ids = carriesId ? { atmos_pro_run_id: correlation } : {};
  const { id } = await db
    .insertInto('orders')
    .values({
      ...unsentOrder,
      workspace_id: 'ws_acme',
      repository_id: '1001',
      batch_id: batchId,
      node,
      attempt: 1,
      key: correlation,
      correlation,
      workflow,
      ref: 'main',
      inputs: JSON.stringify(order.inputs ?? { sha: 'a'.repeat(40), ...ids }),
      carries_id: carriesId ? 1 : 0,
      concurrency_groups: '[]',
      state: 'planned',
      planned_at: dialect.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await enqueue(db, dialect, [{ kind: 'order-send', key: String(id) }]);
  return { id, node, correlation };
}
