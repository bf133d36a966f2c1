/** Runs of orders that wait for a reviewer: who must approve, how often they are read, and what is canceled. */
import { afterEach, expect, test } from '@jest/globals';
import { describeEachStore } from '../../../support/stores.ts';
import { type OrderScene, openOrderScene } from './scene.ts';
import { createTelling, workflowRun } from './told-runs.ts';

describeEachStore('the run of an order that waits for a reviewer', (engine) => {
  let scene: OrderScene;
  const { deliver, tell, sent } = createTelling(() => scene);
  afterEach(() => scene?.[Symbol.asyncDispose]());

  test('shows who must approve, and is canceled while it waits if its batch was replaced', async () => {
    scene = await openOrderScene(engine);
    const batchId = await scene.addBatch('pr/2');
    const { id, runId } = await sent({ workflow: 'apply.yaml', batchId });
    scene.simulator.world.clock.advance(5_000);
    const payload = {
      workflow_run: workflowRun({ id: runId, file: 'apply.yaml' }),
      environment: 'prod',
      reviewers: [
        { type: 'User', reviewer: { login: 'alice' } },
        { type: 'Team', reviewer: { slug: 'ops' } },
      ],
    };
    await deliver('deployment_review', 'requested', payload);
    const asked = await scene.order(id);
    expect(asked.run_status).toBe('waiting');
    expect(JSON.parse(asked.approval ?? '')).toEqual([
      { environment: 'prod', reviewers: ['alice', 'acme/ops'] },
    ]);
    await scene.database.db
      .updateTable('batches')
      .set({ state: 'superseded', stopped: 'superseded' })
      .where('id', '=', batchId)
      .execute();
    await tell({ id: runId, file: 'apply.yaml', status: 'waiting', at: 3 });
    await scene.work('order-cancel');
    expect(scene.runs().map(({ conclusion }) => conclusion)).toEqual(['cancelled']);
  });

  test('that left its approval in the second in which it came to it is read once', async () => {
    let reads = 0;
    const left: typeof fetch = async (input, init) => {
      const response = await fetch(input, init);
      if (!/actions\/runs\/\d+(\?|$)/.test(String(input))) return response;
      reads += 1;
      const run = workflowRun({ id: runId, at: 3 });
      return Response.json({ ...((await response.json()) as object), ...run });
    };
    scene = await openOrderScene(engine, { fetch: left });
    const { id, runId } = await sent();
    await tell({ id: runId, status: 'waiting', at: 3 });
    expect(await scene.work('order-read')).toEqual(['done']);
    expect(await scene.work('order-read')).toEqual([]);
    expect(await scene.order(id)).toMatchObject({ run_status: 'waiting', approval: null });
    expect(reads).toBe(1);
  });

  test('that still waits after its cancel is not canceled again at once', async () => {
    let cancels = 0;
    const deaf: typeof fetch = async (input, init) => {
      if (!String(input).endsWith('/cancel')) return fetch(input, init);
      cancels += 1;
      return Response.json({}, { status: 202 });
    };
    scene = await openOrderScene(engine, { fetch: deaf });
    const batchId = await scene.addBatch('pr/2');
    const { id, runId } = await sent({ workflow: 'apply.yaml', batchId });
    scene.simulator.world.clock.advance(5_000);
    await scene.database.db
      .updateTable('batches')
      .set({ state: 'superseded', stopped: 'superseded' })
      .where('id', '=', batchId)
      .execute();
    await tell({ id: runId, file: 'apply.yaml', status: 'waiting', at: 3 });
    expect(await scene.work('order-cancel')).toEqual(['done']);
    expect(await scene.work('order-cancel')).toEqual([]);
    await scene.pass(10_000);
    expect(await scene.work('order-cancel')).toEqual(['done']);
    expect(await scene.order(id)).toMatchObject({ run_status: 'waiting' });
    expect(cancels).toBe(2);
  });
});
