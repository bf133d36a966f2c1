/** Plays histories: what people, GitHub and the server's host do to a scene, one event after the other. */
import { commentMarker } from '../../../src/domain/reports/comment.ts';
import { reviewAsPerson } from '../../../src/simulator/control/actions-settings.ts';
import type { FaultRule } from '../../../src/simulator/transports/faults.ts';
import { statusOf } from '../../../src/simulator/world/runs.ts';
import { graphs, type HistoryEvent } from './history-events.ts';
import type { Component } from './items.ts';
import { releaseLock, takeLock } from './lock-acts.ts';
import { publishRelease } from './release-acts.ts';
import type { DeploymentsScene } from './scene.ts';
import { forkId, forkName, workspaceId } from './seed.ts';

/** Until the job of a new run works, in milliseconds. */
const jobStartMs = 1_500;

const branchOf = (pull: number) => `feature-${pull}`;

/** As far as GitHub lets the person. */
async function tryAct(scene: DeploymentsScene, login: string, what: string, fields: object): Promise<void> {
  try {
    await scene.act(login, what, fields);
  } catch (error) {
    // GitHub refuses, for instance to merge what is closed.
    if (!(error instanceof Error) || error.constructor.name !== 'ActRefusal') throw error;
  }
}

function isThere(scene: DeploymentsScene, pull: number): boolean {
  return scene.simulator.world.repositories.get(1001)?.pullRequests.has(pull) ?? false;
}

async function tick(scene: DeploymentsScene, pull: number, login: string): Promise<void> {
  const comments = scene.simulator.world.repositories.get(1001)?.comments ?? [];
  const comment = comments.find(({ subject, body }) => subject === pull && body.includes('- [ ] '));
  const box = /- \[ \] ([^<]+) </.exec(comment?.body ?? '')?.[1];
  if (comment === undefined || box === undefined) return;
  await tryAct(scene, login, 'tick', { comment: comment.id, box });
}

/** Where the job has not started yet, once it has. */
async function upload(scene: DeploymentsScene, pull: number, list: readonly Component[]): Promise<void> {
  if (!scene.isUp() || !isThere(scene, pull)) return;
  await scene.quiet();
  if ((await scene.upload(pull, list)) !== undefined) return;
  await scene.pass(jobStartMs);
  await scene.upload(pull, list);
}

async function uploadAcrossMerge(scene: DeploymentsScene, pull: number, list: readonly Component[]) {
  if (!scene.isUp() || !isThere(scene, pull)) return;
  await scene.pass(jobStartMs);
  const send = await scene.prepareUpload(pull);
  await tryAct(scene, 'alice', 'merge', { number: pull });
  await scene.quiet();
  await send?.(list);
}

function findFork({ simulator }: DeploymentsScene): number | undefined {
  const pulls = simulator.world.repositories.get(1001)?.pullRequests.values() ?? [];
  return [...pulls].find(({ headRepositoryId }) => headRepositoryId === forkId)?.number;
}

async function pushFork(scene: DeploymentsScene): Promise<void> {
  commits += 1;
  const files = { 'fork.tf': String(commits) };
  await tryAct(scene, 'mallory', 'push', { repository: forkName, branch: 'fork', files });
  const isNew = isThere(scene, 1) && findFork(scene) === undefined;
  if (isNew) await tryAct(scene, 'mallory', 'open', { head: 'fork', head_repository: forkName });
}

async function mimic(scene: DeploymentsScene, number: number): Promise<void> {
  if (!isThere(scene, number)) return;
  const marker = commentMarker({ workspaceId, repositoryId: '1001', number });
  await tryAct(scene, 'mallory', 'comment', { number, body: `${marker}\nNothing to see here.` });
}

async function approve(scene: DeploymentsScene): Promise<void> {
  await scene.quiet();
  const waiting = [...scene.simulator.world.runs.values()]
    .flat()
    .find((run) => run.repositoryId === 1001 && statusOf(run) === 'waiting');
  if (waiting === undefined) return;
  reviewAsPerson(scene.simulator.world, { run: waiting.id, reviewer: 'alice', state: 'approved' });
}

let commits = 0;

async function push(scene: DeploymentsScene, pull: number): Promise<void> {
  // The first of both has the number 1.
  const number = isThere(scene, 1) ? pull : 1;
  if (isThere(scene, number) && scene.pull(number).state === 'merged') return;
  commits += 1;
  const branch = branchOf(number);
  await tryAct(scene, 'alice', 'push', { branch, files: { [`${branch}.tf`]: String(commits) } });
  if (!isThere(scene, number)) await tryAct(scene, 'alice', 'open', { head: branch });
}

/** What needs its pull request does nothing without it. */
export async function play(scene: DeploymentsScene, event: HistoryEvent): Promise<void> {
  // Where there is one pull request, everything is about it.
  const known = 'pull' in event && isThere(scene, event.pull) ? event.pull : 1;
  switch (event.do) {
    case 'push':
      return push(scene, event.pull);
    case 'upload':
      return upload(scene, known, graphs[event.graph] ?? []);
    case 'upload-across-merge':
      return uploadAcrossMerge(scene, known, graphs[event.graph] ?? []);
    case 'merge':
    case 'close':
    case 'reopen':
      if (isThere(scene, known)) await tryAct(scene, 'alice', event.do, { number: known });
      return;
    case 'enqueue':
    case 'dequeue':
      await scene.quiet();
      if (isThere(scene, known)) await tryAct(scene, 'alice', event.do, { number: known });
      return;
    case 'upload-group':
      if (!scene.isUp()) return;
      await scene.pass(jobStartMs);
      if (scene.isUp()) await scene.uploadGroup(known, graphs[event.graph] ?? []);
      return;
    case 'label':
      if (isThere(scene, event.pull))
        await tryAct(scene, 'alice', 'label', { number: event.pull, label: 'x' });
      return;
    case 'break':
      scene.variables['BROKEN'] = event.components;
      return;
    case 'publish':
      return publishRelease(scene);
    case 'tick':
      return tick(scene, known, event.login);
    case 'mimic':
      return mimic(scene, known);
    case 'fork':
      return pushFork(scene);
    case 'upload-fork': {
      const fork = findFork(scene);
      if (fork !== undefined) await upload(scene, fork, graphs[event.graph] ?? []);
      return;
    }
    case 'role':
      return tryAct(scene, 'root', 'grant', { login: event.login, role: event.role });
    case 'approve':
      return approve(scene);
    case 'hooks': {
      const { mode, times } = event;
      const rule = { mode, times, event: event.event, milliseconds: 20_000, size: 3, seed: times };
      scene.simulator.world.courier?.addRule(rule);
      return;
    }
    case 'release':
      scene.simulator.world.courier?.release(event.seed);
      return;
    case 'fault': {
      const { kind, route, skip } = event;
      const more = { status: 502, retryAfterSeconds: 60, milliseconds: 100, resetSeconds: 30 };
      const fault = { kind, ...more };
      scene.simulator.faults.add({ route, fault: fault as FaultRule['fault'], times: 1, skip });
      return;
    }
    case 'lock':
      await takeLock(scene, { path: event.component, seconds: event.seconds });
      return;
    case 'unlock':
      await releaseLock(scene, event.component);
      return;
    case 'stop':
      return scene.stopServer();
    case 'start':
      return scene.startServer();
    case 'kill':
      return scene.doom(event);
    case 'pass':
      return scene.pass(event.seconds * 1_000);
  }
}

/** Longer than an hour, in milliseconds: the server has read what GitHub lists. */
export const backfillMs = 75 * 60_000;
const backfillStepMs = 5 * 60_000;

/** GitHub works again, and the server runs. */
export async function calm(scene: DeploymentsScene): Promise<void> {
  const { world, faults } = scene.simulator;
  faults.clear();
  scene.spare();
  await scene.startServer();
  world.courier?.clearRules();
  world.courier?.release();
  await scene.quiet();
}

/** The server finds by itself what GitHub could not deliver, and what it never made a delivery of. */
export function backfill(scene: DeploymentsScene): Promise<void> {
  return scene.pass(backfillMs, backfillStepMs);
}

/** An operator has the deliveries that failed sent again. */
export async function redeliver(scene: DeploymentsScene): Promise<void> {
  const { world } = scene.simulator;
  const delivered = new Set(world.deliveries.flatMap(({ status, guid }) => (status === 'OK' ? [guid] : [])));
  const lost = world.deliveries.filter(({ guid }) => !delivered.has(guid));
  for (const delivery of lost.filter(
    ({ guid }, index) => lost.findIndex((one) => one.guid === guid) === index,
  ))
    world.courier?.redeliver(delivery);
  await scene.quiet();
}
