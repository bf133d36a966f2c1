/** From a push to a concluded check, through everything: GitHub's deliveries, the upload of a job, dispatches, runs, check and comment. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { collectEvidence } from './collect.ts';
import { dispatchedRuns, type Evidence, instanceOf } from './evidence.ts';
import { threeComponents } from './items.ts';
import { settleWell } from './rest.ts';
import { type DeploymentsScene, startDeployments } from './scene.ts';
import { applyFile, planFile } from './seed.ts';

let scene: DeploymentsScene;
beforeEach(async () => {
  scene = await startDeployments();
});
afterEach(async () => scene[Symbol.asyncDispose]());

const [vpc, eks, dns] = ['vpc in dev', 'eks in dev', 'dns in prod'] as const;

async function push(branch: string, text: string): Promise<void> {
  await scene.act('alice', 'push', { branch, files: { [`${branch}.tf`]: text } });
}

async function openPull(branch = 'feature'): Promise<void> {
  await push(branch, '1');
  await scene.act('alice', 'open', { head: branch });
  await scene.pass(5_000);
}

async function merge(number = 1): Promise<void> {
  await scene.act('alice', 'merge', { number });
  await scene.pass(5_000);
}

async function upload(number = 1): Promise<void> {
  expect((await scene.upload(number, threeComponents))?.status).toBe(200);
}

const checkOf = ({ checks }: Evidence, sha: string | undefined) =>
  checks.find(({ head_sha: head }) => head === sha);

function runsOf(evidence: Evidence, file: string): readonly string[] {
  return dispatchedRuns(evidence)
    .filter(({ workflow }) => workflow === file)
    .map(instanceOf);
}

async function tickRetry(login: string): Promise<void> {
  const { comments } = await collectEvidence(scene);
  const comment = comments.find(({ body }) => body.includes('- [ ] Retry'));
  await scene.act(login, 'tick', { comment: comment?.id, box: 'Retry' });
}

describe('a pull request that touches three components of two stacks', () => {
  test('has a check from the start, is planned in order, and check and comment say how it went', async () => {
    await openPull();
    const { headSha } = scene.pull(1);
    expect(checkOf(await collectEvidence(scene), headSha)).toMatchObject({ status: 'queued' });
    await upload();
    const evidence = await settleWell(scene);
    expect(runsOf(evidence, planFile).toSorted()).toEqual([dns, eks, vpc]);
    expect(runsOf(evidence, planFile).at(-1)).toBe(eks);
    expect(checkOf(evidence, headSha)).toMatchObject({ status: 'completed', conclusion: 'success' });
    expect(evidence.comments).toHaveLength(1);
    expect(evidence.comments[0]?.body).toContain('eks');
  });

  test('is applied with the commit of its merge', async () => {
    await openPull();
    await upload();
    await settleWell(scene);
    await merge();
    await upload();
    const evidence = await settleWell(scene);
    const { mergeSha } = scene.pull(1);
    expect(runsOf(evidence, applyFile).at(-1)).toBe(eks);
    expect(runsOf(evidence, applyFile)).toHaveLength(3);
    expect(checkOf(evidence, mergeSha)).toMatchObject({ status: 'completed', conclusion: 'success' });
  });

  test('a new commit replaces the one before, whose plans do not start any more', async () => {
    await openPull();
    await upload();
    await scene.pass(5_000);
    await push('feature', '2');
    await scene.pass(5_000);
    await upload();
    const evidence = await settleWell(scene);
    const [first, second] = scene.heads.get(1) ?? [];
    expect(checkOf(evidence, first)).toMatchObject({ conclusion: 'cancelled' });
    expect(checkOf(evidence, second)).toMatchObject({ conclusion: 'success' });
    expect(runsOf(evidence, planFile).filter((name) => name === eks)).toHaveLength(1);
  });
});

test('an upload for another commit is named soon, and the right one starts what it should', async () => {
  await openPull();
  const { headSha } = scene.pull(1);
  await (await scene.prepareUpload(1, 'd'.repeat(40)))?.(threeComponents);
  const check = async () => checkOf(await collectEvidence(scene), headSha);
  await scene.passUntil(async () => (await check())?.status === 'completed', 5 * 60_000);
  expect(await check()).toMatchObject({
    conclusion: 'neutral',
    title: expect.stringContaining('another commit'),
    summary: expect.stringContaining('ddddddd'),
  });
  await upload();
  const evidence = await settleWell(scene);
  expect(runsOf(evidence, planFile)).toHaveLength(3);
  expect(checkOf(evidence, headSha)).toMatchObject({ conclusion: 'success' });
});

describe('an apply that fails', () => {
  beforeEach(async () => {
    await openPull();
    await upload();
    await settleWell(scene);
    scene.variables['BROKEN'] = 'vpc';
    await merge();
    await upload();
    await settleWell(scene);
    scene.variables['BROKEN'] = '-';
  });

  test('keeps its dependents from starting, and a ticked box continues from there', async () => {
    const failed = await collectEvidence(scene);
    expect(runsOf(failed, applyFile).toSorted()).toEqual([dns, vpc]);
    expect(checkOf(failed, scene.pull(1).mergeSha)).toMatchObject({ conclusion: 'failure' });
    await tickRetry('alice');
    const evidence = await settleWell(scene);
    expect(runsOf(evidence, applyFile).slice(2)).toEqual([vpc, eks]);
    expect(checkOf(evidence, scene.pull(1).mergeSha)).toMatchObject({ conclusion: 'success' });
    expect(evidence.commands).toEqual([expect.objectContaining({ actor_login: 'alice', outcome: 'done' })]);
  });

  test('is not started again for a person who may no longer write', async () => {
    scene.simulator.world.courier?.addRule({ mode: 'hold', event: 'issue_comment' });
    await tickRetry('bob');
    await scene.act('root', 'grant', { login: 'bob', role: 'read' });
    scene.simulator.world.courier?.clearRules();
    scene.simulator.world.courier?.release();
    const evidence = await settleWell(scene);
    expect(runsOf(evidence, applyFile)).toHaveLength(2);
    expect(checkOf(evidence, scene.pull(1).mergeSha)).toMatchObject({ conclusion: 'failure' });
  });
});
