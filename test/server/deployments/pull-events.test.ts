/** Events of pull requests: rows, batches and their ends, in whatever order the deliveries come. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { describeEachStore } from '../../support/stores.ts';
import { until } from '../../support/until.ts';
import { item } from '../stacks/uploads-scene.ts';
import {
  type DeploymentScene,
  type PullView,
  pullPayload,
  sha,
  startDeploymentScene,
  wired,
} from './deployment-scene.ts';

const [a, b] = [sha('a'), sha('b')];

describeEachStore('events of pull requests', (engine) => {
  let scene: DeploymentScene;
  beforeEach(async () => {
    scene = await startDeploymentScene({ store: engine });
  });
  afterEach(async () => scene[Symbol.asyncDispose]());

  const deliver = (action: string, view: PullView) =>
    scene.deliver('pull_request', pullPayload(action, view));

  test('an opened pull request expects an upload until its deadline', async () => {
    expect(await deliver('opened', { head: a, at: 0 })).toEqual({ state: 'applied', problem: null });
    expect(await scene.batches()).toEqual([
      expect.objectContaining({ activity: 'opened', head_sha: a, sha: a, state: 'expected', generation: 1 }),
    ]);
    const { deadline_at: deadline, created_at: created } = await scene.server.database.db
      .selectFrom('batches')
      .select(['deadline_at', 'created_at'])
      .executeTakeFirstOrThrow();
    expect(Math.abs(Number(deadline) - Number(created) - 30 * 60_000)).toBeLessThan(5_000);
  });

  test('an activity from which nothing is expected leaves no batch', async () => {
    await deliver('labeled', { head: a, at: 0 });
    expect(await scene.batches()).toEqual([]);
  });

  test('a fork gets no ID token: the batch is concluded at once', async () => {
    await deliver('opened', { head: a, at: 0, isFork: true });
    expect(await scene.batches()).toEqual([
      expect.objectContaining({ state: 'concluded', conclusion: 'neutral', reason: 'fork_without_token' }),
    ]);
  });

  test.each([
    {
      payload: { ...pullPayload('opened', { head: a, at: 0 }), pull_request: { number: 1 } },
      reason: /pull request/,
    },
  ])('is ignored with a reason: $reason', async ({ payload, reason }) => {
    const { state, problem } = await scene.deliver('pull_request', payload);
    expect({ state, says: reason.test(problem ?? '') }).toEqual({ state: 'ignored', says: true });
    expect(await scene.batches()).toEqual([]);
  });

  describe('end in the same states in any order', () => {
    const facts: readonly (() => Promise<unknown>)[] = [
      () => deliver('opened', { head: a, at: 0 }),
      () => deliver('synchronize', { head: b, at: 60 }),
      () => deliver('labeled', { head: b, at: 70 }),
      () => deliver('closed', { head: b, at: 120, state: 'closed', mergedAt: 120, mergeSha: sha('c') }),
    ];
    test.each([
      [0, 1, 2, 3],
      [3, 2, 1, 0],
      [1, 3, 0, 2],
      [2, 0, 3, 1],
      [0, 3, 1, 2],
    ])('%j', async (...order) => {
      for (const index of order) await facts[index]?.();
      expect(await scene.batches()).toEqual([
        expect.objectContaining({ activity: 'merged', head_sha: b, sha: sha('c'), state: 'expected' }),
        expect.objectContaining({ activity: 'opened', head_sha: a, state: 'superseded', generation: 1 }),
        expect.objectContaining({ activity: 'synchronize', head_sha: b, state: 'withdrawn', generation: 1 }),
      ]);
    });
  });

  test('an earlier head that is the head again gets a batch of its own', async () => {
    await deliver('synchronize', { head: a, at: 0 });
    await deliver('synchronize', { head: b, at: 10 });
    await deliver('synchronize', { head: a, at: 20 });
    expect(await scene.batches()).toEqual([
      expect.objectContaining({ head_sha: a, generation: 1, state: 'superseded' }),
      expect.objectContaining({ head_sha: a, generation: 2, state: 'expected' }),
      expect.objectContaining({ head_sha: b, generation: 1, state: 'superseded' }),
    ]);
  });

  describe('an upload', () => {
    const stacks = [
      item('vpc', {
        settings: wired('plan.yaml', 'synchronize'),
        dependents: [item('eks', { settings: wired('plan.yaml', 'synchronize') })],
      }),
    ];
    const planned = () => until(async () => (await scene.nodes()).length > 0);

    test('is matched to the activity, and its components are planned with their order', async () => {
      await deliver('opened', { head: a, at: 0 });
      await scene.upload(a, stacks);
      await planned();
      await until(async () => (await scene.batches())[0]?.['state'] === 'running');
      expect(await scene.nodes()).toEqual([
        expect.objectContaining({ component: 'eks', kind: 'plan', open_parents: 1 }),
        expect.objectContaining({ component: 'vpc', kind: 'plan', open_parents: 0 }),
      ]);
    });

    test('that comes first waits for the delivery', async () => {
      await scene.upload(a, stacks);
      await deliver('opened', { head: a, at: 0 });
      await until(async () => (await scene.batches())[0]?.['state'] === 'running');
    });

    test('without anything wired ends the batch with the reason', async () => {
      await deliver('opened', { head: a, at: 0 });
      await scene.upload(a, [item('vpc', { settings: { pro: { enabled: false } } })]);
      await until(async () => (await scene.batches())[0]?.['state'] === 'concluded');
      expect(await scene.batches()).toEqual([
        expect.objectContaining({ conclusion: 'neutral', reason: 'all_disabled' }),
      ]);
    });

    test('after a new head changes nothing', async () => {
      await deliver('opened', { head: a, at: 0 });
      await deliver('synchronize', { head: b, at: 10 });
      await scene.upload(b, stacks);
      await until(async () => (await scene.batches())[1]?.['state'] === 'running');
      expect((await scene.batches()).map(({ head_sha, state }) => [head_sha, state])).toEqual([
        [a, 'superseded'],
        [b, 'running'],
      ]);
    });
  });
});
