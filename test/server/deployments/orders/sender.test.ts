/** Sending orders to the simulated GitHub: one run for each, whatever becomes of the answers. */
import { afterEach, expect, test } from '@jest/globals';
import { lookupsMs } from '../../../../src/domain/dispatch/order-states.ts';
import type { Fault } from '../../../../src/simulator/transports/faults.ts';
import { describeEachStore } from '../../../support/stores.ts';
import { createReplica, type OrderScene, openOrderScene, orderSeed } from './scene.ts';

const route = 'actions/create-workflow-dispatch';

describeEachStore('an order', (engine) => {
  let scene: OrderScene;
  afterEach(() => scene?.[Symbol.asyncDispose]());

  /** Looks up, at the times of the lookups, until the order is no longer unclear. */
  async function seek(id: number): Promise<void> {
    for (let lookup = 0; lookup <= lookupsMs.length; lookup += 1) {
      if ((await scene.order(id)).state !== 'unclear') return;
      await scene.pass(180_000);
      await scene.work();
    }
  }

  test('is sent once, and has the run that GitHub names', async () => {
    scene = await openOrderScene(engine);
    const { id, node, correlation } = await scene.plan();
    expect(await scene.work()).toEqual(['done']);
    const [run, ...others] = scene.runs();
    expect(others).toEqual([]);
    expect(run?.flow).toMatchObject({ displayTitle: `plan ${correlation}`, inputs: { sha: 'a'.repeat(40) } });
    expect(run).toMatchObject({ ref: 'refs/heads/main' });
    expect(await scene.order(id)).toMatchObject({
      state: 'sent',
      run_id: String(run?.id),
      refusal: null,
      ended_at: null,
    });
    expect(scene.settled).toEqual([{ batchId: scene.firstBatch, node }]);
    expect(await scene.audited('workflow.')).toEqual(['workflow.dispatched']);
    expect(await scene.work()).toEqual([]);
  });

  test('of a batch that is sent first tells how long it took since the event', async () => {
    scene = await openOrderScene(engine);
    const { db, dialect } = scene.database;
    const delivered = { guid: 'one', event: 'pull_request', action: 'synchronize', repository_id: '1001' };
    await db
      .insertInto('deliveries')
      .values({
        ...{ ...delivered, installation_id: 5, source: 'hook', state: 'applied', problem: null },
        ...{ payload: null, received_at: dialect.after(-90_000), finished_at: dialect.now },
      })
      .execute();
    await db
      .insertInto('activities')
      .values({
        ...{ workspace_id: 'ws_acme', repository_id: '1001', subject: 'pr/1', event: 'pull_request' },
        ...{ activity: 'synchronize', head_sha: 'a'.repeat(40), guid: 'one', github_at: 0 },
        recorded_at: dialect.now,
      })
      .execute();
    const unknown = await scene.addBatch('pr/2');
    await scene.plan();
    await scene.plan();
    await scene.plan({ batchId: unknown });
    while ((await scene.work()).length > 0);
    expect(scene.runs()).toHaveLength(3);
    const metric = await scene.orders.metrics.getSingleMetric('atmos_pro_webhook_to_dispatch_seconds')?.get();
    const sampleOf = (end: string) =>
      metric?.values.find((one) => 'metricName' in one && String(one.metricName).endsWith(end))?.value;
    expect(sampleOf('_count')).toBe(1);
    expect(sampleOf('_sum')).toBeGreaterThanOrEqual(90);
    expect(sampleOf('_sum')).toBeLessThan(600);
  });

  test.each<{ readonly name: string; readonly fault: Fault }>([
    { name: 'the connection is cut after GitHub acted', fault: { kind: 'cut-after' } },
    { name: 'GitHub acted and answers 502', fault: { kind: 'status-after', status: 502 } },
  ])('has the run that was started where $name', async ({ fault }) => {
    scene = await openOrderScene(engine);
    scene.simulator.faults.add({ route, times: 1, fault });
    const { id } = await scene.plan();
    await scene.work();
    expect(await scene.order(id)).toMatchObject({ state: 'unclear', run_id: null });
    expect(await scene.work()).toEqual([]);
    await seek(id);
    const runs = scene.runs();
    expect(runs).toHaveLength(1);
    expect(await scene.order(id)).toMatchObject({ state: 'sent', run_id: String(runs[0]?.id) });
    expect(await scene.audited('order.')).toEqual(['order.unclear']);
  });

  test('is sent again only after the last lookup found nothing', async () => {
    scene = await openOrderScene(engine);
    scene.simulator.faults.add({ route, times: 1, fault: { kind: 'cut-before' } });
    const { id } = await scene.plan();
    await scene.work();
    for (const [index] of lookupsMs.entries()) {
      expect(await scene.order(id)).toMatchObject({ state: 'unclear', lookups: index });
      expect(scene.runs()).toEqual([]);
      await scene.pass(180_000);
      await scene.work();
    }
    expect(await scene.order(id)).toMatchObject({ state: 'planned' });
    await scene.work();
    expect(scene.runs()).toHaveLength(1);
    expect(await scene.order(id)).toMatchObject({ state: 'sent' });
  });

  test('of a file that GitHub no longer knows is looked up in vain, sent again and refused', async () => {
    scene = await openOrderScene(engine);
    const { id } = await scene.plan({ workflow: 'gone.yaml', carriesId: true });
    scene.simulator.faults.add({ route, times: 1, fault: { kind: 'cut-before' } });
    await scene.work();
    await seek(id);
    expect(await scene.order(id)).toMatchObject({ state: 'planned' });
    await scene.work();
    expect(await scene.order(id)).toMatchObject({ state: 'refused', refusal: 'rejected' });
  });

  test('of a repository that GitHub does not show waits, and is not sent again', async () => {
    let isHidden = false;
    const hidden = () => Response.json({ message: 'Not Found' }, { status: 404 });
    scene = await openOrderScene(engine, {
      fetch: async (input, init) =>
        isHidden && String(input).includes('/repos/') ? hidden() : fetch(input, init),
    });
    const { id } = await scene.plan();
    scene.simulator.faults.add({ route, times: 1, fault: { kind: 'cut-after' } });
    await scene.work();
    isHidden = true;
    await seek(id);
    expect(await scene.order(id)).toMatchObject({ state: 'unclear', lookups: 0 });
    isHidden = false;
    await seek(id);
    expect(scene.runs()).toHaveLength(1);
    expect(await scene.order(id)).toMatchObject({ state: 'sent' });
  });

  test('is found where lists show its run late', async () => {
    scene = await openOrderScene(engine, { seed: { ...orderSeed, actions: { visible_after: 5_000 } } });
    scene.simulator.faults.add({ route, times: 1, fault: { kind: 'cut-after' } });
    const { id } = await scene.plan();
    await scene.work();
    await scene.pass(3_000);
    await scene.work();
    expect(await scene.order(id)).toMatchObject({ state: 'unclear', lookups: 1 });
    scene.simulator.world.clock.advance(6_000);
    await seek(id);
    expect(scene.runs()).toHaveLength(1);
    expect(await scene.order(id)).toMatchObject({ state: 'sent' });
  });

  test('whose sender ended before it recorded an answer is looked up before it is sent', async () => {
    scene = await openOrderScene(engine);
    const { id } = await scene.plan();
    await scene.database.db
      .updateTable('orders')
      .set({ state: 'sending', sending_at: 1 })
      .where('id', '=', id)
      .execute();
    await scene.work();
    expect(await scene.order(id)).toMatchObject({ state: 'unclear' });
    expect(scene.runs()).toEqual([]);
    await seek(id);
    await scene.work();
    expect(scene.runs()).toHaveLength(1);
  });

  test('is not sent by a sender that was frozen after its claim', async () => {
    let time = 0;
    scene = await openOrderScene(engine, { monotonic: () => (time += 6_000) });
    const { id } = await scene.plan();
    await scene.work();
    expect(scene.runs()).toEqual([]);
    expect(await scene.order(id)).toMatchObject({ state: 'planned' });
  });

  test('of a batch that was superseded is withdrawn instead of sent', async () => {
    scene = await openOrderScene(engine);
    const { id } = await scene.plan();
    await scene.database.db
      .updateTable('batches')
      .set({ state: 'superseded', stopped: 'superseded' })
      .execute();
    await scene.work();
    expect(scene.runs()).toEqual([]);
    expect(await scene.order(id)).toMatchObject({ state: 'withdrawn' });
  });

  test('of a batch that is held is not sent', async () => {
    scene = await openOrderScene(engine);
    const { id } = await scene.plan();
    await scene.database.db.updateTable('batches').set({ state: 'held', held_by: 'blast_radius' }).execute();
    expect(await scene.work()).toEqual(['again']);
    expect(await scene.order(id)).toMatchObject({ state: 'planned' });
    expect(scene.runs()).toEqual([]);
  });

  test('that GitHub rejects is refused with its words', async () => {
    scene = await openOrderScene(engine);
    const { id } = await scene.plan({ inputs: { wrong: 'x' } });
    await scene.work();
    const order = await scene.order(id);
    expect(order).toMatchObject({ state: 'refused', refusal: 'rejected' });
    expect(order.problem).toContain('wrong');
    // The default branch is read again: GitHub rejects one that was renamed in the same way.
    expect(scene.forgotten).toEqual(['1001']);
    expect(await scene.audited('workflow.')).toEqual(['workflow.failed']);
  });

  test('that meets a secondary limit waits, and is sent later', async () => {
    scene = await openOrderScene(engine);
    scene.simulator.faults.add({
      route,
      times: 1,
      fault: { kind: 'secondary-rate-limit', retryAfterSeconds: 5 },
    });
    const { id } = await scene.plan();
    await scene.work();
    expect(await scene.order(id)).toMatchObject({ state: 'planned' });
    await scene.pass(30_000);
    await scene.work();
    expect(scene.runs()).toEqual([]);
    await scene.pass(61_000);
    await scene.work();
    expect(scene.runs()).toHaveLength(1);
    expect(await scene.order(id)).toMatchObject({ state: 'sent' });
  });

  test('without an id in its title waits for the one before it, and gets its own run', async () => {
    scene = await openOrderScene(engine, { seed: { ...orderSeed, actions: { return_run_details: false } } });
    const [one, other] = [
      await scene.plan({ workflow: 'apply.yaml' }),
      await scene.plan({ workflow: 'apply.yaml' }),
    ];
    await scene.work();
    expect([(await scene.order(one.id)).state, (await scene.order(other.id)).state]).toEqual([
      'accepted',
      'planned',
    ]);
    expect(scene.runs()).toHaveLength(1);
    for (let round = 0; round < 4; round += 1) {
      await scene.pass(60_000);
      await scene.work();
    }
    const runs = scene.runs();
    expect(runs).toHaveLength(2);
    expect([(await scene.order(one.id)).run_id, (await scene.order(other.id)).run_id]).toEqual(
      runs.map(({ id }) => String(id)),
    );
  });

  test('is refused where GitHub accepted it and shows no run for ten minutes', async () => {
    scene = await openOrderScene(engine, {
      seed: { ...orderSeed, actions: { return_run_details: false, visible_after: 3_600_000 } },
    });
    const { id } = await scene.plan();
    await scene.work();
    expect(await scene.order(id)).toMatchObject({ state: 'accepted' });
    await scene.pass(590_000);
    await scene.work();
    expect(await scene.order(id)).toMatchObject({ state: 'accepted' });
    await scene.pass(60_000);
    await scene.work();
    expect(await scene.order(id)).toMatchObject({ state: 'refused', refusal: 'no_run' });
    expect(scene.runs()).toHaveLength(1);
  });

  test('keeps the claim of a later sender whatever an earlier one hears', async () => {
    const limited = async () =>
      Response.json({ message: 'You have exceeded a secondary rate limit.' }, { status: 403 });
    scene = await openOrderScene(engine, {
      fetch: async (input, init) => {
        if (!String(input).endsWith('/dispatches')) return fetch(input, init);
        // Another process has claimed the entry, and sends the order now.
        await scene.database.db.updateTable('work_entries').set({ lease: 99 }).execute();
        return limited();
      },
    });
    const { id } = await scene.plan();
    expect(await scene.work()).toEqual(['lost']);
    expect(await scene.order(id)).toMatchObject({ state: 'sending' });
  });

  test('is sent at the pace that all replicas share', async () => {
    scene = await openOrderScene(engine, { maxPerSecond: 1 });
    const other = createReplica(scene.simulator, engine === 'postgres' ? scene.open() : scene.database, {
      maxPerSecond: 1,
    });
    const startedAt = performance.now();
    // 110 of the 120 that an unused bucket gives were taken just now.
    const { db, dialect } = scene.database;
    const limits = {
      installation_id: [...scene.simulator.world.installations.keys()][0] ?? 0,
      bucket: 'dispatch',
    };
    await db
      .insertInto('dispatch_limits')
      .values({ ...limits, next_free_at: dialect.after(110 * 1_000), slowed_until: 0, calm_until: 0 })
      .execute();
    for (let count = 0; count < 30; count += 1) await scene.plan();
    await Promise.all([scene.work(), scene.work('order-send', other.orders)]);
    const regained = Math.ceil((performance.now() - startedAt) / 1_000);
    expect(scene.runs().length).toBeGreaterThanOrEqual(10);
    expect(scene.runs().length).toBeLessThanOrEqual(10 + regained);
    if (engine === 'postgres') await other.database.db.destroy();
  });

  test('leaves the field out for a day where the host does not know it', async () => {
    scene = await openOrderScene(engine, { seed: { ...orderSeed, actions: { return_run_details: false } } });
    await scene.plan();
    await scene.plan();
    await scene.work();
    const statuses = scene.simulator.journal.entries({ route }).map(({ status }) => status);
    expect(statuses).toEqual([400, 204, 204]);
    expect(scene.runs()).toHaveLength(2);
  });
});
