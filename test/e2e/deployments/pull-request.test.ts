/** From a push to a concluded check, through everything: GitHub's deliveries, the upload of a job, dispatches, runs, check and comment. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { findUnsafe } from './check-evidence.ts';
import { collectEvidence } from './collect.ts';
import { threeComponents } from './items.ts';
import { type DeploymentsScene, startDeployments } from './scene.ts';

let scene: DeploymentsScene;
beforeEach(async () => {
  scene = await startDeployments();
});
afterEach(async () => scene[Symbol.asyncDispose]());

async function openPull(branch: string): Promise<void> {
  await scene.act('alice', 'push', { branch, files: { [`${branch}.tf`]: '1' } });
  await scene.act('alice', 'open', { head: branch });
  await scene.pass(5_000);
}

test('deliveries and the upload of a job reach the server, which breaks no rule', async () => {
  await openPull('feature');
  expect((await scene.upload(1, threeComponents))?.status).toBe(200);
  await scene.pass(60_000);
  const evidence = await collectEvidence(scene);
  expect(evidence.deliveries.length).toBeGreaterThan(0);
  expect(findUnsafe(evidence)).toEqual([]);
});
