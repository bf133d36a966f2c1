/** A merge group that tests several pull requests: each of them shows it, and each of them is judged. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { blockWith } from '../../support/page-blocks.ts';
import { collectEvidence } from './collect.ts';
import type { Evidence } from './evidence.ts';
import { type Component, threeComponents } from './items.ts';
import { settleWell } from './rest.ts';
import { type DeploymentsScene, startDeployments } from './scene.ts';
import { uploadFile } from './seed.ts';

let scene: DeploymentsScene;
afterEach(async () => scene[Symbol.asyncDispose]());

async function start(): Promise<void> {
  scene = await startDeployments({
    workflows: { [uploadFile]: blockWith('docs/deployments.md', 'name: affected', 'yaml') },
    mergeQueues: [{ branch: 'main', checks: ['Atmos Pro'], group_size: { min: 2, wait_minutes: 30 } }],
  });
}

const queue = () => scene.simulator.world.repositories.get(1001)?.mergeQueues.get('main');
const groupOf = (number: number) => queue()?.entries.find((entry) => entry.number === number)?.group;
const only = (component: string): readonly Component[] => [{ stack: 'dev', component, dependents: [] }];
const checkOf = ({ checks }: Evidence, sha: string | undefined) =>
  checks.find(({ head_sha: head }) => head === sha);
const commentOf = ({ comments }: Evidence, number: number) =>
  comments.find((comment) => comment.number === number)?.body ?? '';
const countQueries = () =>
  scene.simulator.journal.entries().filter(({ path }) => path.endsWith('/graphql')).length;

/** The tokens of the server may not read queues, or may again. */
function allowQueues(isAllowed: boolean): void {
  for (const { permissions } of scene.simulator.world.tokens.values())
    if (isAllowed) Object.assign(permissions, { merge_queues: 'read' });
    else Reflect.deleteProperty(permissions, 'merge_queues');
}

async function openPull(branch: string, components: readonly Component[]): Promise<number> {
  await scene.act('alice', 'push', { branch, files: { [`${branch}.tf`]: '1' } });
  const { number } = await scene.act('alice', 'open', { head: branch });
  await scene.pass(5_000);
  await scene.upload(Number(number), components);
  await settleWell(scene);
  return Number(number);
}

/** Two pull requests, of which the last affects nothing, in one group. */
async function enqueueTwo(prepare: () => void = () => undefined): Promise<{
  readonly one: number;
  readonly two: number;
  readonly sha: string | undefined;
}> {
  const [one, two] = [await openPull('one', threeComponents), await openPull('two', [])];
  prepare();
  for (const number of [one, two]) await scene.act('alice', 'enqueue', { number });
  await scene.pass(5_000);
  return { one, two, sha: groupOf(one)?.headSha };
}

async function readAudited(event: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const rows = await scene
    .server()
    .database.db.selectFrom('audit_entries')
    .select('details')
    .where('event', '=', event)
    .orderBy('id')
    .execute();
  return rows.map(({ details }) => JSON.parse(details));
}

describe('two pull requests in one group', () => {
  test('both show its plan, are merged together, and are on record', async () => {
    await start();
    const { one, two, sha } = await enqueueTwo();
    expect(groupOf(two)?.headSha).toBe(sha);
    const queries = countQueries();
    expect((await scene.uploadGroup(one, only('vpc')))?.status).toBe(200);
    await scene.passUntil(() => scene.pull(one).state === 'merged');
    expect([scene.pull(two).state, scene.pull(two).mergeSha]).toEqual(['merged', sha]);
    const evidence = await settleWell(scene);
    expect(checkOf(evidence, sha)).toMatchObject({ status: 'completed' });
    for (const [number, other] of [
      [one, two],
      [two, one],
    ] as const) {
      expect(commentOf(evidence, number)).toContain('Merge queue: 1 succeeded');
      expect(commentOf(evidence, number)).toContain(`Tested together with #${other}.`);
    }
    const pulls = { pullRequest: two, pullRequests: [one, two] };
    expect(await readAudited('merge_group.requested')).toEqual([
      expect.objectContaining({ headSha: sha, ...pulls }),
    ]);
    expect(await readAudited('merge_group.destroyed')).toEqual([
      expect.objectContaining({ headSha: sha, reason: 'merged', ...pulls }),
    ]);
    expect(countQueries()).toBe(queries);
  });

  test('fail without an upload where the first has something to start, and not the last', async () => {
    await start();
    const { one, two, sha } = await enqueueTwo();
    await scene.passUntil(() => groupOf(one) === undefined);
    const evidence = await settleWell(scene);
    expect(checkOf(evidence, sha)).toMatchObject({
      conclusion: 'failure',
      title: 'No upload for this merge group',
    });
    expect([scene.pull(one).state, scene.pull(two).state]).toEqual(['open', 'open']);
  });

  test('are found later where GitHub did not show the queue at first', async () => {
    await start();
    const { one, two, sha } = await enqueueTwo(() => allowQueues(false));
    const before = await collectEvidence(scene);
    expect(commentOf(before, one)).not.toContain('Merge queue');
    expect(commentOf(before, two)).toContain('Merge queue');
    expect(commentOf(before, two)).not.toContain('Tested together');
    allowQueues(true);
    await scene.passUntil(() => groupOf(one) === undefined);
    const evidence = await settleWell(scene);
    expect(checkOf(evidence, sha)).toMatchObject({ conclusion: 'failure' });
    expect(commentOf(evidence, one)).toContain(`Tested together with #${two}.`);
  });

  test('are found when the upload comes, where GitHub did not show the queue before', async () => {
    await start();
    const { one, two } = await enqueueTwo(() => allowQueues(false));
    allowQueues(true);
    const queries = countQueries();
    expect((await scene.uploadGroup(two, only('vpc')))?.status).toBe(200);
    await scene.passUntil(() => scene.pull(two).state === 'merged');
    const evidence = await settleWell(scene);
    expect(commentOf(evidence, one)).toContain('Merge queue: 1 succeeded');
    expect(commentOf(evidence, one)).toContain(`Tested together with #${two}.`);
    expect(countQueries()).toBe(queries + 1);
  });

  test('may have something to start while GitHub does not answer', async () => {
    await start();
    const { faults } = scene.simulator;
    const { one, two, sha } = await enqueueTwo(() =>
      faults.add({ route: 'graphql', fault: { kind: 'status', status: 502 } }),
    );
    await scene.pass(4 * 60_000);
    expect(checkOf(await collectEvidence(scene), sha)).toMatchObject({ status: 'queued' });
    await scene.passUntil(() => groupOf(one) === undefined);
    expect(checkOf(await settleWell(scene), sha)).toMatchObject({ conclusion: 'failure' });
    expect([scene.pull(one).state, scene.pull(two).state]).toEqual(['open', 'open']);
  });

  test('are the one that the branch names where the App may not read the queue', async () => {
    await start();
    const { one, two, sha } = await enqueueTwo(() => allowQueues(false));
    expect((await scene.uploadGroup(two, only('vpc')))?.status).toBe(200);
    await scene.passUntil(() => scene.pull(two).state === 'merged');
    const evidence = await settleWell(scene);
    expect(checkOf(evidence, sha)).toMatchObject({ status: 'completed', conclusion: 'success' });
    expect(commentOf(evidence, two)).toContain('Merge queue: 1 succeeded');
    expect(commentOf(evidence, two)).not.toContain('Tested together');
    expect(commentOf(evidence, one)).not.toContain('Merge queue');
    expect(await readAudited('merge_group.requested')).toEqual([
      expect.objectContaining({ pullRequest: two, pullRequests: [two] }),
    ]);
  });
});
