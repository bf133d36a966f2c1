/** Deliveries that never arrived, read from GitHub's list: hourly and when a server starts, on both stores. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type DeploymentsScene, startDeployments } from '../../e2e/deployments/scene.ts';
import { describeEachStore } from '../../support/stores.ts';

const hourMs = 60 * 60_000;

describeEachStore('deliveries that were missed', (engine) => {
  let scene: DeploymentsScene;
  beforeEach(async () => {
    scene = await startDeployments({ store: engine });
    await scene.quiet();
  });
  afterEach(async () => scene[Symbol.asyncDispose]());

  const db = () => scene.server().database.db;
  const rows = async (event = 'pull_request') =>
    db().selectFrom('deliveries').selectAll().where('event', '=', event).orderBy('id').execute();
  const records = async () =>
    (
      await db().selectFrom('audit_entries').selectAll().where('event', '=', 'delivery.backfilled').execute()
    ).map(({ details, ...entry }) => ({ ...entry, details: JSON.parse(details) }));
  // After a jump of the clock GitHub refuses the first signature.
  const contentsRead = () =>
    scene.simulator.journal
      .entries({ route: 'apps/get-webhook-delivery' })
      .filter(({ status }) => status === 200).length;

  async function openPull(branch = 'feature'): Promise<void> {
    await scene.act('alice', 'push', { branch, files: { [`${branch}.tf`]: '1' } });
    await scene.act('alice', 'open', { head: branch });
    await scene.quiet();
  }
  async function anHourLater(): Promise<void> {
    scene.clock.jump(hourMs);
    await scene.quiet();
    await scene.pass(10_000);
  }
  const drop = (event: string, times?: number) =>
    scene.simulator.world.courier?.addRule({ mode: 'drop', event, times });

  test('are applied within an hour, and are on record', async () => {
    drop('pull_request', 1);
    await openPull();
    expect(await rows()).toEqual([]);
    await anHourLater();
    expect(await rows()).toMatchObject([
      { source: 'backfill', action: 'opened', state: 'applied', repository_id: '1001', payload: null },
    ]);
    const [{ guid } = { guid: '' }] = await rows();
    expect(await records()).toMatchObject([
      {
        outcome: 'allowed',
        workspace_id: 'ws_acme',
        repository_id: '1001',
        details: { guid, event: 'pull_request', action: 'opened' },
      },
    ]);
    const batch = await db().selectFrom('batches').select(['activity', 'head_sha']).executeTakeFirst();
    expect(batch).toEqual({ activity: 'opened', head_sha: scene.pull(1).headSha });
    await anHourLater();
    expect(await records()).toHaveLength(1);
    expect(contentsRead()).toBe(1);
  });

  test('while the server was down are applied when it starts', async () => {
    await scene.stopServer();
    await openPull();
    await scene.startServer();
    // Long before the next hour.
    await scene.passUntil(async () => (await rows())[0]?.state === 'applied', 60_000);
    expect(await rows()).toMatchObject([{ source: 'backfill', action: 'opened', state: 'applied' }]);
  });

  test('are those that are not stored, whatever GitHub says about the answer', async () => {
    await openPull();
    expect(scene.simulator.world.deliveries.map(({ status }) => status)).toContain('OK');
    await db().deleteFrom('deliveries').execute();
    await anHourLater();
    expect(await rows()).toMatchObject([{ source: 'backfill', action: 'opened' }]);
  });

  test('are read once, however often GitHub tried', async () => {
    drop('pull_request', 2);
    await openPull();
    const [lost] = scene.simulator.world.deliveries.filter(({ event }) => event === 'pull_request');
    if (lost !== undefined) scene.simulator.world.courier?.redeliver(lost);
    await scene.act('alice', 'label', { number: 1, label: 'x' });
    await anHourLater();
    expect((await rows()).map(({ action }) => action).toSorted()).toEqual(['labeled', 'opened']);
    // The first one has arrived by the second attempt.
    expect((await records()).map(({ details }) => details.action)).toEqual(['labeled']);
  });

  test('are not fetched where nothing is to be done', async () => {
    drop('workflow_run');
    await openPull();
    await scene.act('mallory', 'push', { repository: 'mallory/infra', branch: 'x', files: { a: 'b' } });
    await anHourLater();
    expect(await rows('workflow_run')).toEqual([]);
    expect(contentsRead()).toBe(0);
    expect(await records()).toEqual([]);
  });

  test('do not make a merge of a closing that was followed by others', async () => {
    await openPull();
    scene.simulator.world.courier?.addRule({
      mode: 'drop',
      event: 'pull_request',
      action: 'closed',
      times: 1,
    });
    await scene.act('alice', 'close', { number: 1 });
    await scene.act('alice', 'reopen', { number: 1 });
    await scene.act('alice', 'push', { branch: 'feature', files: { 'feature.tf': '2' } });
    scene.clock.jump(60_000);
    await scene.act('alice', 'merge', { number: 1 });
    await anHourLater();
    const { headSha } = scene.pull(1);
    const merges = await db()
      .selectFrom('batches')
      .select('head_sha')
      .where('activity', '=', 'merged')
      .execute();
    expect(merges).toEqual([{ head_sha: headSha }]);
  });

  test('are found on every page of the list', async () => {
    drop('pull_request');
    await openPull();
    for (let index = 0; index < 120; index += 1)
      await scene.act('alice', 'label', { number: 1, label: `x${index}` });
    await anHourLater();
    expect(await rows()).toHaveLength(121);
    expect((await rows()).every(({ state, source }) => state === 'applied' && source === 'backfill')).toBe(
      true,
    );
  });

  describe('while GitHub does not list them', () => {
    test('are fetched once it does', async () => {
      drop('pull_request', 1);
      await openPull();
      const fault = { kind: 'status', status: 502 } as const;
      scene.simulator.faults.add({ route: 'apps/list-webhook-deliveries', fault, times: 4 });
      await anHourLater();
      await scene.pass(5 * 60_000);
      expect(await rows()).toMatchObject([{ source: 'backfill', action: 'opened' }]);
    });
  });
});
