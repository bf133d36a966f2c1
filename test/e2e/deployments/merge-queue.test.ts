/** From a merge queue to an applied merge: the check on the commit of each group decides what GitHub merges. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { MergeGroup } from '../../../src/simulator/world/merge-queues.ts';
import { blockWith } from '../../support/page-blocks.ts';
import { collectEvidence } from './collect.ts';
import { dispatchedRuns, type Evidence, instanceOf } from './evidence.ts';
import { type Component, threeComponents } from './items.ts';
import { settleWell } from './rest.ts';
import { type DeploymentsScene, startDeployments } from './scene.ts';
import { applyFile, planFile, uploadFile } from './seed.ts';

let scene: DeploymentsScene;
beforeEach(async () => {
  scene = await startDeployments({
    workflows: { [uploadFile]: blockWith('docs/deployments.md', 'name: affected', 'yaml') },
    mergeQueues: [{ branch: 'main', checks: [{ name: 'Atmos Pro', app: 'atmos-pro' }] }],
  });
});
afterEach(async () => scene[Symbol.asyncDispose]());

const only = (component: string): readonly Component[] => [{ stack: 'dev', component, dependents: [] }];

function groupOf(number: number): MergeGroup | undefined {
  const queue = scene.simulator.world.repositories.get(1001)?.mergeQueues.get('main');
  return queue?.entries.find((entry) => entry.number === number)?.group;
}

async function openPull(branch: string, components: readonly Component[]): Promise<number> {
  await scene.act('alice', 'push', { branch, files: { [`${branch}.tf`]: '1' } });
  const { number } = await scene.act('alice', 'open', { head: branch });
  await scene.pass(5_000);
  await scene.upload(Number(number), components);
  await settleWell(scene);
  return Number(number);
}

/** The run of its group has begun. */
async function enqueue(number: number): Promise<string> {
  await scene.act('alice', 'enqueue', { number });
  await scene.pass(5_000);
  return groupOf(number)?.headSha ?? '';
}

async function uploadGroup(number: number, components: readonly Component[]): Promise<void> {
  expect((await scene.uploadGroup(number, components))?.status).toBe(200);
}

const isMerged = (number: number) => scene.pull(number).state === 'merged';
const checkOf = ({ checks }: Evidence, sha: string | undefined) =>
  checks.find(({ head_sha: head }) => head === sha);
const runsOf = (evidence: Evidence, file: string, sha: string | undefined) =>
  dispatchedRuns(evidence)
    .filter((run) => run.workflow === file && run.inputs['sha'] === sha)
    .map(instanceOf)
    .toSorted();
const [vpc, eks, dns] = ['vpc in dev', 'eks in dev', 'dns in prod'] as const;

describe('a pull request in the queue', () => {
  test('is planned on the commit of its group, merged, and applied once with that commit', async () => {
    const number = await openPull('one', threeComponents);
    const sha = await enqueue(number);
    expect(checkOf(await collectEvidence(scene), sha)).toMatchObject({ status: 'queued' });
    await uploadGroup(number, threeComponents);
    await scene.passUntil(() => isMerged(number));
    expect(scene.pull(number).mergeSha).toBe(sha);
    await scene.pass(5_000);
    expect((await scene.upload(number, threeComponents))?.status).toBe(200);
    const evidence = await settleWell(scene);
    expect(runsOf(evidence, planFile, sha)).toEqual([dns, eks, vpc]);
    expect(runsOf(evidence, applyFile, sha)).toEqual([dns, eks, vpc]);
    expect(checkOf(evidence, sha)).toMatchObject({ status: 'completed', conclusion: 'success' });
    expect(evidence.comments).toHaveLength(1);
    expect(evidence.comments[0]?.body).toContain('Merge queue: 3 succeeded');
  });

  test('leaves it when its plan fails there, and is neither merged nor applied', async () => {
    const number = await openPull('one', threeComponents);
    scene.variables['BROKEN'] = 'vpc';
    const sha = await enqueue(number);
    await uploadGroup(number, threeComponents);
    await scene.passUntil(() => groupOf(number) === undefined);
    const evidence = await settleWell(scene);
    expect(checkOf(evidence, sha)).toMatchObject({ conclusion: 'failure' });
    expect(scene.pull(number).state).toBe('open');
    expect(dispatchedRuns(evidence).some(({ workflow }) => workflow === applyFile)).toBe(false);
    expect(evidence.comments[0]?.body).toMatch(/Merge queue: \d of 3 failed/);
  });

  test('leaves it without an upload, though nothing failed', async () => {
    const number = await openPull('one', threeComponents);
    const sha = await enqueue(number);
    await scene.passUntil(() => groupOf(number) === undefined);
    const evidence = await settleWell(scene);
    expect(checkOf(evidence, sha)).toMatchObject({ conclusion: 'failure' });
    expect(checkOf(evidence, sha)?.title).toBe('No upload for this merge group');
    expect(scene.pull(number).state).toBe('open');
  });

  test('has its check where the deliveries of the group are lost', async () => {
    scene.simulator.world.courier?.addRule({ mode: 'lose', event: 'merge_group' });
    const number = await openPull('one', threeComponents);
    const sha = await enqueue(number);
    expect(checkOf(await collectEvidence(scene), sha)).toMatchObject({ status: 'queued' });
    await uploadGroup(number, threeComponents);
    await scene.passUntil(() => isMerged(number));
  });
});

describe('two pull requests in the queue', () => {
  test('are planned one on top of the other, and merged in order', async () => {
    const one = await openPull('one', only('vpc'));
    const two = await openPull('two', only('dns'));
    const shas = [await enqueue(one), await enqueue(two)];
    await uploadGroup(two, only('dns'));
    await scene.pass(30_000);
    expect([isMerged(one), isMerged(two)]).toEqual([false, false]);
    await uploadGroup(one, only('vpc'));
    await scene.passUntil(() => isMerged(two));
    expect([scene.pull(one).mergeSha, scene.pull(two).mergeSha]).toEqual(shas);
    const evidence = await settleWell(scene);
    expect(shas.map((sha) => checkOf(evidence, sha)?.status)).not.toContain('in_progress');
  });

  test('lose the first, and the second is planned again on another commit', async () => {
    const one = await openPull('one', only('vpc'));
    const two = await openPull('two', only('dns'));
    scene.variables['BROKEN'] = 'vpc';
    await enqueue(one);
    const before = await enqueue(two);
    await uploadGroup(one, only('vpc'));
    await scene.passUntil(() => groupOf(one) === undefined);
    await scene.pass(5_000);
    const after = groupOf(two)?.headSha;
    expect(after).not.toBe(before);
    await uploadGroup(two, only('dns'));
    await scene.passUntil(() => isMerged(two));
    expect(scene.pull(two).mergeSha).toBe(after);
    const evidence = await settleWell(scene);
    expect(checkOf(evidence, before)).toMatchObject({ status: 'completed', conclusion: 'cancelled' });
    expect(runsOf(evidence, planFile, before)).toEqual([]);
    expect(runsOf(evidence, planFile, after)).toEqual(['dns in dev']);
    expect(scene.pull(one).state).toBe('open');
  });
});
