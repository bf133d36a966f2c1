/** Several workflows upload affected stacks for one activity: the batch has all of them, each instance once. */
import { afterEach, expect, test } from '@jest/globals';
import { createReportReader } from '../../../src/server/deployments/read-report.ts';
import { describeEachStore } from '../../support/stores.ts';
import { until } from '../../support/until.ts';
import { item } from '../stacks/uploads-scene.ts';
import { type DeploymentScene, pullPayload, sha, startDeploymentScene, wired } from './deployment-scene.ts';

const a = sha('a');
const settings = wired('plan.yaml', 'synchronize');
const other = { workflow_ref: 'acme/infra/.github/workflows/other.yaml@refs/pull/12/merge' };

describeEachStore('uploads of several workflows', (engine) => {
  let scene: DeploymentScene;
  afterEach(async () => scene[Symbol.asyncDispose]());

  const orders = () =>
    scene.server.database.db.selectFrom('orders').select(['inputs', 'state']).orderBy('id').execute();
  const components = async () =>
    (await orders()).map(({ inputs }) => JSON.parse(inputs).component as string).sort();
  const untilSent = (count: number) =>
    until(async () => (await orders()).filter(({ state }) => state === 'sent').length === count);
  const untilRunning = async () =>
    until(async () => (await scene.batches()).every(({ state }) => state === 'running'));
  const start = async () => {
    scene = await startDeploymentScene({ store: engine });
    await scene.deliver('pull_request', pullPayload('opened', { head: a, at: 0 }));
  };

  test('about different stacks start all of them', async () => {
    await start();
    await scene.upload(a, [item('vpc', { settings })]);
    await untilSent(1);
    await scene.upload(a, [item('dns', { settings })], other);
    await untilSent(2);
    expect(await components()).toEqual(['dns', 'vpc']);
    expect((await scene.nodes()).map(({ state }) => state)).not.toContain('withdrawn');
  });

  test('about the same stack start it once, with the order that either of them has', async () => {
    await start();
    await scene.upload(a, [item('vpc', { settings })]);
    await untilSent(1);
    await scene.upload(a, [item('vpc', { settings, dependents: [item('eks', { settings })] })], other);
    await until(async () => (await scene.nodes()).length === 2);
    await untilRunning();
    expect(await components()).toEqual(['vpc']);
    expect(await scene.nodes()).toEqual([
      expect.objectContaining({ component: 'vpc', state: 'running', attempt: 1 }),
      expect.objectContaining({ component: 'eks', state: 'waiting', open_parents: 1 }),
    ]);
  });

  test('are replaced one by one', async () => {
    await start();
    await scene.upload(a, [item('vpc', { settings, dependents: [item('eks', { settings })] })]);
    await scene.upload(a, [item('dns', { settings })], other);
    await untilSent(2);
    // A re-run of the first no longer has what depends on `vpc`.
    await scene.upload(a, [item('vpc', { settings })]);
    await until(async () => (await scene.nodes()).some(({ state }) => state === 'withdrawn'));
    await untilRunning();
    expect((await scene.nodes()).map(({ component, state }) => `${component} ${state}`).sort()).toEqual([
      'dns running',
      'eks withdrawn',
      'vpc running',
    ]);
  });
});

describeEachStore('an upload whose base branch is not that of the pull request any more', (engine) => {
  test.each([{ order: 'before' }, { order: 'after' }])(
    'is named, with the news $order it',
    async ({ order }) => {
      await using scene = await startDeploymentScene({ store: engine });
      const edited = () => {
        const payload = pullPayload('edited', { head: a, at: 60 });
        const pull = payload['pull_request'] as { readonly base: object };
        const moved = { ...pull, base: { ...pull.base, ref: 'release' } };
        return scene.deliver('pull_request', { ...payload, pull_request: moved });
      };
      if (order === 'before') await edited();
      await scene.deliver('pull_request', pullPayload('opened', { head: a, at: 0 }));
      await scene.upload(a, [item('vpc', { settings })]);
      await until(async () => (await scene.batches())[0]?.['state'] === 'running');
      if (order === 'after') await edited();
      const { db, dialect } = scene.server.database;
      const name = { workspaceId: 'ws_1', repositoryId: '1001', number: 12 };
      const shown = await createReportReader(dialect).ofPull(db, name, { threshold: undefined });
      expect(shown?.newBase).toBe('release');
    },
  );
});
