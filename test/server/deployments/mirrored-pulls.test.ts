/** Anybody can open a pull request from a fork whose commit and branch names are those of another one. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { joinKind } from '../../../src/server/deployments/join-queue.ts';
import { describeEachStore } from '../../support/stores.ts';
import { until } from '../../support/until.ts';
import { item } from '../stacks/uploads-scene.ts';
import { type DeploymentScene, pullPayload, sha, startDeploymentScene, wired } from './deployment-scene.ts';
import { targetClaimsOf } from './deployment-seed.ts';

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

  /** What has an upload, or is held because of one. */
  const taken = async () => {
    const rows = await scene.server.database.db
      .selectFrom('batches')
      .select(['subject', 'state', 'held_by'])
      .where('set_id', 'is not', null)
      .orderBy('subject')
      .execute();
    return rows.map(({ subject, state, held_by: hold }) => [subject, state, hold].join(' ').trim());
  };
  const stacks = [item('vpc', { settings: wired('plan.yaml', 'synchronize') })];
  const untilJoined = () =>
    until(async () => {
      const { db } = scene.server.database;
      const left = await db.selectFrom('work_entries').select('key').where('kind', '=', joinKind).execute();
      return left.length === 0;
    });

  test.each([
    { owner: 'mallory', is: 'pr/12 held fork' },
    { owner: 'eve', is: 'pr/13 held fork' },
  ] as const)('gets the upload of its own fork alone, of $owner', async ({ owner, is }) => {
    await deliver('opened', { head, at: 0, isFork: true });
    await deliver('opened', { number: 13, head, at: 1, isFork: 'eve' });
    await scene.upload(head, stacks, targetClaimsOf(owner));
    await until(async () => (await taken()).includes(is));
    expect(await taken()).toEqual([is]);
  });

  test('does not start that of the repository by an upload of a fork', async () => {
    await deliver('opened', { head, at: 0 });
    await deliver('opened', { number: 13, head, at: 1, isFork: 'eve' });
    await scene.upload(head, stacks, targetClaimsOf('eve'));
    await until(async () => (await taken()).includes('pr/13 held fork'));
    expect(await taken()).toHaveLength(1);
    await scene.upload(head, stacks, { event_name: 'pull_request_target', ref: 'refs/heads/main' });
    await until(async () => (await taken()).includes('pr/12 running'));
  });

  test('gets nothing by a push of the branch of the other', async () => {
    await deliver('opened', { head, at: 0 });
    await deliver('opened', { number: 13, head, at: 1, isFork: 'eve' });
    await scene.upload(head, stacks, { event_name: 'push', ref: 'refs/heads/feature' });
    await until(async () => (await taken()).includes('pr/12 running'));
    expect(await taken()).toHaveLength(1);
  });

  test('leaves an upload without effect that names neither', async () => {
    await deliver('opened', { head, at: 0 });
    await deliver('opened', { number: 13, head, at: 1, isFork: 'eve' });
    await scene.upload(head, stacks, { event_name: 'workflow_dispatch', ref: 'refs/heads/main' });
    await untilJoined();
    expect(await taken()).toEqual([]);
  });

  test('takes its upload after more than a thousand labels', async () => {
    await deliver('opened', { head, at: 0 });
    const { db } = scene.server.database;
    const label = { workspace_id: 'ws_1', repository_id: '1001', event: 'pull_request' as const };
    const storm = Array.from({ length: 1_200 }, (_, at) => ({
      ...label,
      subject: 'pr/12',
      activity: 'labeled',
      head_sha: head,
      guid: `guid-${at}`,
      github_at: Date.parse('2026-03-01T10:00:01Z') + at,
      recorded_at: 0,
    }));
    for (const some of [storm.slice(0, 600), storm.slice(600)])
      await db.insertInto('activities').values(some).execute();
    // The next delivery leaves the last of them.
    await deliver('labeled', { head, at: 60 });
    const left = await db.selectFrom('activities').select('activity').execute();
    expect(left.length).toBeLessThan(50);
    expect(left.map(({ activity }) => activity)).toContain('opened');
    await scene.upload(head, stacks);
    await until(async () => (await taken()).includes('pr/12 running'));
  });
});
