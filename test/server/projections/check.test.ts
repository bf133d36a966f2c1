/** The check of a commit: how often GitHub is called, lost answers, replicas, deadlines, several batches on one commit. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { addCheckRun } from '../../../src/simulator/refs/checks.ts';
import { describeEachStore } from '../../support/stores.ts';
import { type ProjectionScene, startProjectionScene } from './scene.ts';

const running = [{ state: 'running' }];
const succeeded = [{ state: 'succeeded', result: 'no_changes' }];
const nothing = {
  name: undefined,
  detailsUrl: undefined,
  status: undefined,
  conclusion: undefined,
  startedAt: undefined,
  completedAt: undefined,
  output: undefined,
  annotations: undefined,
  actions: undefined,
};
const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

describeEachStore('the check of a commit', (engine) => {
  let scene: ProjectionScene;

  beforeEach(async () => {
    scene = await startProjectionScene(engine);
  });
  afterEach(() => scene[Symbol.asyncDispose]());

  /** A push that is expected, planned, started and concluded. */
  async function push(): Promise<number> {
    const id = await scene.insertBatch();
    await scene.change(id, {});
    await scene.settle();
    await scene.change(id, { state: 'resolving' });
    await scene.replica.work();
    await scene.change(id, { state: 'running' }, { nodes: [{ state: 'ready' }] });
    await scene.replica.work();
    await scene.change(id, {}, { nodes: [{ state: 'dispatching' }], isDue: false });
    await scene.pass(5_000);
    await scene.replica.work();
    await scene.change(id, {}, { nodes: running, isDue: false });
    await scene.settle();
    await scene.change(id, { state: 'concluded', conclusion: 'success' }, { nodes: succeeded });
    await scene.settle();
    return id;
  }

  test('takes three calls for a first push of one stack: waiting, started, concluded', async () => {
    await push();
    const calls = scene.takeCalls();
    expect(calls.filter((route) => route.startsWith('checks/'))).toEqual([
      'checks/create',
      'checks/update',
      'checks/update',
    ]);
    expect(calls.filter((route) => route.startsWith('issues/'))).toEqual([
      'issues/list-comments',
      'issues/create-comment',
      'issues/update-comment',
      'issues/update-comment',
    ]);
    expect(scene.checks()).toEqual([
      expect.objectContaining({
        name: 'Atmos Pro',
        headSha: scene.head,
        status: 'completed',
        conclusion: 'success',
        output: expect.objectContaining({ title: '1 succeeded' }),
      }),
    ]);
  });

  test('is concluded with its name and a reason once the repository has no deployments any more', async () => {
    const id = await scene.insertBatch();
    await scene.change(id, { state: 'running' }, { nodes: running });
    await scene.settle();
    scene.leave();
    await scene.change(id, { state: 'withdrawn', stopped: 'withdrawn', reason: 'not_enabled' });
    await scene.settle();
    expect(scene.checks()).toEqual([
      expect.objectContaining({
        name: 'Atmos Pro',
        status: 'completed',
        conclusion: 'cancelled',
        output: expect.objectContaining({ title: 'Deployments are not enabled for this repository' }),
      }),
    ]);
    expect(scene.comments().map(({ body }) => body)).toEqual([expect.stringContaining('not enabled')]);
  });

  test('is not created for a repository without deployments', async () => {
    scene.leave();
    await scene.change(await scene.insertBatch(), {});
    await scene.settle();
    expect(scene.checks()).toEqual([]);
    expect(scene.comments()).toEqual([]);
  });

  test('is not written again while nothing has changed', async () => {
    const id = await push();
    scene.takeCalls();
    await scene.change(id, {});
    await scene.settle();
    expect(scene.takeCalls()).toEqual([]);
  });

  test('shows progress every 30 seconds at most, and the end at once', async () => {
    const id = await scene.insertBatch({ state: 'running' });
    await scene.change(id, {}, { nodes: [{ state: 'running' }, { component: 'eks', state: 'waiting' }] });
    await scene.settle();
    scene.takeCalls();
    const half = [{ state: 'succeeded' }, { component: 'eks', state: 'running' }];
    await scene.change(id, {}, { nodes: half, isDue: false });
    await scene.pass(10_000);
    await scene.replica.work();
    expect(scene.takeCalls()).toEqual([]);
    const all = [{ state: 'succeeded' }, { component: 'eks', state: 'failed', reason: 'run' }];
    await scene.change(id, { state: 'concluded', conclusion: 'failure' }, { nodes: all });
    await scene.replica.work();
    expect(scene.checks()[0]).toMatchObject({ status: 'completed', conclusion: 'failure' });
  });

  test.each([
    { name: 'GitHub made it and the answer was lost', kind: 'cut-after' as const },
    { name: 'GitHub never saw the request', kind: 'cut-before' as const },
  ])('exists once although $name', async ({ kind }) => {
    scene.simulator.faults.add({ route: 'checks/create', fault: { kind }, times: 1 });
    const id = await scene.insertBatch();
    await scene.change(id, {});
    await scene.settle();
    expect(scene.checks()).toHaveLength(1);
    const looks = scene.takeCalls().filter((route) => route === 'checks/list-for-ref').length;
    expect(looks).toBe(kind === 'cut-after' ? 1 : 2);
    await scene.change(id, { state: 'concluded', conclusion: 'neutral', reason: 'nothing_affected' });
    await scene.settle();
    expect(scene.checks()).toEqual([expect.objectContaining({ status: 'completed', conclusion: 'neutral' })]);
  });

  test('exists once although a server ended between the call and the record of it', async () => {
    const id = await scene.insertBatch();
    await scene.change(id, {});
    await scene.replica.work();
    const [row] = await scene.rows();
    // As the database was at that moment.
    await scene.queue.db
      .updateTable('projections')
      .set({ remote_id: null, remote_url: null, sent_hash: null, creating_since: row?.sent_at ?? 0 })
      .where('kind', '=', 'check')
      .execute();
    await scene.change(id, {});
    await scene.settle();
    expect(scene.checks()).toHaveLength(1);
  });

  test('exists once with three replicas', async () => {
    const replicas = [scene.replica, scene.addReplica(), scene.addReplica()];
    const id = await scene.insertBatch();
    await scene.change(id, {});
    await scene.settle(replicas);
    for (const state of ['resolving', 'running', 'held', 'running'] as const) {
      await scene.change(id, { state }, { nodes: running });
      await Promise.all(replicas.map((replica) => replica.work()));
    }
    await scene.change(id, { state: 'concluded', conclusion: 'success' }, { nodes: succeeded });
    await scene.settle(replicas);
    expect(scene.checks()).toEqual([expect.objectContaining({ status: 'completed', conclusion: 'success' })]);
    expect(scene.comments()).toHaveLength(1);
  });

  test('of another App with our name is not taken for ours', async () => {
    scene.simulator.faults.add({ route: 'checks/create', fault: { kind: 'cut-before' }, times: 1 });
    const theirs = 4_711;
    const run = addCheckRun(scene.simulator.world, scene.repository, {
      by: undefined,
      appId: theirs,
      headSha: scene.head,
      name: 'Atmos Pro',
      changes: { ...nothing, externalId: 'atmos-pro/ws_acme/1' },
    });
    const id = await scene.insertBatch();
    await scene.change(id, {});
    await scene.settle();
    expect(scene.checks().filter(({ appId }) => appId !== theirs)).toHaveLength(1);
    expect(run.status).toBe('queued');
  });

  describe('with several batches on the commit', () => {
    test('shows the worst of the latest of each subject', async () => {
      const first = await scene.insertBatch({ state: 'concluded', conclusion: 'failure' });
      await scene.change(first, {}, { nodes: [{ state: 'failed', reason: 'run' }] });
      const again = await scene.insertBatch({
        activity: 'labeled',
        state: 'concluded',
        conclusion: 'success',
      });
      await scene.change(again, {}, { nodes: succeeded });
      await scene.settle();
      expect(scene.checks()).toEqual([expect.objectContaining({ conclusion: 'success' })]);
      const group = await scene.insertBatch({
        event: 'merge_group',
        activity: 'checks_requested',
        subject: `group/${scene.head}`,
        state: 'running',
      });
      await scene.change(group, {}, { nodes: running });
      await scene.settle();
      expect(scene.checks()).toEqual([expect.objectContaining({ status: 'in_progress' })]);
      await scene.change(
        group,
        { state: 'concluded', conclusion: 'cancelled' },
        { nodes: [{ state: 'cancelled' }] },
      );
      await scene.settle();
      expect(scene.checks()).toEqual([expect.objectContaining({ conclusion: 'cancelled' })]);
    });
  });

  describe('past its deadline', () => {
    test('is completed without news, by whichever server is there', async () => {
      const id = await scene.insertBatch();
      await scene.queue.db
        .updateTable('batches')
        .set({ deadline_at: scene.queue.dialect.after(30 * minuteMs) })
        .where('id', '=', id)
        .execute();
      await scene.change(id, {});
      await scene.settle();
      await scene.pass(29 * minuteMs);
      await scene.replica.sweep();
      await scene.settle();
      expect(scene.checks()).toEqual([expect.objectContaining({ status: 'queued' })]);
      await scene.pass(5 * minuteMs);
      const other = scene.addReplica();
      await other.sweep();
      await scene.settle([other]);
      expect(scene.checks()).toEqual([expect.objectContaining({ conclusion: 'timed_out' })]);
      await scene.change(id, { state: 'concluded', conclusion: 'neutral', reason: 'no_upload' });
      await scene.settle();
      expect(scene.checks()).toEqual([expect.objectContaining({ conclusion: 'neutral' })]);
    });

    test('is closed while people are waited for, before GitHub calls it stale', async () => {
      const id = await scene.insertBatch({ state: 'running' });
      await scene.change(id, {}, { nodes: [{ state: 'approval' }] });
      await scene.settle();
      await scene.pass(13 * dayMs + minuteMs);
      await scene.replica.sweep();
      await scene.settle();
      expect(scene.checks()).toEqual([expect.objectContaining({ conclusion: 'action_required' })]);
      await scene.change(id, {}, { nodes: running });
      await scene.settle();
      expect(scene.checks()).toEqual([expect.objectContaining({ status: 'in_progress' })]);
    });
  });

  test('waits for GitHub, however long, and is right then', async () => {
    const remove = scene.simulator.faults.add({ route: 'checks', fault: { kind: 'status', status: 503 } });
    const id = await scene.insertBatch({ state: 'running' });
    await scene.change(id, {}, { nodes: running });
    for (let round = 0; round < 12; round += 1) {
      await scene.pass(10 * minuteMs);
      await scene.replica.work();
    }
    expect(scene.checks()).toEqual([]);
    remove();
    await scene.change(id, { state: 'concluded', conclusion: 'success' }, { nodes: succeeded });
    await scene.pass(10 * minuteMs);
    // A client of its own: this one's has learned to leave GitHub alone for a while.
    await scene.settle([scene.addReplica()]);
    expect(scene.checks()).toEqual([expect.objectContaining({ conclusion: 'success' })]);
  });
});
