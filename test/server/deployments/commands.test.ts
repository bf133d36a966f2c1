/** Commands and deadlines: retries, releases, uploads that never come. */
import { afterEach, expect, test } from '@jest/globals';
import { createReportReader } from '../../../src/server/deployments/read-report.ts';
import { describeEachStore } from '../../support/stores.ts';
import { until } from '../../support/until.ts';
import { item } from '../stacks/uploads-scene.ts';
import { type DeploymentScene, pullPayload, sha, startDeploymentScene, wired } from './deployment-scene.ts';
import { commandsOf, endRun } from './scene-parts.ts';

const [a, c] = [sha('a'), sha('c')];
const actor = { login: 'octocat', id: '7' };

describeEachStore('commands and deadlines', (engine) => {
  let scene: DeploymentScene;
  const start = async (
    deployments: NonNullable<Parameters<typeof startDeploymentScene>[0]>['deployments'] = {},
  ) => {
    scene = await startDeploymentScene({ store: engine, deployments });
  };
  afterEach(async () => scene[Symbol.asyncDispose]());

  const db = () => scene.server.database.db;
  const batchId = async () =>
    (await db().selectFrom('batches').select('id').orderBy('id', 'desc').executeTakeFirstOrThrow()).id;
  const untilBatch = (state: string) =>
    until(async () => (await scene.batches()).some((batch) => batch['state'] === state));
  const attempts = async () =>
    (await db().selectFrom('orders').select(['attempt', 'workflow']).orderBy('id').execute()).map(
      ({ attempt }) => attempt,
    );
  const commands = () => commandsOf(scene);
  const open = (view: object = {}) =>
    scene.deliver('pull_request', pullPayload('opened', { head: a, at: 0, ...view }));
  const settings = wired('plan.yaml', 'synchronize', 'merged');

  test('a retry starts again what failed, once for each source', async () => {
    await start();
    await open();
    await scene.upload(a, [item('vpc', { settings })]);
    await until(async () => (await attempts()).length === 1);
    expect(await commands().retryBatch({ batchId: await batchId(), actor, source: 's0' })).toEqual({
      status: 'refused',
      reason: 'nothing_to_retry',
    });
    await until(async () => (await scene.nodes())[0]?.['state'] === 'running');
    await endRun(scene, 'failure');
    await untilBatch('concluded');
    const command = { batchId: await batchId(), actor, source: 's1' };
    expect(await commands().retryBatch(command)).toEqual({ status: 'done' });
    expect(await commands().retryBatch(command)).toEqual({ status: 'done' });
    await until(async () => (await attempts()).length === 2);
    expect(await attempts()).toEqual([1, 2]);
    expect(await scene.batches()).toEqual([expect.objectContaining({ state: 'running' })]);
  });

  test('a release starts a held batch; another hold is not released by it', async () => {
    await start({ hold: { threshold: 1 } });
    await open();
    await scene.upload(a, [item('vpc', { settings }), item('dns', { settings })]);
    await untilBatch('held');
    const command = { batchId: await batchId(), actor };
    expect(await commands().releaseBatch({ ...command, source: 's1', hold: 'fork' })).toEqual({
      status: 'refused',
      reason: 'not_held',
    });
    expect(await commands().releaseBatch({ ...command, source: 's2', hold: 'blast_radius' })).toEqual({
      status: 'done',
    });
    await until(async () => (await attempts()).length === 2);
  });

  test('code of a fork is held until a writer approves it', async () => {
    await start();
    await open({ isFork: true });
    await scene.upload(a, [item('vpc', { settings })]);
    await untilBatch('held');
    expect(await scene.batches()).toEqual([expect.objectContaining({ held_by: 'fork' })]);
    const command = { batchId: await batchId(), actor, source: 's1', hold: 'fork' } as const;
    expect(await commands().releaseBatch(command)).toEqual({ status: 'done' });
    await until(async () => (await attempts()).length === 1);
  });

  const pass = (ms: number) =>
    db()
      .updateTable('batches')
      .set((set) => ({ created_at: set('created_at', '-', ms), deadline_at: 0 }))
      .where('state', '=', 'expected')
      .execute();

  test('a batch whose upload never comes ends neutral, and a late upload reopens it', async () => {
    await start();
    await open();
    await pass(31 * 60_000);
    await untilBatch('concluded');
    expect(await scene.batches()).toEqual([
      expect.objectContaining({ conclusion: 'neutral', reason: 'no_upload' }),
    ]);
    await scene.upload(a, [item('vpc', { settings })]);
    await untilBatch('running');
  });

  test('a merge without its upload fails where something was to be applied', async () => {
    await start();
    await open();
    await scene.upload(a, [item('vpc', { settings })]);
    await untilBatch('running');
    await until(async () => (await attempts()).length === 1);
    const closed = { head: a, at: 90, state: 'closed', mergedAt: 90, mergeSha: c } as const;
    await scene.deliver('pull_request', pullPayload('closed', closed));
    await pass(31 * 60_000);
    await untilBatch('concluded');
    expect((await scene.batches()).find(({ activity }) => activity === 'merged')).toMatchObject({
      conclusion: 'failure',
      reason: 'merged_without_upload',
    });
    const command = { batchId: await batchId(), actor, source: 's1' };
    const { dialect } = scene.server.database;
    const shown = await createReportReader(dialect).ofBatch(db(), command.batchId, { threshold: undefined });
    expect(shown?.report.quiet).toEqual({ hasLastList: true });
    expect(await commands().applyLastList(command)).toEqual({ status: 'done' });
    expect(await commands().applyLastList({ ...command, source: 's2' })).toEqual({
      status: 'refused',
      reason: 'not_current',
    });
    await until(async () => (await attempts()).length === 2);
    const [order] = await db().selectFrom('orders').select('inputs').orderBy('id', 'desc').execute();
    expect(JSON.parse(order?.inputs ?? '')).toMatchObject({ component: 'vpc', sha: c });
  });

  test('the list of another commit than the merged one is not offered, and not applied', async () => {
    await start();
    await open();
    await scene.upload(a, [item('vpc', { settings })]);
    await untilBatch('running');
    const head = sha('b');
    await scene.deliver('pull_request', pullPayload('synchronize', { head, at: 30 }));
    const closed = { head, at: 90, state: 'closed', mergedAt: 90, mergeSha: c } as const;
    await scene.deliver('pull_request', pullPayload('closed', closed));
    await pass(31 * 60_000);
    await untilBatch('concluded');
    const command = { batchId: await batchId(), actor, source: 's1' };
    const { dialect } = scene.server.database;
    const shown = await createReportReader(dialect).ofBatch(db(), command.batchId, { threshold: undefined });
    expect(shown?.report.quiet).toEqual({ hasLastList: false });
    expect(await commands().applyLastList(command)).toEqual({
      status: 'refused',
      reason: 'nothing_to_retry',
    });
  });

  test('rapid pushes pause the newest commit until they stop', async () => {
    await start({ hold: { cooldown: { pushes: 2, within: '5m', quiet: '3m' } } });
    const now = Date.now();
    await open({ at: 0 });
    await scene.deliver('pull_request', pullPayload('synchronize', { head: sha('b'), at: 5 }));
    await db()
      .updateTable('pull_requests')
      .set({ pushes: JSON.stringify([now - 5_000, now]) })
      .execute();
    await scene.upload(sha('b'), [item('vpc', { settings })]);
    await untilBatch('held');
    expect((await scene.batches()).find(({ state }) => state === 'held')).toMatchObject({
      held_by: 'cooldown',
    });
    await db()
      .updateTable('pull_requests')
      .set({ pushes: JSON.stringify([now - 400_000, now - 300_000]) })
      .execute();
    await db().updateTable('batches').set({ deadline_at: 0 }).where('state', '=', 'held').execute();
    await until(async () => (await attempts()).length === 1);
  });
});
