/** Changes and the locks of jobs, through everything: who waits, who is told, and what is left when servers are killed. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { collectEvidence } from './collect.ts';
import { dispatchedRuns, type Evidence, instanceOf } from './evidence.ts';
import { threeComponents } from './items.ts';
import { otherRun, releaseLock, rerunFailed, takeLock } from './lock-acts.ts';
import { settleWell } from './rest.ts';
import { type DeploymentsScene, startDeployments } from './scene.ts';
import { applyFile } from './seed.ts';

let scene: DeploymentsScene;
beforeEach(async () => {
  scene = await startDeployments();
});
afterEach(async () => scene[Symbol.asyncDispose]());

const [vpc, eks, dns] = ['vpc in dev', 'eks in dev', 'dns in prod'] as const;
/** Longest time from a free key to the dispatch, in milliseconds of the scene. */
const dispatchLimitMs = 2_000;

/** Pull request 1 is planned and merged, and the upload of the merge has come. */
async function mergePull(): Promise<void> {
  await scene.act('alice', 'push', { branch: 'feature', files: { 'a.tf': '1' } });
  await scene.act('alice', 'open', { head: 'feature' });
  await scene.pass(5_000);
  await scene.upload(1, threeComponents);
  await settleWell(scene);
  await scene.act('alice', 'merge', { number: 1 });
  await scene.pass(5_000);
}

const applied = (evidence: Evidence) =>
  dispatchedRuns(evidence)
    .filter(({ workflow }) => workflow === applyFile)
    .map(instanceOf);

async function untilLocked(component: string): Promise<void> {
  await scene.passUntil(async () => {
    const { nodes } = await collectEvidence(scene);
    return nodes.some((node) => node.component === component && node.state === 'locked');
  });
}

/** When the lock of the job became free, and when the apply of the component was ordered. */
function hoursOf({ locks, orders, nodes, now }: Evidence, path: string) {
  const job = locks.findLast((lock) => lock.path === path && lock.deployment === undefined);
  const node = nodes.find(
    ({ stack, component, kind }) => `${stack}/${component}` === path && kind === 'change',
  );
  const order = orders.find((one) => one.batch_id === node?.batch_id && one.node === node.number);
  return { freedAt: job?.until ?? now, orderedAt: order?.planned_at ?? 0 };
}

// Deployment guarantee: locks
test('a merge waits for the lock of a job, says for whom, and continues once the job gives it back', async () => {
  await mergePull();
  expect((await takeLock(scene, { path: 'dev/vpc', seconds: 600 }))?.status).toBe(200);
  await scene.upload(1, threeComponents);
  await untilLocked('vpc');
  // The comment is edited at a pace.
  await scene.pass(20_000);
  const waiting = await collectEvidence(scene);
  expect(applied(waiting)).toEqual([dns]);
  expect(waiting.comments[0]?.body).toMatch(new RegExp(`locked by .*run ${otherRun}.* since 20`));
  expect((await releaseLock(scene, 'dev/vpc'))?.status).toBe(200);
  const evidence = await settleWell(scene);
  expect(applied(evidence)).toEqual([dns, vpc, eks]);
  const { freedAt, orderedAt } = hoursOf(evidence, 'dev/vpc');
  expect(orderedAt - freedAt).toBeLessThanOrEqual(dispatchLimitMs);
});

test('a merge continues when a lock runs out that is never released', async () => {
  await mergePull();
  await takeLock(scene, { path: 'dev/vpc', seconds: 90 });
  await scene.upload(1, threeComponents);
  await untilLocked('vpc');
  expect(applied(await settleWell(scene))).toEqual([dns, vpc, eks]);
});

test('a job is refused while a merge is applied, and told which', async () => {
  await mergePull();
  await scene.upload(1, threeComponents);
  await scene.quiet();
  const refused = await takeLock(scene, { path: 'dev/vpc', seconds: 60 });
  expect([refused?.status, refused?.text]).toEqual([409, expect.stringContaining('pull request 1')]);
  const [run] = dispatchedRuns(await collectEvidence(scene)).filter(
    (one) => one.workflow === applyFile && instanceOf(one) === vpc,
  );
  const own = await takeLock(scene, { path: 'dev/vpc', seconds: 60, runId: String(run?.id) });
  expect(own?.status).toBe(200);
  expect((await releaseLock(scene, 'dev/vpc', String(run?.id)))?.status).toBe(200);
  await settleWell(scene);
  expect((await takeLock(scene, { path: 'dev/vpc', seconds: 60 }))?.status).toBe(200);
});

test('no server runs when the key becomes free: the next one dispatches, once', async () => {
  await mergePull();
  await takeLock(scene, { path: 'dev/vpc', seconds: 120 });
  await scene.upload(1, threeComponents);
  await untilLocked('vpc');
  await scene.stopServer();
  scene.clock.jump(10 * 60_000);
  await scene.startServer();
  expect(applied(await settleWell(scene))).toEqual([dns, vpc, eks]);
});

test.each([
  { step: 'locks', after: 1 },
  { step: 'locks', after: 2 },
  { step: 'orders', after: 1 },
  { step: 'batches', after: 1 },
  { step: 'claimed', after: 1 },
] as const)('a server is killed at write $after to $step after the key is free', async ({ step, after }) => {
  await mergePull();
  await takeLock(scene, { path: 'dev/vpc', seconds: 600 });
  await scene.upload(1, threeComponents);
  await untilLocked('vpc');
  await scene.pass(20_000);
  await releaseLock(scene, 'dev/vpc');
  scene.doom({ step, after });
  expect(applied(await settleWell(scene))).toEqual([dns, vpc, eks]);
  expect(scene.deaths()).toBe(1);
});

// Deployment guarantee: killed, locks
test('a server is killed as a deployment joins the queue', async () => {
  await mergePull();
  await takeLock(scene, { path: 'dev/vpc', seconds: 120 });
  scene.doom({ step: 'lock_waiters', after: 1 });
  await scene.upload(1, threeComponents);
  expect(applied(await settleWell(scene))).toEqual([dns, vpc, eks]);
  expect(scene.deaths()).toBe(1);
});

test('an apply that GitHub runs again is followed: what waits for it continues, and nothing else runs again', async () => {
  await mergePull();
  scene.variables['BROKEN'] = 'vpc';
  await scene.upload(1, threeComponents);
  expect(applied(await settleWell(scene)).toSorted()).toEqual([dns, vpc]);
  scene.variables['BROKEN'] = '-';
  await rerunFailed(scene);
  await scene.pass(1_000);
  expect((await takeLock(scene, { path: 'dev/vpc', seconds: 60 }))?.status).toBe(409);
  const evidence = await settleWell(scene);
  expect(applied(evidence).slice(2)).toEqual([eks]);
  const check = evidence.checks.find(({ head_sha: sha }) => sha === scene.pull(1).mergeSha);
  expect(check).toMatchObject({ status: 'completed', conclusion: 'success' });
});
