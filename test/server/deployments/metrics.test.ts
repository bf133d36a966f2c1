/** What is open in deployments, and how fast may be dispatched, as the metrics tell it of all replicas; on both stores. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Registry } from 'prom-client';
import { enqueueJoin } from '../../../src/server/deployments/join-queue.ts';
import { addDeploymentMetrics } from '../../../src/server/deployments/metrics.ts';
import { claim } from '../../../src/server/work/claim.ts';
import { calmBucket, takeTokens } from '../../../src/server/work/token-bucket.ts';
import { describeEachStore } from '../../support/stores.ts';
import { insertBatch, setNodes, workspaceId } from '../projections/rows.ts';
import { openQueue, type Queue } from '../work/scene.ts';

const hourMs = 60 * 60_000;

describeEachStore('deployments in numbers', (engine) => {
  let queue: Queue;
  let registry: Registry;
  beforeEach(async () => {
    queue = await openQueue(engine);
    registry = new Registry();
    const measure = <T>(_name: string | undefined, store: T) => store;
    addDeploymentMetrics(registry, { database: queue, measure, workspaceIds: [workspaceId] });
  });
  afterEach(() => queue[Symbol.asyncDispose]());

  /** Label → value, of a gauge; `''` without labels. */
  async function read(name: string): Promise<Record<string, number>> {
    const metric = await registry.getSingleMetric(`atmos_pro_${name}`)?.get();
    return Object.fromEntries(
      (metric?.values ?? []).map(({ labels, value }) => [Object.values(labels).join(), value]),
    );
  }

  test('batches and deployments by state: what has started counts in a batch that was replaced too', async () => {
    const none = { waiting: 0, ready: 0, locked: 0, dispatching: 0, running: 0, approval: 0 };
    expect(await read('batches')).toEqual({ expected: 0, resolving: 0, held: 0, running: 0 });
    expect(await read('nodes')).toEqual(none);
    let generation = 0;
    const add = async (state: string, nodes: readonly string[]) => {
      generation += 1;
      const id = await insertBatch(queue, { sha: 'a'.repeat(40), generation, state });
      await setNodes(
        queue,
        id,
        nodes.map((one, number) => ({ state: one, component: `vpc-${number}` })),
      );
      const counts: Record<string, number> = {};
      for (const one of nodes) counts[one] = (counts[one] ?? 0) + 1;
      await queue.db
        .updateTable('batches')
        .set({ counts: JSON.stringify(counts) })
        .where('id', '=', id)
        .execute();
    };
    await add('running', ['waiting', 'waiting', 'locked', 'running', 'succeeded']);
    await add('held', ['ready']);
    await add('superseded', ['running', 'approval', 'superseded']);
    await add('concluded', ['succeeded']);
    expect(await read('batches')).toEqual({ expected: 0, resolving: 0, held: 1, running: 1 });
    expect(await read('nodes')).toEqual({
      ...none,
      waiting: 2,
      ready: 1,
      locked: 1,
      running: 2,
      approval: 1,
    });
    // Of a workspace without deployments in the configuration nothing is followed.
    await queue.db.updateTable('batches').set({ workspace_id: 'ws_gone' }).execute();
    expect(await read('batches')).toEqual({ expected: 0, resolving: 0, held: 0, running: 0 });
  });

  test('uploads that wait for an event, also while one is being matched', async () => {
    expect(await read('uploads_unmatched')).toEqual({ '': 0 });
    await queue.db.transaction().execute(async (trx) => {
      await enqueueJoin(trx, queue.dialect, 1);
      await enqueueJoin(trx, queue.dialect, 2);
    });
    await claim(queue.db, queue.dialect, { kind: 'deployment-join', leaseMs: hourMs, limit: 1 });
    expect(await read('uploads_unmatched')).toEqual({ '': 2 });
    await queue.db.deleteFrom('work_entries').where('kind', '=', 'deployment-join').execute();
    expect(await read('uploads_unmatched')).toEqual({ '': 0 });
  });

  test('the dispatch rate of installations: a pause, then a half for an hour', async () => {
    expect(await read('dispatch_rate')).toEqual({});
    const bucket = (name: string) => ({ name, intervalMs: 1, burst: 10 });
    const calm = (installationId: number, name: string) =>
      queue.db
        .transaction()
        .execute((trx) => calmBucket(trx, queue.dialect, { installationId, bucket: name, calmMs: 60_000 }));
    await queue.db
      .transaction()
      .execute((trx) =>
        takeTokens(trx, queue.dialect, { installationId: 7, buckets: [bucket('dispatch'), bucket('other')] }),
      );
    await calm(7, 'other');
    await calm(8, 'dispatch');
    expect(await read('dispatch_rate')).toEqual({ 7: 1, 8: 0 });
    const pass = async (milliseconds: number) => {
      const limits = queue.db.updateTable('dispatch_limits');
      await limits
        .set(({ eb }) => ({
          calm_until: eb('calm_until', '-', milliseconds),
          slowed_until: eb('slowed_until', '-', milliseconds),
        }))
        .execute();
    };
    await pass(61_000);
    expect(await read('dispatch_rate')).toEqual({ 7: 1, 8: 0.5 });
    await pass(hourMs);
    expect(await read('dispatch_rate')).toEqual({ 7: 1, 8: 1 });
  });
});
