/** Two merges of one second that deploy the same component: GitHub knows which of their commits contains the other. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { describeEachStore } from '../../support/stores.ts';
import { until } from '../../support/until.ts';
import { item } from '../stacks/uploads-scene.ts';
import { type DeploymentScene, pullPayload, sha, startDeploymentScene, wired } from './deployment-scene.ts';
import { endRun } from './scene-parts.ts';

const route = 'repos/compare-commits-with-basehead';
const settings = wired('apply.yaml', 'merged');

describeEachStore('a merge of the same second', (engine) => {
  let scene: DeploymentScene;
  beforeEach(async () => {
    scene = await startDeploymentScene({ store: engine });
  });
  afterEach(async () => scene[Symbol.asyncDispose]());

  const commitOf = (branch: string) => {
    const [repository] = [...scene.simulator.world.repositories.values()];
    const found = repository?.git.readRef(`refs/heads/${branch}`);
    if (found === undefined) throw new Error(`no branch ${branch}`);
    return found;
  };
  const orders = () => scene.server.database.db.selectFrom('orders').select('id').execute();
  const stateOf = async (component: string) =>
    (await scene.nodes()).filter((node) => node['component'] === component).at(-1);

  async function merge(number: number, branch: string, stacks: readonly unknown[]): Promise<void> {
    const head = sha(number === 12 ? 'a' : 'b');
    const closed = {
      number,
      head,
      at: 60,
      state: 'closed',
      mergedAt: 60,
      mergeSha: commitOf(branch),
    } as const;
    await scene.deliver('pull_request', pullPayload('closed', closed));
    await scene.upload(head, stacks, { ref: 'main' });
  }
  const vpc = item('vpc', { settings });
  /** One merge has started, and the other one wants the same component and another one. */
  async function mergeBoth(started: string, second: string): Promise<void> {
    await merge(12, started, [vpc]);
    await until(async () => (await stateOf('vpc'))?.['state'] === 'running');
    await merge(13, second, [vpc, item('dns', { settings })]);
    await until(async () => (await stateOf('dns'))?.['state'] === 'running');
  }
  /** The run of the first merge is the first one. */
  const endFirst = () => endRun(scene, 'success', { which: 'first' });

  test('is not deployed after the one that contains it', async () => {
    await mergeBoth('later', 'main');
    await until(async () => (await stateOf('vpc'))?.['state'] === 'locked');
    await endFirst();
    await until(async () => (await stateOf('vpc'))?.['state'] === 'skipped');
    expect(await stateOf('vpc')).toMatchObject({ reason: 'overtaken' });
    expect(await orders()).toHaveLength(2);
  });

  test.each([
    { name: 'contains the other one', started: 'main', second: 'later' },
    { name: 'has diverged from the other one', started: 'other', second: 'later' },
  ])('is deployed after it where it $name', async ({ started, second }) => {
    await mergeBoth(started, second);
    await until(async () => (await stateOf('vpc'))?.['state'] === 'locked');
    await endFirst();
    await until(async () => (await stateOf('vpc'))?.['state'] === 'running');
    expect(await orders()).toHaveLength(3);
    expect(scene.simulator.journal.entries({ route }).length).toBeGreaterThan(0);
  });

  test('is refused if its workflow file does not exist, without a comparison', async () => {
    await merge(12, 'main', [vpc]);
    await until(async () => (await stateOf('vpc'))?.['state'] === 'running');
    await merge(13, 'later', [item('vpc', { settings: wired('missing.yaml', 'merged') })]);
    await until(async () => (await stateOf('vpc'))?.['state'] === 'refused');
    expect(await stateOf('vpc')).toMatchObject({ reason: 'file_missing' });
    expect((await scene.batches()).at(-1)).toMatchObject({ state: 'concluded', conclusion: 'failure' });
    expect(scene.simulator.journal.entries({ route })).toEqual([]);
  });

  test('waits while GitHub does not compare, and holds up no other deployment', async () => {
    const remove = scene.simulator.faults.add({ route, fault: { kind: 'status', status: 502 } });
    await mergeBoth('later', 'main');
    expect(await stateOf('vpc')).toMatchObject({ state: 'ready' });
    await endFirst();
    remove();
    await until(async () => (await stateOf('vpc'))?.['state'] === 'skipped');
    expect(await orders()).toHaveLength(2);
  });
});
