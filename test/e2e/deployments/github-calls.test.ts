/** How many calls of GitHub's API the first push to a pull request costs, with ten minutes of work. */
import { afterEach, expect, test } from '@jest/globals';
import { until } from '../../support/until.ts';
import { dispatchedRuns, type Evidence } from './evidence.ts';
import type { Component } from './items.ts';
import { settleWell } from './rest.ts';
import { type DeploymentsScene, startDeployments } from './scene.ts';
import { workspaces } from './seed.ts';

const minuteMs = 60_000;
/** Between two edits of progress. */
const editPauseMs = 30_000;
/** Nothing of it waits for a person. */
const unheld: typeof workspaces = [
  {
    ...workspaces[0],
    repositories: workspaces[0].repositories.map((repository) => ({
      ...repository,
      deployments: { ...repository.deployments, hold: { threshold: 'off', cooldown: 'off' } },
    })),
  },
];

let scene: DeploymentsScene;
afterEach(async () => scene[Symbol.asyncDispose]());

/** One component in each stack; each depends on that of the layer before. */
function layersOf({ width, layers }: { readonly width: number; readonly layers: number }) {
  const count = width * layers;
  return Array.from(
    { length: count },
    (_, index): Component => ({
      stack: `stack-${index}`,
      component: 'vpc',
      dependents: index + width < count ? [index + width] : [],
    }),
  );
}

/** By route. Calls of the App itself and answers "not modified" cost nothing of the installation's rate limit. */
function countCalls(): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { route, who, status } of scene.simulator.journal.entries()) {
    if (!who.startsWith('token:') || status === 304) continue;
    counts[route] = (counts[route] ?? 0) + 1;
  }
  return counts;
}

/** From the first run to the end of the last, in milliseconds. */
function workOf(evidence: Evidence): number {
  const runs = dispatchedRuns(evidence);
  const ends = runs.map(({ completedAt }) => completedAt ?? 0);
  return Math.max(...ends) - Math.min(...runs.map(({ createdAt }) => createdAt));
}

test.each([
  { width: 1, layers: 1, runMs: 9.5 * minuteMs, most: 9 },
  { width: 5, layers: 2, runMs: 4.7 * minuteMs, most: 23 },
  { width: 10, layers: 10, runMs: 52_000, most: 144 },
  // Check and comment change with each link, and at the end: 21 edits of each, beside 100 dispatches and 4 calls that happen once.
  { width: 5, layers: 20, runMs: 26_000, most: 146 },
])('$layers × $width stacks: at most $most', async ({ width, layers, runMs, most }) => {
  scene = await startDeployments({ runMs, workspaces: unheld });
  // A new server finds the ids of repositories, once, and lists the open pull requests, then and hourly.
  for (const route of ['graphql', 'pulls/list'])
    await until(() => scene.simulator.journal.entries({ route }).length > 0);
  scene.simulator.journal.clear();
  await scene.act('alice', 'push', { branch: 'feature', files: { 'feature.tf': '1' } });
  await scene.act('alice', 'open', { head: 'feature' });
  await scene.pass(5_000);
  expect((await scene.upload(1, layersOf({ width, layers })))?.status).toBe(200);
  const evidence = await settleWell(scene);
  const calls = countCalls();
  const workMs = workOf(evidence);
  expect(workMs / minuteMs).toBeGreaterThan(9);
  expect(calls['actions/create-workflow-dispatch']).toBe(width * layers);
  // A busy machine makes the work longer: each half minute beyond ten minutes is one more edit of the check and of the comment.
  const more = 2 * Math.ceil(Math.max(0, workMs - 10 * minuteMs) / editPauseMs);
  expect(Object.values(calls).reduce((all, count) => all + count, 0)).toBeLessThanOrEqual(most + more);
});
