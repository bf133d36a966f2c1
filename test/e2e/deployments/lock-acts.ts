/** What jobs of other runs do with the locks of components, and people with runs that have failed. */

import { issueIdToken } from '../../../src/simulator/oidc/issue.ts';
import { createNextAttempt } from '../../../src/simulator/workflows/create-run.ts';
import { planOf } from '../../../src/simulator/workflows/run-plans.ts';
import { statusOf } from '../../../src/simulator/world/runs.ts';
import { request } from '../../server/stacks/uploads-scene.ts';
import { type ApiAnswer, exchange } from '../../support/server.ts';
import type { DeploymentsScene } from './scene.ts';
import { repositoryName, workspaceId } from './seed.ts';

/** A run that the server did not start. */
export const otherRun = '990001';

/** `undefined`: no server runs, or there was no job yet. */
async function callAsJob(
  scene: DeploymentsScene,
  { runId, ...call }: { readonly runId: string } & Parameters<typeof request>[2],
): Promise<ApiAnswer | undefined> {
  const [job] = scene.simulator.world.jobs.values();
  if (job === undefined || !scene.isUp()) return undefined;
  const claims = { run_id: runId, run_attempt: '1' };
  const token = await issueIdToken(scene.simulator.world, job, { audience: 'atmos-pro.com', claims });
  // It may have been killed meanwhile.
  if (!scene.isUp()) return undefined;
  const session = await exchange(scene.server(), token, workspaceId);
  if (session.status !== 200) return session;
  if (!scene.isUp()) return undefined;
  return request(scene.server(), String(session.body.data?.['token']), call);
}

export async function takeLock(
  scene: DeploymentsScene,
  {
    path,
    seconds,
    runId = otherRun,
  }: { readonly path: string; readonly seconds: number; readonly runId?: string },
): Promise<ApiAnswer | undefined> {
  const body = { key: `${repositoryName}/${path}`, ttl: seconds };
  return callAsJob(scene, { runId, method: 'POST', path: '/locks', body });
}

export async function releaseLock(
  scene: DeploymentsScene,
  path: string,
  runId = otherRun,
): Promise<ApiAnswer | undefined> {
  const body = { key: `${repositoryName}/${path}` };
  return callAsJob(scene, { runId, method: 'DELETE', path: '/locks', body });
}

/** A person has the oldest run that failed started again, on GitHub. */
export async function rerunFailed(scene: DeploymentsScene): Promise<void> {
  await scene.quiet();
  const { world } = scene.simulator;
  const latest = [...world.runs.values()].flatMap(
    (attempts) => attempts.toSorted((one, other) => other.attempt - one.attempt)[0] ?? [],
  );
  const failed = latest.find(
    (run) => run.repositoryId === 1001 && statusOf(run) === 'completed' && run.conclusion === 'failure',
  );
  const plan = failed && planOf(failed);
  if (plan !== undefined) createNextAttempt(plan, { onlyFailed: false, actorId: 7 });
}
