/** Runs of orders: news of deliveries and reads, approvals, second runs, exit codes, and what is canceled. */
import { afterEach, expect, test } from '@jest/globals';
import { describeEachStore } from '../../../support/stores.ts';
import { type OrderScene, openOrderScene, orderSeed } from './scene.ts';
import { createTelling, repository } from './told-runs.ts';

describeEachStore('the run of an order', (engine) => {
  let scene: OrderScene;
  const { tell, sent } = createTelling(() => scene);
  afterEach(() => scene?.[Symbol.asyncDispose]());

  test('is followed to its end, whatever the order of its deliveries', async () => {
    scene = await openOrderScene(engine);
    const { id, node, runId } = await sent();
    expect(await tell({ id: runId, status: 'completed', conclusion: 'success', at: 9 })).toEqual({
      status: 'applied',
    });
    await tell({ id: runId, status: 'in_progress', at: 5 });
    expect(await scene.order(id)).toMatchObject({
      run_status: 'completed',
      run_end: 'success',
      run_attempt: 1,
    });
    expect((await scene.order(id)).ended_at).not.toBeNull();
    expect(scene.settled.at(-1)).toEqual({ batchId: scene.firstBatch, node });
    expect(await scene.audited('workflow.')).toEqual(['workflow.dispatched', 'workflow.completed']);
    await tell({ id: runId, status: 'queued', at: 20, attempt: 2 });
    expect(await scene.order(id)).toMatchObject({
      run_status: 'queued',
      run_end: null,
      run_attempt: 2,
      ended_at: null,
    });
    await tell({ id: runId, status: 'completed', conclusion: 'failure', at: 30, attempt: 2 });
    expect(await scene.audited('workflow.')).toEqual([
      'workflow.dispatched',
      'workflow.completed',
      'workflow.failed',
    ]);
  });

  test('is found by a delivery while the answer to its dispatch is unknown', async () => {
    scene = await openOrderScene(engine);
    scene.simulator.faults.add({
      route: 'actions/create-workflow-dispatch',
      times: 1,
      fault: { kind: 'cut-after' },
    });
    const { id, correlation } = await sent();
    const [run] = scene.runs();
    const title = `plan ${correlation}`;
    const stranger = { id: 4711, title, actor: 'mallory' };
    expect(await tell(stranger)).toMatchObject({ status: 'ignored' });
    expect(await tell({ ...stranger, actor: 'atmos-pro[bot]', file: 'apply.yaml' })).toMatchObject({
      status: 'ignored',
    });
    expect(
      await tell({ ...stranger, actor: 'atmos-pro[bot]', title: `${title} dep_${'0'.repeat(26)}` }),
    ).toMatchObject({
      status: 'ignored',
    });
    expect(await scene.order(id)).toMatchObject({ state: 'unclear', run_id: null });
    expect(await tell({ id: run?.id ?? 0, title })).toEqual({ status: 'applied' });
    expect(await scene.order(id)).toMatchObject({
      state: 'sent',
      run_id: String(run?.id),
      run_status: 'in_progress',
    });
  });

  test('that is the second of its order is canceled, and the older one is kept', async () => {
    scene = await openOrderScene(engine);
    const { id, runId, correlation } = await sent();
    const other = await sent();
    const title = `plan ${correlation}`;
    const [first, second] = [runId, other.runId].map(Number) as [number, number];
    await scene.database.db.deleteFrom('orders').where('id', '=', other.id).execute();
    await tell({ id: second, title });
    expect(await scene.order(id)).toMatchObject({ state: 'sent', run_id: runId });
    expect(await scene.audited('order.')).toEqual(['order.duplicate']);
    await scene.work('order-duplicate');
    const conclusions = () => scene.runs().map((run) => [run.id, run.conclusion ?? null]);
    expect(conclusions()).toEqual([
      [first, null],
      [second, 'cancelled'],
    ]);
    const [metric] = (await scene.orders.metrics.getMetricsAsJSON()).filter(({ name }) =>
      name.endsWith('duplicates_total'),
    );
    expect(metric?.values).toMatchObject([{ value: 1 }]);
  });

  test('is read where deliveries contradict each other, and where none came for ten minutes', async () => {
    scene = await openOrderScene(engine);
    const orders = [];
    for (let count = 0; count < 5; count += 1) orders.push(await sent());
    const [first] = orders;
    await tell({ id: first?.runId ?? '', status: 'in_progress', at: 9 });
    await tell({ id: first?.runId ?? '', status: 'queued', at: 12 });
    expect(await scene.work('order-read')).toEqual(['done']);
    scene.simulator.world.clock.advance(600_000);
    await scene.pass(600_001);
    const before = scene.simulator.journal.entries({ route: 'actions/list-workflow-runs' }).length;
    await scene.database.db
      .insertInto('work_entries')
      .values({
        kind: 'order-watch',
        key: 'round',
        lane: null,
        payload: 'null',
        state: 'waiting',
        since: 0,
        due_at: 0,
        again_at: null,
        period_ms: 60_000,
        lease: 0,
        is_leased: 0,
        attempts: 0,
        problem: null,
      })
      .execute();
    await scene.work('order-watch');
    expect(scene.simulator.journal.entries({ route: 'actions/list-workflow-runs' }).length).toBe(before + 1);
    for (const { id } of orders) expect(await scene.order(id)).toMatchObject({ run_end: 'success' });
  });

  test('is not canceled once it executes', async () => {
    scene = await openOrderScene(engine, {
      seed: { ...orderSeed, actions: { plays: { 'plan.yaml': { after: 3_600_000 } } } },
    });
    const { id } = await sent();
    await scene.database.db
      .updateTable('batches')
      .set({ state: 'superseded', stopped: 'superseded' })
      .execute();
    scene.simulator.world.clock.advance(10_000);
    const { db } = scene.database;
    await db
      .insertInto('work_entries')
      .values({
        kind: 'order-cancel',
        key: String(id),
        lane: null,
        payload: 'null',
        state: 'waiting',
        since: 0,
        due_at: 0,
        again_at: null,
        period_ms: null,
        lease: 0,
        is_leased: 0,
        attempts: 0,
        problem: null,
      })
      .execute();
    expect(await scene.work('order-cancel')).toEqual(['done']);
    expect(scene.runs().map(({ conclusion }) => conclusion)).toEqual([undefined]);
    expect(await scene.order(id)).toMatchObject({ run_status: 'in_progress' });
  });

  const recordExit = (runId: string, component: string, exitCode: number, eventName = 'workflow_dispatch') =>
    scene.database.db.transaction().execute((trx) =>
      scene.orders.recordExitCode(trx, {
        workspaceId: 'ws_acme',
        repositoryId: '1001',
        runId,
        eventName,
        stack: 'plat-ue2-dev',
        component,
        exitCode,
      }),
    );
  const early = () => scene.database.db.selectFrom('early_exits').select('component').execute();

  test('that ended before its order knew it has the exit code that it reported then', async () => {
    scene = await openOrderScene(engine);
    scene.simulator.faults.add({
      route: 'actions/create-workflow-dispatch',
      times: 1,
      fault: { kind: 'cut-after' },
    });
    const { id, node } = await scene.plan();
    await scene.work();
    const runId = String(scene.runs()[0]?.id);
    await recordExit(runId, `vpc-${node}`, 1);
    await recordExit(runId, `vpc-${node}`, 2);
    await recordExit(runId, 'another', 1);
    expect(await scene.order(id)).toMatchObject({ state: 'unclear', exit_code: null });
    await scene.pass(180_000);
    await scene.work();
    expect(await scene.order(id)).toMatchObject({ state: 'sent', run_id: runId, exit_code: 2 });
    expect(await early()).toEqual([{ component: 'another' }]);
  });

  test('that no order has is forgotten after a day, and one that no dispatch started is not kept', async () => {
    scene = await openOrderScene(engine);
    await recordExit('901', 'vpc', 2);
    await recordExit('902', 'push', 2, 'push');
    const forget = async () => {
      for (const { run } of scene.orders.upkeep) await run();
    };
    await forget();
    expect(await early()).toEqual([{ component: 'vpc' }]);
    const { dialect } = scene.database;
    await scene.database.db
      .updateTable('early_exits')
      .set({ reported_at: dialect.after(-25 * 60 * 60_000) })
      .execute();
    await forget();
    expect(await early()).toEqual([]);
  });

  test('gives its order the exit code that it reports of its own component', async () => {
    scene = await openOrderScene(engine);
    const { id, node, runId } = await sent();
    const report = (component: string, exitCode: number) => recordExit(String(runId), component, exitCode);
    await report('another', 1);
    expect(await scene.order(id)).toMatchObject({ exit_code: null });
    await report(`vpc-${node}`, 2);
    expect(await scene.order(id)).toMatchObject({ exit_code: 2 });
  });
});

describeEachStore('a workflow file', (engine) => {
  test('is read once in a while, by its entity tag, and again after GitHub has rejected a dispatch', async () => {
    const asked: (string | null)[] = [];
    const counting: typeof fetch = async (input, init) => {
      const url = String(input);
      if (!url.includes('/contents/')) return fetch(input, init);
      const tag = new Headers(init?.headers).get('if-none-match');
      asked.push(tag);
      if (tag === '"v1"') return new Response(null, { status: 304 });
      const response = await fetch(input, init);
      return new Response(response.body, {
        status: response.status,
        headers: { ...Object.fromEntries(response.headers), etag: '"v1"' },
      });
    };
    await using scene = await openOrderScene(engine, { fetch: counting });
    const read = (file: string) =>
      scene.orders.readWorkflowFile({ repository, ref: 'main', file }, new AbortController().signal);
    expect(await read('plan.yaml')).toMatchObject({ status: 'ok', value: { name: 'plan', carriesId: true } });
    expect(await read('plan.yaml')).toMatchObject({ status: 'ok' });
    expect(asked).toEqual([null]);
    await scene.plan({ inputs: { wrong: 'x' } });
    await scene.work();
    expect(await read('plan.yaml')).toMatchObject({ status: 'ok', value: { carriesId: true } });
    expect(asked).toEqual([null, '"v1"']);
    expect(await read('missing.yaml')).toBe('absent');
    expect(await read('missing.yaml')).toBe('absent');
    expect(asked).toEqual([null, '"v1"', null]);
  });
});
