/** Dispatches: what starts, in which order, and what waits for a person, a lock or another run. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { describeEachStore } from '../../support/stores.ts';
import { until } from '../../support/until.ts';
import { item } from '../stacks/uploads-scene.ts';
import { type DeploymentScene, pullPayload, sha, startDeploymentScene, wired } from './deployment-scene.ts';
import { endRun as tellEnd } from './scene-parts.ts';

const a = sha('a');

describeEachStore('dispatches', (engine) => {
  let scene: DeploymentScene;
  const start = async (deployments: Parameters<typeof startDeploymentScene>[0] = {}) => {
    scene = await startDeploymentScene({ store: engine, ...deployments });
  };
  afterEach(async () => scene[Symbol.asyncDispose]());

  const orders = () =>
    scene.server.database.db
      .selectFrom('orders')
      .select(['id', 'node', 'workflow', 'ref', 'inputs', 'state', 'attempt', 'correlation', 'run_id'])
      .orderBy('id')
      .execute();
  const stateOf = async (component: string) =>
    (await scene.nodes()).find((node) => node['component'] === component);
  const untilState = (component: string, state: string) =>
    until(async () => (await stateOf(component))?.['state'] === state);
  const open = (head = a) => scene.deliver('pull_request', pullPayload('opened', { head, at: 0 }));

  const endRun = async (conclusion: string) =>
    expect(await tellEnd(scene, conclusion)).toMatchObject({ state: 'applied' });

  test('go in the order of the dependencies, with inputs that fit the file', async () => {
    await start();
    await open();
    const settings = wired('plan.yaml', 'synchronize');
    await scene.upload(a, [item('vpc', { settings, dependents: [item('eks', { settings })] })]);
    await untilState('vpc', 'running');
    expect(await stateOf('eks')).toMatchObject({ state: 'waiting' });
    const [order, ...others] = await orders();
    expect(others).toEqual([]);
    expect(order).toMatchObject({ workflow: 'plan.yaml', ref: 'main', state: 'sent' });
    expect(JSON.parse(order?.inputs ?? '')).toEqual({
      component: 'vpc',
      stack: 'dev',
      sha: a,
      atmos_pro_run_id: order?.correlation,
    });
    await endRun('success');
    await untilState('eks', 'running');
    await endRun('success');
    await until(async () => (await scene.batches())[0]?.['state'] === 'concluded');
    expect(await scene.batches()).toEqual([expect.objectContaining({ conclusion: 'success' })]);
  });

  test('of a change do not start after a failed parent, and a retry starts both', async () => {
    await start();
    await open();
    const settings = wired('apply.yaml', 'synchronize');
    await scene.upload(a, [item('vpc', { settings, dependents: [item('eks', { settings })] })]);
    await untilState('vpc', 'running');
    await endRun('failure');
    await untilState('eks', 'upstream_failed');
    expect(await scene.batches()).toEqual([
      expect.objectContaining({ state: 'concluded', conclusion: 'failure' }),
    ]);
  });

  test('of a plan end with what the run reports about the infrastructure', async () => {
    await start();
    await open();
    await scene.upload(a, [item('vpc', { settings: wired('plan.yaml', 'synchronize') })]);
    await untilState('vpc', 'running');
    await until(async () => (await orders())[0]?.run_id !== null);
    await scene.report(String((await orders())[0]?.run_id), 'vpc', 2);
    await endRun('success');
    await untilState('vpc', 'succeeded');
    expect(await stateOf('vpc')).toMatchObject({ result: 'changes' });
  });

  test.each([
    { file: 'absent.yaml', reason: 'file_missing' },
    { file: 'untriggered.yaml', reason: 'no_dispatch_trigger' },
  ])('of $file are refused: $reason', async ({ file, reason }) => {
    await start();
    await open();
    await scene.upload(a, [item('vpc', { settings: wired(file, 'synchronize') })]);
    await untilState('vpc', 'refused');
    expect(await stateOf('vpc')).toMatchObject({ reason });
    expect(await orders()).toEqual([]);
    const [entry, ...others] = await scene.server.store.audit.list({ event: 'batch.refused' });
    expect(others).toEqual([]);
    expect(entry).toMatchObject({ outcome: 'failed', workspaceId: 'ws_1', details: { refused: 1 } });
  });

  test('with one concurrency group go one after another', async () => {
    await start();
    await open();
    const settings = wired('grouped.plan.yaml', 'synchronize');
    await scene.upload(a, [item('vpc', { settings }), item('dns', { settings })]);
    await until(async () => (await orders())[0]?.state === 'sent');
    await until(async () => (await scene.nodes()).some(({ state }) => state === 'locked'));
    expect(await orders()).toHaveLength(1);
    await endRun('success');
    await until(async () => (await orders()).length === 2);
  });

  describe('a batch that is larger than the threshold', () => {
    const settings = wired('plan.yaml', 'synchronize');
    test('starts nothing until it is released, and then everything once', async () => {
      await start({ deployments: { hold: { threshold: 1 } } });
      await open();
      await scene.upload(a, [item('vpc', { settings }), item('dns', { settings })]);
      await until(async () => (await scene.batches())[0]?.['state'] === 'held');
      expect(await scene.batches()).toEqual([expect.objectContaining({ held_by: 'blast_radius' })]);
      expect(await orders()).toEqual([]);
    });
  });

  test('wait for the lock of another job', async () => {
    await start();
    await scene.server.database.db
      .insertInto('locks')
      .values({
        workspace_id: 'ws_1',
        repository_id: '1001',
        path: 'dev/vpc',
        id: 'lock-1',
        token: 1,
        kind: 'hold',
        message: 'freeze',
        holder: JSON.stringify({
          issuer: 'i',
          repositoryId: '1001',
          runId: '5',
          runAttempt: 1,
          checkRunId: '',
          repository: 'acme/infra',
          runUrl: '',
          actor: 'octocat',
          workflow: 'freeze.yaml',
        }),
        created_at: 0,
        updated_at: 0,
        expires_at: Date.now() + 3_600_000,
        free_at: Date.now() + 3_600_000,
        renewals: 0,
      })
      .execute();
    await open();
    await scene.upload(a, [item('vpc', { settings: wired('plan.yaml', 'synchronize') })]);
    await untilState('vpc', 'locked');
    expect(await orders()).toEqual([]);
    await scene.server.database.db.updateTable('locks').set({ free_at: 0 }).execute();
    await until(async () => (await orders()).length === 1);
  });
});
