/** Hands the result of `lock-stack` to the job: state for the post step first, then the heartbeat, then outputs. */

import { ActionError } from '../../src/base/errors.ts';
import { releaseLocks } from '../../src/client/locks/release-locks.ts';
import type { WaitResult } from '../../src/client/locks/wait-for-locks.ts';
import type { OwnLock } from '../../src/domain/locks/kept.ts';
import { leaveRunning, markJobProcess } from '../../src/runner/job-process.ts';
import {
  createLockFolder,
  describeLockFolder,
  lockFolderPath,
  lostFile,
} from '../../src/runner/lock-files.ts';
import type { Runner } from '../../src/runner/runner.ts';
import { toOutputs } from './outputs.ts';
import { openLockServer } from './server.ts';
import type { Settings } from './settings.ts';
import { type HeartbeatStart, saveTaken, type Taken } from './state.ts';

type Acquired = Extract<WaitResult, { status: 'acquired' }>;
type Held = Extract<WaitResult, { status: 'held' }>;
type Cancelled = Extract<WaitResult, { status: 'cancelled' }>;

/** A job that held the lock before this step does not have it from this step; what jobs share each of them renews. */
function ownLocks({ grants, isRepeat }: Acquired, until: number, isShared = false): readonly OwnLock[] {
  return grants
    .filter(({ outcome }) => outcome !== 'renewed' || isRepeat || isShared)
    .map(({ id, key }) => ({ id, key, until }));
}

async function keepAlive(taken: Taken, result: Acquired, settings: Settings): Promise<void> {
  const { server, locks, folder } = taken;
  const start: HeartbeatStart = {
    ...taken,
    order: settings.order,
    takenAt: result.takenAt,
    job: markJobProcess(),
  };
  const heartbeat = await leaveRunning('heartbeat', start);
  await describeLockFolder({ path: folder, server, locks, heartbeat });
}

async function deliverTaken(result: Acquired, settings: Settings, runner: Runner): Promise<void> {
  const { connection, order, heartbeat } = settings;
  const { server, ttlSeconds, grants } = result;
  const until = result.takenAt + ttlSeconds * 1_000;
  const isShared = order.scope === 'run';
  const locks = ownLocks(result, until, isShared);
  const folder = lockFolderPath(runner.random.uuid(), runner.environment);
  const isBound = order.kind === 'run' && locks.length > 0;
  const renews = isBound && heartbeat && server === 'renewing';
  if (isBound) {
    const taken: Taken = { connection, server, locks, isShared, folder };
    await saveTaken(taken, runner);
    await createLockFolder({ path: folder, server, locks, heartbeat: undefined });
    if (renews) await keepAlive(taken, result, settings);
  }
  const term = renews
    ? `renewed every ${Math.round(ttlSeconds / 3)} s until the job ends`
    : `for ${ttlSeconds} s`;
  for (const { key, fencingToken, outcome } of grants) {
    const who = isShared ? 'This run' : 'This job';
    const how = outcome === 'renewed' && !result.isRepeat ? `${who} holds it already` : 'Locked';
    const token = fencingToken === undefined ? '' : `, fencing token ${fencingToken}`;
    runner.logger.info(`${how}: ${key}, ${term}${token}.`);
  }
  if (isShared && server === 'plain') {
    const text =
      'This server knows locks by their keys alone: to take it again in another job of the run is refused there. Take it in one job and free it in the last one.';
    await runner.notice(text, 'Lock');
  }
  if (heartbeat && server === 'plain') {
    const text = `This server cannot renew locks: it ends ${ttlSeconds} s after it was taken, even if the job still runs. Set ttl to more than the job takes.`;
    await runner.notice(text, 'Lock');
  }
  await runner.setOutputs(toOutputs({ grants, until, lostFile: isBound ? lostFile(folder) : '' }));
}

async function deliverHeld({ by, waitedMs }: Held, settings: Settings, runner: Runner): Promise<void> {
  await runner.setOutputs(toOutputs(by));
  const waited = settings.waitMs === 0 ? '' : ` Waited ${Math.round(waitedMs / 1_000)} s.`;
  const text = `${by.message}${waited}`;
  if (settings.failIfLocked) {
    throw new ActionError('DENIED_LOCK', text, {
      hint: 'Set `wait` to wait for it, or `fail-if-locked: false` to go on without it.',
    });
  }
  await runner.warning(`Not locked. ${text}`, 'Lock');
}

async function deliverCancelled(
  { acquired, isUncertain }: Cancelled,
  settings: Settings,
  runner: Runner,
): Promise<void> {
  if (acquired !== undefined) {
    const { grants, server, takenAt, ttlSeconds } = acquired;
    const locks = ownLocks({ ...acquired, isRepeat: false, waitedMs: 0 }, takenAt + ttlSeconds * 1_000);
    const ports = { ...openLockServer(settings.connection, runner), ...runner };
    await releaseLocks(locks, server, ports);
    runner.logger.info(`Given back: ${grants.map(({ key }) => key).join(', ')}.`);
  }
  throw new ActionError('DENIED_LOCK', 'The job was cancelled while it waited for the lock.', {
    hint: isUncertain
      ? 'A request was under way; if it took the lock, that ends with its TTL.'
      : 'Nothing is locked by this step.',
  });
}

/** Throws DENIED_LOCK when the lock is held and the workflow does not go on without it. */
export async function deliver(result: WaitResult, settings: Settings, runner: Runner): Promise<void> {
  switch (result.status) {
    case 'acquired':
      return deliverTaken(result, settings, runner);
    case 'held':
      return deliverHeld(result, settings, runner);
    case 'cancelled':
      return deliverCancelled(result, settings, runner);
  }
}
