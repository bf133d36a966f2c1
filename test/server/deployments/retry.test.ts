/** A retry reads the earlier runs first: one that executes, or has succeeded after all, is not started again. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { describeEachStore } from '../../support/stores.ts';
import { until } from '../../support/until.ts';
import { item } from '../stacks/uploads-scene.ts';
import { type DeploymentScene, pullPayload, sha, startDeploymentScene, wired } from './deployment-scene.ts';
import { commandsOf, endRun } from './scene-parts.ts';

const a = sha('a');
/** Before whatever GitHub shows of the run. */
const earlier = '2020-01-01T00:00:00Z';

describeEachStore('a retry', (engine) => {
  let scene: DeploymentScene;
  const db = () => scene.server.database.db;
  const orders = () => db().selectFrom('orders').select('attempt').orderBy('id').execute();
  const node = async () => (await scene.nodes())[0];
  const untilState = (state: string) => until(async () => (await node())?.['state'] === state);

  /** A change whose run has failed, as a delivery tells. */
  beforeEach(async () => {
    scene = await startDeploymentScene({ store: engine });
    await scene.deliver('pull_request', pullPayload('opened', { head: a, at: 0 }));
    await scene.upload(a, [item('vpc', { settings: wired('apply.yaml', 'synchronize') })]);
    await untilState('running');
    await endRun(scene, 'failure', { at: earlier });
    await untilState('failed');
  });
  afterEach(async () => scene[Symbol.asyncDispose]());

  async function retry(): Promise<void> {
    const { id: batchId } = await db().selectFrom('batches').select('id').executeTakeFirstOrThrow();
    const actor = { login: 'octocat', id: '7' };
    expect(await commandsOf(scene).retryBatch({ batchId, actor, source: 's1' })).toEqual({ status: 'done' });
  }

  test('follows a run that still executes', async () => {
    await retry();
    await untilState('running');
    expect(await node()).toMatchObject({ attempt: 1 });
    expect(await orders()).toEqual([{ attempt: 1 }]);
    await endRun(scene, 'success');
    await untilState('succeeded');
  });

  test('starts nothing where the run has succeeded', async () => {
    scene.simulator.world.clock.advance(24 * 60 * 60_000);
    await retry();
    await untilState('succeeded');
    expect(await scene.batches()).toEqual([
      expect.objectContaining({ state: 'concluded', conclusion: 'success' }),
    ]);
    expect(await orders()).toEqual([{ attempt: 1 }]);
  });

  test('starts nothing while GitHub does not show the run', async () => {
    const route = 'actions/get-workflow-run';
    const { faults, journal } = scene.simulator;
    const remove = faults.add({ route, fault: { kind: 'status', status: 500 } });
    await retry();
    await until(() => journal.entries({ route }).length > 0);
    expect(await node()).toMatchObject({ state: 'ready', attempt: 2 });
    remove();
    await untilState('running');
    expect(await orders()).toEqual([{ attempt: 1 }]);
  });
});
