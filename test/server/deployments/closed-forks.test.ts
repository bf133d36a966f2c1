/** A pull request from a fork that is closed without a merge starts nothing any more, whatever was approved and whatever is uploaded later. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type DeploymentsScene, startDeployments } from '../../e2e/deployments/scene.ts';
import { forkName } from '../../e2e/deployments/seed.ts';
import { describeEachStore } from '../../support/stores.ts';

/** A chain: the second is ready once the first has succeeded. */
const components = [
  { stack: 'dev', component: 'vpc', dependents: [1] },
  { stack: 'dev', component: 'eks', dependents: [] },
];
/** Long enough that a run still executes when its pull request is closed, also where the machine is slow: its time passes too. In milliseconds. */
const runMs = 5 * 60_000;
/** Jobs have started by then, in milliseconds. */
const jobStartMs = 5_000;

describeEachStore('a pull request from a fork that is closed without a merge', (engine) => {
  let scene: DeploymentsScene;
  beforeEach(async () => {
    scene = await startDeployments({ store: engine, runMs });
    await scene.quiet();
    await scene.act('mallory', 'push', { repository: forkName, branch: 'fork', files: { 'fork.tf': '1' } });
    await scene.act('mallory', 'open', { head: 'fork', head_repository: forkName });
    await scene.pass(jobStartMs);
  });
  afterEach(async () => scene[Symbol.asyncDispose]());

  const db = () => scene.server().database.db;
  const batches = () =>
    db()
      .selectFrom('batches')
      .select(['activity', 'state', 'held_by', 'stopped', 'conclusion'])
      .orderBy('id')
      .execute();
  const orders = () => db().selectFrom('orders').select(['state', 'run_id']).orderBy('id').execute();
  const upload = async () => {
    expect(await scene.upload(1, components)).toMatchObject({ status: 200 });
    await scene.pass(20_000);
  };
  const close = async (login = 'mallory') => {
    scene.clock.jump(2_000);
    await scene.act(login, 'close', { number: 1 });
    await scene.pass(20_000);
  };
  const comment = () =>
    scene.simulator.world.repositories.get(1001)?.comments.find(({ subject }) => subject === 1);
  /** Ticks the first box of the comment. */
  const approve = async () => {
    const { id, body } = comment() ?? { id: 0, body: '' };
    const box = /- \[ \] ([^<]+) </.exec(body)?.[1];
    if (box === undefined) throw new Error(`the comment has no box: ${body}`);
    await scene.act('alice', 'tick', { comment: id, box });
    await scene.pass(20_000);
  };
  const withdrawn = { activity: 'opened', stopped: 'withdrawn', conclusion: null };

  test('while it is held: nothing has started, nothing can be approved, and the check is over', async () => {
    await upload();
    expect(await batches()).toMatchObject([{ state: 'held', held_by: 'fork' }]);
    await close();
    expect(await batches()).toMatchObject([withdrawn]);
    expect(comment()?.body).not.toContain('- [ ]');
    expect(await orders()).toEqual([]);
    expect(scene.checkStates.at(-1)).toMatchObject({ status: 'completed', conclusion: 'cancelled' });
  });

  test('and uploads then: nothing starts', async () => {
    const send = await scene.prepareUpload(1);
    await close();
    await send?.(components);
    await scene.pass(60_000);
    expect((await batches()).every(({ stopped }) => stopped === 'withdrawn')).toBe(true);
    expect(await orders()).toEqual([]);
  });

  test('after its approval: what runs ends by itself, and what waits for it never starts', async () => {
    await upload();
    await approve();
    const [first, ...others] = await orders();
    expect(others).toEqual([]);
    expect(first).toMatchObject({ state: 'sent' });
    await close();
    expect(await batches()).toMatchObject([withdrawn]);
    await scene.pass(10 * 60_000, 60_000);
    expect(await orders()).toEqual([first]);
    const states = await db().selectFrom('batch_nodes').select('state').orderBy('component').execute();
    expect(states.map(({ state }) => state)).toEqual(['withdrawn', 'succeeded']);
  });

  test('and opened again: it is held again', async () => {
    await upload();
    await close();
    await scene.act('mallory', 'reopen', { number: 1 });
    await scene.pass(20_000);
    await upload();
    expect((await batches()).at(-1)).toMatchObject({ activity: 'reopened', state: 'held', held_by: 'fork' });
    expect(await orders()).toEqual([]);
  });

  test('is not taken for a merge: nothing is applied', async () => {
    await upload();
    await approve();
    await close('alice');
    expect((await batches()).map(({ activity }) => activity)).not.toContain('merged');
    expect(await db().selectFrom('pull_requests').select(['state', 'merge_sha']).execute()).toEqual([
      { state: 'closed', merge_sha: null },
    ]);
  });
});
