/**
 * Time from the release of a lock until GitHub has accepted the dispatch of the deployment that waited for it. Released at the replica that
 * dispatches, and as at another one, which cannot wake it.
 */
import { createFreedHook } from '../../src/server/deployments/lock-freed.ts';
import { createLockStore } from '../../src/server/locks/open-store.ts';
import {
  type DeploymentScene,
  pullPayload,
  startDeploymentScene,
  wired,
} from '../../test/server/deployments/deployment-scene.ts';
import { item, request } from '../../test/server/stacks/uploads-scene.ts';
import { describeEvents, holder, place, releaseRequest } from '../../test/support/locks.ts';
import { exchange, idTokenOf } from '../../test/support/server.ts';
import { until } from '../../test/support/until.ts';
import type { Section } from '../section.ts';
import { summarize } from '../statistics.ts';

const handOffs = 40;
/** The lock is released at any time between two polls of the queue, in milliseconds. */
const longestHoldMs = 1_500;
const pollMs = 2;
const settings = wired('apply.yaml', 'synchronize');

/** A request for the lock by a job of the run 900. */
async function callAsJob(
  { server, simulator }: DeploymentScene,
  {
    method,
    path,
    ...more
  }: { readonly method: 'POST' | 'DELETE'; readonly path: string; readonly ttl?: number },
): Promise<() => Promise<void>> {
  const token = await idTokenOf(simulator, 'upload', { claims: { run_id: '900', run_attempt: '1' } });
  const session = String((await exchange(server, token, 'ws_1')).body.data?.['token']);
  const body = { key: `acme/infra/${path}`, ...more };
  return async () => {
    const { status, text } = await request(server, session, { method, path: '/locks', body });
    if (status !== 200) throw new Error(`the request for the lock was answered with ${status}: ${text}`);
  };
}

/** What frees a key, prepared before the time is taken. */
type Release = (path: string) => Promise<() => Promise<void>>;

function createReleases(scene: DeploymentScene): Readonly<Record<string, Release>> {
  const { database, config } = scene.server;
  const onFreed = createFreedHook({ config, database });
  const elsewhere = createLockStore(database, { onFreed, wake() {} });
  const forced = { reason: 'bench' };
  return {
    'same replica': (path) => callAsJob(scene, { method: 'DELETE', path }),
    'other replica': async (path) => async () => {
      await elsewhere.release({ ...place, path }, releaseRequest(holder('1'), { forced }), describeEvents);
    },
  };
}

/** Deploys a component of its own whose lock a job holds, and releases that. */
async function measureOne(scene: DeploymentScene, index: number, prepare: Release) {
  const { db } = scene.server.database;
  const component = `component-${index}`;
  const path = `dev/${component}`;
  const head = String(index).padStart(40, '0');
  const number = index + 1;
  await (await callAsJob(scene, { method: 'POST', path, ttl: 600 }))();
  await scene.deliver('pull_request', pullPayload('opened', { number, head, at: 0 }));
  await scene.upload(head, [item(component, { settings })], { ref: `refs/pull/${number}/merge` });
  const node = () =>
    db.selectFrom('batch_nodes').select('state').where('component', '=', component).executeTakeFirst();
  await until(async () => (await node())?.state === 'locked');
  await new Promise((resolve) => setTimeout(resolve, Math.random() * longestHoldMs));
  const release = await prepare(path);
  const released = performance.now();
  await release();
  while ((await node())?.state !== 'running') await new Promise((resolve) => setTimeout(resolve, pollMs));
  return performance.now() - released;
}

export const lockDispatch: Section = {
  name: 'lock-dispatch',
  async measure() {
    await using scene = await startDeploymentScene();
    const rows: Record<string, string | number>[] = [];
    let worst = 0;
    let index = 0;
    for (const [at, release] of Object.entries(createReleases(scene))) {
      const delays: number[] = [];
      for (let count = 0; count < handOffs; count += 1) {
        delays.push(await measureOne(scene, index, release));
        index += 1;
      }
      const { minimum, median, p99, maximum } = summarize(delays);
      rows.push({
        'released at': at,
        'min ms': minimum,
        'median ms': median,
        'p99 ms': p99,
        'max ms': maximum,
      });
      worst = Math.max(worst, p99);
    }
    return {
      title: 'Dispatch of a deployment that waited for a lock',
      method: `${handOffs} deployments each, embedded database, from before the release to after GitHub's answer.`,
      rows,
      targets: [{ what: 'free key to dispatch, p99', limit: 2_000, measured: worst, unit: 'ms' }],
    };
  },
};
