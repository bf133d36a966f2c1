/** Events of pull requests that GitHub never delivered nor listed, found by comparing the open pull requests, on both stores. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type DeploymentsScene, startDeployments } from '../../e2e/deployments/scene.ts';
import { describeEachStore } from '../../support/stores.ts';

describeEachStore('pull requests of which no delivery tells', (engine) => {
  let scene: DeploymentsScene;
  beforeEach(async () => {
    scene = await startDeployments({ store: engine });
    await scene.quiet();
  });
  afterEach(async () => scene[Symbol.asyncDispose]());

  const db = () => scene.server().database.db;
  const lose = () => scene.simulator.world.courier?.addRule({ mode: 'lose', event: 'pull_request' });
  const hearAgain = () => scene.simulator.world.courier?.clearRules();
  const push = (text: string, branch = 'feature') =>
    scene.act('alice', 'push', { branch, files: { [`${branch}.tf`]: text } });
  async function openPull(branch = 'feature'): Promise<void> {
    await push('1', branch);
    await scene.act('alice', 'open', { head: branch });
    await scene.quiet();
  }
  async function anHourLater(): Promise<void> {
    scene.clock.jump(61 * 60_000);
    await scene.quiet();
    await scene.pass(10_000);
  }
  const batches = () =>
    db().selectFrom('batches').select(['activity', 'subject', 'head_sha', 'stopped']).orderBy('id').execute();

  test('a pull request that was opened has its check within an hour, and once', async () => {
    lose();
    await openPull();
    expect(await batches()).toEqual([]);
    await anHourLater();
    const { headSha } = scene.pull(1);
    const opened = { activity: 'opened', subject: 'pr/1', head_sha: headSha, stopped: null };
    expect(await batches()).toEqual([opened]);
    await anHourLater();
    expect(await batches()).toEqual([opened]);
  });

  test('a push replaces the commit before', async () => {
    await openPull();
    lose();
    const { headSha: before } = scene.pull(1);
    scene.clock.jump(2_000);
    await push('2');
    await anHourLater();
    expect(await batches()).toMatchObject([
      { head_sha: before, stopped: 'superseded' },
      { activity: 'synchronize', head_sha: scene.pull(1).headSha, stopped: null },
    ]);
  });

  test('a closing withdraws, and a reopening starts again', async () => {
    await openPull();
    lose();
    scene.clock.jump(2_000);
    await scene.act('alice', 'close', { number: 1 });
    await anHourLater();
    expect(await db().selectFrom('pull_requests').select('state').execute()).toEqual([{ state: 'closed' }]);
    await scene.act('alice', 'reopen', { number: 1 });
    await anHourLater();
    expect((await batches()).at(-1)).toMatchObject({ activity: 'reopened', stopped: null });
  });

  test('a merge has a batch with its commit', async () => {
    await openPull();
    lose();
    scene.clock.jump(2_000);
    await scene.act('alice', 'merge', { number: 1 });
    await anHourLater();
    const { mergeSha } = scene.pull(1);
    expect(mergeSha).toEqual(expect.stringMatching(/^[0-9a-f]{40}$/));
    const merged = await db().selectFrom('batches').select('sha').where('activity', '=', 'merged').execute();
    expect(merged).toEqual([{ sha: mergeSha }]);
  });

  test('a delivery that comes later adds nothing', async () => {
    scene.simulator.world.courier?.addRule({ mode: 'hold', event: 'pull_request' });
    await openPull();
    await anHourLater();
    expect(await batches()).toHaveLength(1);
    hearAgain();
    scene.simulator.world.courier?.release();
    await scene.quiet();
    expect(await batches()).toHaveLength(1);
  });

  test('nothing starts for those that were open before deployments were on', async () => {
    lose();
    await openPull();
    await db().deleteFrom('backfill_marks').execute();
    await anHourLater();
    await anHourLater();
    expect(await batches()).toEqual([]);
    await push('1', 'feature-2');
    await scene.act('alice', 'open', { head: 'feature-2' });
    await anHourLater();
    expect(await batches()).toMatchObject([{ activity: 'opened', subject: 'pr/2' }]);
  });
});
