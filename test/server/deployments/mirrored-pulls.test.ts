/** Anybody can open a pull request from a fork whose commit and branch names are those of another one. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { describeEachStore } from '../../support/stores.ts';
import { until } from '../../support/until.ts';
import { item } from '../stacks/uploads-scene.ts';
import { type DeploymentScene, pullPayload, sha, startDeploymentScene, wired } from './deployment-scene.ts';

const [head, merge] = [sha('a'), sha('b')];
const settings = wired('apply.yaml', 'merged');
const afterMerge = { ref: 'refs/heads/main' };

describeEachStore('a pull request with the commit and the branches of another', (engine) => {
  let scene: DeploymentScene;
  beforeEach(async () => {
    scene = await startDeploymentScene({ store: engine });
  });
  afterEach(async () => scene[Symbol.asyncDispose]());

  const deliver = (...payload: Parameters<typeof pullPayload>) =>
    scene.deliver('pull_request', pullPayload(...payload));
  const merged = { state: 'closed', mergedAt: 9, mergeSha: merge } as const;
  const states = async () =>
    scene.server.database.db
      .selectFrom('batches')
      .select(['subject', 'activity', 'state'])
      .where('activity', '=', 'merged')
      .orderBy('subject')
      .execute();

  test('does not take the upload of its merge', async () => {
    await deliver('opened', { head, at: 0 });
    for (const number of [13, 14]) await deliver('opened', { number, head, at: 1, isFork: true });
    await deliver('closed', { head, at: 9, ...merged });
    await scene.upload(head, [item('vpc', { settings })], afterMerge);
    await until(async () => (await states())[0]?.state === 'running');
    expect(await states()).toEqual([{ subject: 'pr/12', activity: 'merged', state: 'running' }]);
  });

  test('does not take it either where GitHub counts it as merged with the other', async () => {
    await deliver('opened', { head, at: 0 });
    await deliver('opened', { number: 13, head, at: 1, isFork: true });
    await deliver('closed', { head, at: 9, ...merged });
    await deliver('closed', { number: 13, head, at: 9, isFork: true, ...merged });
    await scene.upload(head, [item('vpc', { settings })], afterMerge);
    await until(async () => (await states()).some(({ state }) => state === 'running'));
    expect((await states()).map(({ subject, state }) => `${subject} ${state}`)).toEqual([
      'pr/12 running',
      'pr/13 expected',
    ]);
  });

  test('leaves the commit to the one that was merged, if both are branches of the repository', async () => {
    await deliver('opened', { head, at: 0 });
    await deliver('closed', { head, at: 9, ...merged });
    await deliver('opened', { number: 13, head, at: 12 });
    await scene.upload(head, [item('vpc', { settings })], afterMerge);
    await until(async () => (await states())[0]?.state === 'running');
  });
});
