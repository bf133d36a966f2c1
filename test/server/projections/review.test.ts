/** Reviews of pull requests: when the App approves, when it requests changes, and when it takes either back. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { AutoReview } from '../../../src/domain/reports/review.ts';
import { describeEachStore } from '../../support/stores.ts';
import { pull, repositoryId } from './rows.ts';
import { type ProjectionScene, startProjectionScene } from './scene.ts';

const succeeded = { state: 'concluded', conclusion: 'success' } as const;
const failed = { state: 'concluded', conclusion: 'failure' } as const;
const nothing = { state: 'concluded', conclusion: 'neutral', reason: 'nothing_affected' } as const;
const done = [{ state: 'succeeded' }];
const createRoute = 'pulls/create-review';
const dismissRoute = 'pulls/dismiss-review';

describeEachStore('reviews', (engine) => {
  let scene: ProjectionScene;
  let time = 1_000_000;

  async function start(mode: AutoReview): Promise<void> {
    scene = await startProjectionScene(engine, mode);
    await scene.addPull({ head_sha: scene.head });
  }
  beforeEach(() => start('full'));
  afterEach(() => scene[Symbol.asyncDispose]());

  async function conclude(id: number, changes: Parameters<ProjectionScene['change']>[1]): Promise<void> {
    time += 1_000;
    const nodes = changes.reason === 'nothing_affected' ? [] : done;
    await scene.change(id, { concluded_at: time, ...changes }, { nodes });
    await scene.settle();
  }
  async function work(): Promise<void> {
    for (let round = 0; round < 20; round += 1) {
      await scene.pass(2_000);
      await scene.replica.work();
    }
  }
  const states = () => scene.reviews().map(({ state }) => state);
  const calls = (route: string) => scene.takeCalls().filter((one) => one === route).length;

  async function updatePull(changes: {
    readonly head_sha?: string;
    readonly base_ref?: string;
  }): Promise<void> {
    await scene.queue.db
      .updateTable('pull_requests')
      .set(changes)
      .where('repository_id', '=', repositoryId)
      .where('number', '=', pull)
      .execute();
  }

  test('approve the head whose deployments succeeded, once, however often the batch is marked', async () => {
    const id = await scene.insertBatch();
    await scene.change(id, { state: 'running' }, { nodes: [{ state: 'running' }] });
    await scene.settle();
    expect(states()).toEqual([]);
    await conclude(id, succeeded);
    expect(scene.reviews()).toMatchObject([{ state: 'APPROVED', commitId: scene.head }]);
    expect(scene.reviews()[0]?.body).toContain('1 succeeded');
    scene.takeCalls();
    await scene.change(id, succeeded, { nodes: done });
    await scene.settle();
    expect(scene.takeCalls().filter((route) => route.startsWith('pulls/'))).toEqual([]);
    expect(states()).toEqual(['APPROVED']);
    const audited = await scene.queue.db
      .selectFrom('audit_entries')
      .select(['event', 'details'])
      .where('event', 'like', 'review.%')
      .execute();
    expect(audited).toMatchObject([{ event: 'review.submitted' }]);
  });

  test('request changes where a deployment failed, and approve when a retry succeeded', async () => {
    const id = await scene.insertBatch();
    await conclude(id, failed);
    await scene.change(id, { state: 'running', conclusion: null }, { nodes: [{ state: 'running' }] });
    await scene.settle();
    expect(states()).toEqual(['CHANGES_REQUESTED']);
    await conclude(id, succeeded);
    expect(states()).toEqual(['CHANGES_REQUESTED', 'APPROVED']);
  });

  test('take an approval back while deployments run again, and when they fail', async () => {
    const id = await scene.insertBatch();
    await conclude(id, succeeded);
    await scene.change(id, { state: 'running', conclusion: null }, { nodes: [{ state: 'running' }] });
    await scene.settle();
    expect(states()).toEqual(['DISMISSED']);
    await conclude(id, succeeded);
    expect(states()).toEqual(['DISMISSED', 'APPROVED']);
    const labeled = await scene.insertBatch({ activity: 'labeled' });
    await conclude(labeled, failed);
    expect(states()).toEqual(['DISMISSED', 'DISMISSED', 'CHANGES_REQUESTED']);
  });

  test('do not outlive the commit: another head takes the approval back', async () => {
    const id = await scene.insertBatch();
    await conclude(id, succeeded);
    const { sha } = await scene.act({ do: 'push', branch: 'feature', files: { 'main.tf': 'c\n' } });
    await updatePull({ head_sha: sha });
    const next = await scene.insertBatch();
    await scene.change(next, {});
    await scene.settle();
    expect(states()).toEqual(['DISMISSED']);
  });

  test('are not given to a commit that GitHub no longer has as the head', async () => {
    const id = await scene.insertBatch();
    await scene.act({ do: 'push', branch: 'feature', files: { 'main.tf': 'c\n' } });
    time += 1_000;
    await scene.change(id, { concluded_at: time, ...succeeded }, { nodes: done });
    await scene.pass(2_000);
    await scene.replica.work();
    await scene.pass(2_000);
    await scene.replica.work();
    expect(states()).toEqual([]);
  });

  test('are not given where the head was replaced a moment before the call', async () => {
    const id = await scene.insertBatch();
    time += 1_000;
    await scene.change(id, { concluded_at: time, ...succeeded }, { nodes: done });
    // GitHub's answer about the pull request comes before the delivery of the push.
    let reads = 0;
    scene.afterAnswers(async () => {
      if (calls('pulls/get') === 0) return;
      reads += 1;
      await updatePull({ head_sha: 'b'.repeat(40) });
    });
    await scene.settle();
    expect(reads).toBe(1);
    expect(states()).toEqual([]);
  });

  test('are given once GitHub shows the result in the check', async () => {
    const id = await scene.insertBatch();
    await scene.change(id, { state: 'running' }, { nodes: [{ state: 'running' }] });
    await scene.settle();
    scene.simulator.faults.add({ route: 'checks', fault: { kind: 'status', status: 502 }, times: 1_000 });
    time += 1_000;
    await scene.change(id, { concluded_at: time, ...succeeded }, { nodes: done });
    await work();
    expect(scene.checks().map(({ status }) => status)).toEqual(['in_progress']);
    expect(states()).toEqual([]);
    scene.simulator.faults.clear();
    await scene.settle();
    expect(states()).toEqual(['APPROVED']);
  });

  test('do not outlive the check, which another pull request with the commit fails', async () => {
    const id = await scene.insertBatch();
    await conclude(id, succeeded);
    const other = await scene.insertBatch({ subject: 'pr/13' });
    // GitHub does not have it, and takes no comment.
    await scene.change(other, failed, { nodes: done });
    await work();
    expect(scene.checks().map(({ conclusion }) => conclusion)).toEqual(['failure']);
    expect(states()).toEqual(['DISMISSED']);
    await scene.change(other, succeeded, { nodes: done });
    await work();
    expect(states()).toEqual(['DISMISSED', 'APPROVED']);
  });

  test('do not outlive the base branch that the stacks were computed against', async () => {
    const id = await scene.insertBatch();
    await conclude(id, succeeded);
    await updatePull({ base_ref: 'release' });
    await scene.change(id, {});
    await scene.settle();
    expect(states()).toEqual(['DISMISSED']);
  });

  test.each([
    ['of a fork', { is_fork: 1 }],
    ['of the App itself', { author: 'atmos-pro[bot]' }],
    ['that is closed', { state: 'closed' as const }],
  ])('are not given to a pull request %s', async (_name, changes) => {
    await scene.queue.db.updateTable('pull_requests').set(changes).execute();
    const id = await scene.insertBatch();
    await conclude(id, succeeded);
    const other = await scene.insertBatch({ activity: 'labeled' });
    await conclude(other, failed);
    expect(states()).toEqual([]);
  });

  test('are found again after a lost answer', async () => {
    scene.simulator.faults.add({ route: createRoute, fault: { kind: 'cut-after' }, times: 1 });
    const id = await scene.insertBatch();
    await conclude(id, succeeded);
    expect(states()).toEqual(['APPROVED']);
    expect(calls(createRoute)).toBe(1);
  });

  test('whose answer was lost are taken back where they hold no more', async () => {
    scene.simulator.faults.add({ route: createRoute, fault: { kind: 'cut-after' }, times: 1 });
    const id = await scene.insertBatch();
    time += 1_000;
    await scene.change(id, { concluded_at: time, ...succeeded }, { nodes: done });
    while (states().length === 0) {
      await scene.pass(2_000);
      await scene.replica.work();
    }
    await updatePull({ head_sha: 'b'.repeat(40) });
    await scene.change(id, {});
    await scene.settle();
    expect(states()).toEqual(['DISMISSED']);
    expect((await scene.rows()).find(({ kind }) => kind === 'review')?.creating_since).toBeNull();
  });

  test('that a person dismisses are not repeated for the same result', async () => {
    const id = await scene.insertBatch();
    await conclude(id, succeeded);
    const [review] = scene.reviews();
    await scene.act({ do: 'dismiss_review', number: pull, review: review?.id });
    await scene.queue.db.updateTable('projections').set({ sent_hash: 'other' }).execute();
    await scene.change(id, {}, { nodes: done });
    await scene.settle();
    expect(states()).toEqual(['DISMISSED']);
  });

  test('of other people stay, whatever they copy', async () => {
    const id = await scene.insertBatch();
    await conclude(id, failed);
    const { body = '' } = scene.reviews()[0] ?? {};
    await scene.act({ as: 'will', do: 'review', number: pull, verdict: 'approve', body });
    await conclude(id, { state: 'concluded', conclusion: 'neutral', reason: 'nothing_wired' });
    expect(states()).toEqual(['DISMISSED', 'APPROVED']);
    expect(calls(dismissRoute)).toBe(1);
  });

  test('approve what affects nothing, and nothing else, if only that is wanted', async () => {
    await scene[Symbol.asyncDispose]();
    await start('approve_empty');
    const id = await scene.insertBatch();
    await conclude(id, succeeded);
    expect(states()).toEqual([]);
    await conclude(id, nothing);
    expect(states()).toEqual(['APPROVED']);
    await conclude(id, failed);
    expect(states()).toEqual(['DISMISSED']);
  });

  test('are not written where the configuration is silent', async () => {
    await scene[Symbol.asyncDispose]();
    await start('off');
    const id = await scene.insertBatch();
    await conclude(id, succeeded);
    expect((await scene.rows()).map(({ kind }) => kind)).not.toContain('review');
    expect(states()).toEqual([]);
  });

  test.each(['turned off', 'gone with the deployments of the repository'])(
    'are taken back where they are %s, and nothing is said again',
    async (how) => {
      const id = await scene.insertBatch();
      await conclude(id, succeeded);
      expect(states()).toEqual(['APPROVED']);
      if (how === 'turned off') scene.setReviews('off');
      else scene.leave();
      await scene.replica.takeReviewsBack();
      await scene.settle();
      expect(states()).toEqual(['DISMISSED']);
      scene.takeCalls();
      await scene.replica.takeReviewsBack();
      await scene.settle();
      expect(scene.takeCalls()).toEqual([]);
    },
  );

  test('stay where they are turned off after the pull request was merged, and are not asked about again', async () => {
    const id = await scene.insertBatch();
    await conclude(id, succeeded);
    await scene.queue.db.updateTable('pull_requests').set({ state: 'merged' }).execute();
    scene.setReviews('off');
    await scene.replica.takeReviewsBack();
    await scene.settle();
    expect(states()).toEqual(['APPROVED']);
    await scene.replica.takeReviewsBack();
    expect(await scene.waiting()).toBe(0);
  });

  test('stay while the configuration asks for them', async () => {
    const id = await scene.insertBatch();
    await conclude(id, succeeded);
    await scene.replica.takeReviewsBack();
    expect(await scene.waiting()).toBe(0);
    expect(states()).toEqual(['APPROVED']);
  });
});
