/** Locks of deployments: held while their runs last, shared with the jobs of these, and waited for in the queue. */
import { afterEach, expect, test } from '@jest/globals';
import { patience } from '../../support/patience.ts';
import { exchange, idTokenOf } from '../../support/server.ts';
import { describeEachStore } from '../../support/stores.ts';
import { until } from '../../support/until.ts';
import { item, request } from '../stacks/uploads-scene.ts';
import { type DeploymentScene, pullPayload, sha, startDeploymentScene, wired } from './deployment-scene.ts';
import { commandsOf } from './scene-parts.ts';

const key = 'acme/infra/dev/vpc';
const settings = wired('apply.yaml', 'synchronize');
/** Longest time from a free key to the dispatch, in milliseconds; what is measured is far below. */
const dispatchLimitMs = patience(1_000);

describeEachStore('deployments and locks', (engine) => {
  let scene: DeploymentScene;
  const start = async (deployments: Parameters<typeof startDeploymentScene>[0] = {}) => {
    scene = await startDeploymentScene({ store: engine, ...deployments });
  };
  afterEach(async () => scene[Symbol.asyncDispose]());

  const db = () => scene.server.database.db;
  const orders = () => db().selectFrom('orders').selectAll().orderBy('id').execute();
  const nodes = () =>
    db().selectFrom('batch_nodes').selectAll().orderBy('batch_id').orderBy('number').execute();
  const untilNode = (component: string, state: string) =>
    until(async () => (await nodes()).some((node) => node.component === component && node.state === state));
  const lock = async () =>
    db().selectFrom('locks').selectAll().where('path', '=', 'dev/vpc').executeTakeFirst();
  const isHeld = async () => {
    const row = await lock();
    return row !== undefined && row.ended_at === null && row.expires_at > Date.now();
  };
  const places = () => db().selectFrom('lock_waiters').select(['place', 'job']).orderBy('place').execute();

  /** A request for locks by a job of the run. */
  const call = async (run: string, method: 'POST' | 'DELETE', path: string, body: object) => {
    const token = await idTokenOf(scene.simulator, 'upload', { claims: { run_id: run, run_attempt: '1' } });
    const session = await exchange(scene.server, token, 'ws_1');
    return request(scene.server, String(session.body.data?.['token']), { method, path, body });
  };
  const takeLock = (run: string, more: object = {}) => call(run, 'POST', '/locks', { key, ttl: 60, ...more });
  /** Asks until it has the lock, as lock-stack does. */
  const waitForLock = async (run: string): Promise<void> => {
    const asked = { keys: [key], ttl: 60, waitSeconds: 5 };
    while ((await call(run, 'POST', '/locks:acquire-many', asked)).status !== 200);
  };
  const releaseLock = (run: string) => call(run, 'DELETE', '/locks', { key });

  const deploy = async (number = 12, head = sha('a'), stacks = [item('vpc', { settings })]) => {
    await scene.deliver('pull_request', pullPayload('opened', { number, head, at: 0 }));
    await scene.upload(head, stacks, { ref: `refs/pull/${number}/merge` });
  };

  /** News of the run of an order, as GitHub tells them. */
  const tell = async (index: number, run: object) => {
    await until(async () => (await orders())[index]?.run_id != null);
    const order = (await orders())[index];
    const payload = {
      action: 'completed',
      repository: { id: 1001, full_name: 'acme/infra' },
      workflow_run: {
        id: Number(order?.run_id),
        run_attempt: 1,
        status: 'completed',
        path: `.github/workflows/${order?.workflow}`,
        event: 'workflow_dispatch',
        display_title: `apply ${order?.correlation}`,
        html_url: `https://github.com/acme/infra/actions/runs/${order?.run_id}`,
        updated_at: '2030-01-01T00:00:00Z',
        ...run,
      },
    };
    expect(await scene.deliver('workflow_run', payload)).toMatchObject({ state: 'applied' });
  };
  const runOf = async (index: number) => String((await orders())[index]?.run_id);

  test('a change holds the lock until its run ends, and the jobs of its run share it', async () => {
    await start();
    await deploy();
    await untilNode('vpc', 'running');
    const run = await runOf(0);
    expect(await isHeld()).toBe(true);
    const id = (await lock())?.id;

    const taken = await takeLock(run);
    expect(taken.body.data).toMatchObject({ id, kind: 'run', held: true });
    expect(taken.body.data?.['holder']).toMatchObject({ runId: run, deployment: 'pull request 12' });
    const many = { keys: [key], ttl: 60, properties: { kind: 'run', confirm: true } };
    expect((await call(run, 'POST', '/locks:acquire-many', many)).status).toBe(200);
    expect((await releaseLock(run)).status).toBe(200);
    expect(await isHeld()).toBe(true);

    const refused = await takeLock('900');
    expect(refused.status).toBe(409);
    expect(refused.text).toContain(
      `the deployment of pull request 12 in acme/infra (apply.yaml, run ${run})`,
    );
    expect((await releaseLock('900')).status).toBe(409);

    await tell(0, { conclusion: 'success' });
    await untilNode('vpc', 'succeeded');
    expect(await isHeld()).toBe(false);
    expect((await takeLock('900')).status).toBe(200);
  });

  test('a plan takes none', async () => {
    await start();
    await deploy(12, sha('a'), [item('vpc', { settings: wired('plan.yaml', 'synchronize') })]);
    await untilNode('vpc', 'running');
    expect(await lock()).toBeUndefined();
  });

  test('a change waits in the queue for a job’s lock, ahead of jobs that come later, and starts once it is free', async () => {
    await start();
    expect((await takeLock('900')).status).toBe(200);
    await deploy();
    await untilNode('vpc', 'locked');
    expect(await orders()).toEqual([]);
    const [{ waits_for: waitsFor } = { waits_for: null }] = await nodes();
    expect(JSON.parse(waitsFor ?? '')).toMatchObject({
      type: 'lock',
      holder: expect.stringContaining('run 900'),
      since: (await lock())?.created_at,
    });
    const later = waitForLock('901');
    await until(async () => (await places()).length === 2);
    expect((await places())[0]?.job).toContain('deployment');

    const freed = Date.now();
    expect((await releaseLock('900')).status).toBe(200);
    await untilNode('vpc', 'running');
    expect(Date.now() - freed).toBeLessThan(dispatchLimitMs);
    expect((await places()).map(({ job }) => job)).toEqual([expect.stringContaining('901')]);
    await tell(0, { conclusion: 'success' });
    await later;
    expect(await orders()).toHaveLength(1);
  });

  test('two pull requests change a component one after the other', async () => {
    await start();
    await deploy();
    await untilNode('vpc', 'running');
    await deploy(13, sha('b'));
    await untilNode('vpc', 'locked');
    const waiting = (await nodes()).find(({ state }) => state === 'locked');
    expect(JSON.parse(waiting?.waits_for ?? '')).toMatchObject({
      type: 'lock',
      holder: 'apply.yaml for pull request 12',
    });
    await tell(0, { conclusion: 'failure' });
    await until(async () => (await orders()).length === 2);
    await until(async () => (await nodes())[1]?.state === 'running');
    const { holder } = (await lock()) ?? {};
    expect(JSON.parse(holder ?? '')).toMatchObject({ runId: await runOf(1) });
    expect(await places()).toEqual([]);
  });

  test('a change that has waited for too long fails, leaves the queue, and can be retried', async () => {
    await start({ deployments: { locks: { wait: '1s' } } });
    expect((await takeLock('900', { lockMessage: 'freeze' })).status).toBe(200);
    await deploy();
    await untilNode('vpc', 'locked');
    await untilNode('vpc', 'failed');
    expect(await scene.nodes()).toEqual([expect.objectContaining({ reason: 'lock_wait' })]);
    expect(await scene.batches()).toEqual([expect.objectContaining({ conclusion: 'failure' })]);
    expect(await places()).toEqual([]);
    expect(await orders()).toEqual([]);
    const { id: batchId } = await db().selectFrom('batches').select('id').executeTakeFirstOrThrow();
    const retry = (source: string) =>
      commandsOf(scene).retryBatch({ batchId, actor: { login: 'octocat', id: '7' }, source });
    // A retry waits as long as the first attempt did.
    const before = Date.now();
    expect(await retry('s1')).toEqual({ status: 'done' });
    await until(async () =>
      (await nodes()).some(({ state, attempt }) => state === 'failed' && attempt === 2),
    );
    expect(Date.now() - before).toBeGreaterThanOrEqual(1_000);
    expect((await releaseLock('900')).status).toBe(200);
    expect(await retry('s2')).toEqual({ status: 'done' });
    await untilNode('vpc', 'running');
    expect((await orders()).map(({ attempt }) => attempt)).toEqual([3]);
  });

  test('a change that is replaced while it waits leaves the queue', async () => {
    await start();
    expect((await takeLock('900')).status).toBe(200);
    await deploy();
    await untilNode('vpc', 'locked');
    expect(await places()).toHaveLength(1);
    await scene.deliver('pull_request', pullPayload('synchronize', { head: sha('b'), at: 5 }));
    await untilNode('vpc', 'superseded');
    expect(await places()).toEqual([]);
  });

  test('a change whose dispatch GitHub rejects gives the lock back', async () => {
    await start();
    scene.simulator.faults.add({
      route: 'actions/create-workflow-dispatch',
      fault: { kind: 'status', status: 422 },
      times: 1,
    });
    await deploy();
    await untilNode('vpc', 'refused');
    expect(await isHeld()).toBe(false);
  });

  test('a run that GitHub starts again is followed: its state, its lock and what waits for it', async () => {
    await start();
    await deploy(12, sha('a'), [item('vpc', { settings, dependents: [item('eks', { settings })] })]);
    await untilNode('vpc', 'running');
    await tell(0, { conclusion: 'failure' });
    await untilNode('eks', 'upstream_failed');
    expect(await scene.batches()).toEqual([expect.objectContaining({ conclusion: 'failure' })]);
    expect(await isHeld()).toBe(false);

    const again = { run_attempt: 2, updated_at: '2030-01-01T00:01:00Z' };
    await tell(0, { ...again, status: 'in_progress', conclusion: null });
    await untilNode('vpc', 'running');
    expect((await nodes()).find(({ component }) => component === 'eks')?.state).toBe('waiting');
    expect(await scene.batches()).toEqual([expect.objectContaining({ state: 'running', conclusion: null })]);
    expect(await isHeld()).toBe(true);
    expect((await takeLock('900')).status).toBe(409);

    await tell(0, { ...again, conclusion: 'success', updated_at: '2030-01-01T00:02:00Z' });
    await untilNode('eks', 'running');
    expect(await isHeld()).toBe(false);
    await tell(1, { conclusion: 'success' });
    await until(async () => (await scene.batches())[0]?.['state'] === 'concluded');
    expect(await scene.batches()).toEqual([expect.objectContaining({ conclusion: 'success' })]);
    // Nothing was dispatched again.
    expect((await orders()).map(({ attempt }) => attempt)).toEqual([1, 1]);
  });

  test('a run that is started again while a job holds the lock takes nothing from it', async () => {
    await start();
    await deploy();
    await untilNode('vpc', 'running');
    await tell(0, { conclusion: 'failure' });
    await untilNode('vpc', 'failed');
    expect((await takeLock('900')).status).toBe(200);
    await tell(0, {
      run_attempt: 2,
      status: 'in_progress',
      conclusion: null,
      updated_at: '2030-01-01T00:01:00Z',
    });
    await untilNode('vpc', 'running');
    expect((await takeLock(await runOf(0))).status).toBe(409);
    await tell(0, { run_attempt: 2, conclusion: 'success', updated_at: '2030-01-01T00:02:00Z' });
    await untilNode('vpc', 'succeeded');
    expect(JSON.parse((await lock())?.holder ?? '')).toMatchObject({ runId: '900' });
    expect(await isHeld()).toBe(true);
  });
});
