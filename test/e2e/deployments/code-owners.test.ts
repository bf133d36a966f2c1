/** CODEOWNERS and reviews, through everything: GitHub's own errors in the check of the commit that makes them, and what the App says then. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { describeEachStore } from '../../support/stores.ts';
import { collectEvidence } from './collect.ts';
import { threeComponents } from './items.ts';
import { settleWell } from './rest.ts';
import { type DeploymentsScene, startDeployments } from './scene.ts';
import { reviewingWorkspaces } from './seed.ts';

const path = '.github/CODEOWNERS';
describeEachStore('a repository whose CODEOWNERS is checked', (store) => {
  let scene: DeploymentsScene;
  beforeEach(async () => {
    scene = await startDeployments({ store, workspaces: reviewingWorkspaces });
  });
  afterEach(async () => scene[Symbol.asyncDispose]());

  async function push(text: string | undefined): Promise<void> {
    const files = text === undefined ? { 'a.tf': String(Math.random()) } : { [path]: text };
    await scene.act('alice', 'push', { branch: 'feature', files });
    await scene.pass(5_000);
  }
  async function open(text: string | undefined): Promise<void> {
    await push(text);
    await scene.act('alice', 'open', { head: 'feature' });
    await scene.pass(5_000);
  }
  const checkRun = () =>
    scene.simulator.world.repositories
      .get(1001)
      ?.checkRuns.find(({ headSha }) => headSha === scene.pull(1).headSha);
  const states = () => scene.pull(1).reviews.map(({ state }) => state);

  test('fails the commit that brings errors, until the owners may write', async () => {
    await open('* @alice\n* @mallory\n*.tf @alice\n');
    expect((await scene.upload(1, threeComponents))?.status).toBe(200);
    await scene.pass(60_000);
    expect(checkRun()).toMatchObject({ conclusion: 'failure', output: { title: '2 errors in CODEOWNERS' } });
    const { annotations = [] } = checkRun() ?? {};
    expect(annotations).toMatchObject([
      { path, start_line: 1, message: expect.stringContaining('Duplicate pattern') },
      { path, start_line: 2, message: expect.stringContaining('Unknown owner') },
    ]);
    expect(states()).toEqual(['CHANGES_REQUESTED']);
    await push('* @mallory\n');
    expect((await scene.upload(1, threeComponents))?.status).toBe(200);
    await scene.pass(60_000);
    expect(checkRun()).toMatchObject({ output: { title: '1 error in CODEOWNERS' } });
    await scene.act('root', 'grant', { login: 'mallory', role: 'write' });
    await scene.act('alice', 'rerequest', { check_run: checkRun()?.id });
    const evidence = await settleWell(scene);
    expect(checkRun()).toMatchObject({ conclusion: 'success' });
    await scene.passUntil(() => states().at(-1) !== 'CHANGES_REQUESTED');
    expect(states().at(-1)).toBe('APPROVED');
    expect(evidence.runs.filter(({ event }) => event === 'workflow_dispatch')).toHaveLength(6);
  });

  test('says so where nothing is uploaded, and not for a commit that leaves the file alone', async () => {
    await open('* @absent\n');
    await scene.pass(4 * 60_000);
    expect(checkRun()).toMatchObject({ conclusion: 'failure', output: { title: '1 error in CODEOWNERS' } });
    await push('* @alice\n');
    await scene.pass(4 * 60_000);
    expect(checkRun()).toMatchObject({ conclusion: 'neutral' });
  });

  test('does not fail for what the base branch has already', async () => {
    await scene.act('alice', 'push', { branch: 'main', files: { [path]: '* @absent\n' } });
    await open(undefined);
    await scene.act('alice', 'push', { branch: 'feature', files: { [path]: '* @absent\n' } });
    await scene.pass(5_000);
    expect((await scene.upload(1, threeComponents))?.status).toBe(200);
    await settleWell(scene);
    expect(checkRun()).toMatchObject({ conclusion: 'success' });
  });

  test('is planned only once GitHub has said what is wrong', async () => {
    await open('* @absent\n');
    const fault = { kind: 'status', status: 503, body: '' } as const;
    scene.simulator.faults.add({ route: 'repos/codeowners-errors', fault, times: 30 });
    expect((await scene.upload(1, threeComponents))?.status).toBe(200);
    await scene.pass(60_000);
    expect(checkRun()).toMatchObject({ status: 'in_progress' });
    expect((await collectEvidence(scene)).orders).toEqual([]);
    scene.simulator.faults.clear();
    await settleWell(scene);
    expect(checkRun()).toMatchObject({ conclusion: 'failure' });
  });

  test('fails where GitHub does not check the file', async () => {
    await open('* @alice\n');
    const fault = { kind: 'status', status: 404, body: '{"message":"Not Found"}' } as const;
    scene.simulator.faults.add({ route: 'repos/codeowners-errors', fault, times: 1 });
    expect((await scene.upload(1, threeComponents))?.status).toBe(200);
    await settleWell(scene);
    expect(checkRun()).toMatchObject({ conclusion: 'failure' });
    expect(checkRun()?.output?.summary).toContain('could not be checked');
  });

  test('approves the newest commit alone', async () => {
    await open(undefined);
    expect((await scene.upload(1, threeComponents))?.status).toBe(200);
    await settleWell(scene);
    await scene.passUntil(() => states().length > 0);
    expect(states()).toEqual(['APPROVED']);
    await push(undefined);
    await scene.passUntil(() => states()[0] !== 'APPROVED');
    expect(states()).toEqual(['DISMISSED']);
    scene.variables['BROKEN'] = 'vpc';
    expect((await scene.upload(1, threeComponents))?.status).toBe(200);
    await settleWell(scene);
    await scene.passUntil(() => states().length > 1);
    expect(scene.pull(1).reviews.at(-1)).toMatchObject({
      state: 'CHANGES_REQUESTED',
      commitId: scene.pull(1).headSha,
    });
  });
});
