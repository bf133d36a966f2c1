/** Delivers the result of `lock-stack`: first the state for the post step, then the heartbeat, then log and outputs. */

import { ActionError } from '../../src/base/errors.ts';
import { connectLocks } from '../../src/client/client.ts';
import { releaseLocks } from '../../src/client/locks/release-locks.ts';
import type { WaitResult } from '../../src/client/locks/wait-for-locks.ts';
import type { OwnLock } from '../../src/domain/locks/kept.ts';
import { apiPorts } from '../../src/runner/connection.ts';
import {
  createLockFolder,
  describeLockFolder,
  lockFolderPath,
  lostFile,
} from '../../src/runner/heartbeat-folder.ts';
import { leaveRunning, markJobProcess } from '../../src/runner/job-process.ts';
import type { Runner } from '../../src/runner/runner.ts';
import { toOutputs } from './outputs.ts';
import type { Settings } from './settings.ts';
import { forgetRequested, type HeartbeatStart, saveTaken, type Taken } from './state.ts';
import {
  describeCancelHint,
  describeFixedTerm,
  describeHeldHint,
  describeLockGrant,
  describeTerm,
  sharingUnsupported,
} from './texts.ts';

type Acquired = Extract<WaitResult, { status: 'acquired' }>;
type Held = Extract<WaitResult, { status: 'held' }>;
type Cancelled = Extract<WaitResult, { status: 'cancelled' }>;

/** The locks that this step acquired. A lock that the job held before is not one of them; a shared lock is renewed by each job. */
function ownLocks({ grants, isRepeat }: Acquired, until: number, isShared = false): readonly OwnLock[] {
  return grants
    .filter(({ outcome, pending }) => outcome !== 'renewed' || pending || isRepeat || isShared)
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
  const heartbeat = await leaveRunning('heartbeat', start, folder);
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
    await forgetRequested(runner);
    await createLockFolder({ path: folder, server, locks, heartbeat: undefined });
    if (renews) await keepAlive(taken, result, settings);
  } else {
    await forgetRequested(runner);
  }
  for (const grant of grants) {
    const wasHeld = grant.outcome === 'renewed' && !result.isRepeat;
    runner.logger.info(describeLockGrant(grant, { wasHeld, isShared, renews, ttlSeconds }));
  }
  if (isShared && server === 'plain') await runner.notice(sharingUnsupported, 'Lock');
  if (heartbeat && server === 'plain') await runner.notice(describeFixedTerm(ttlSeconds), 'Lock');
  await runner.setOutputs(toOutputs({ grants, until, lostFile: isBound ? lostFile(folder) : '' }));
  const { renderLocksSummary } = await import('./summary.ts');
  await runner.addSummary(renderLocksSummary(grants, describeTerm({ renews, ttlSeconds })));
}

async function deliverHeld({ by, waitedMs }: Held, settings: Settings, runner: Runner): Promise<void> {
  await forgetRequested(runner);
  await runner.setOutputs(toOutputs(by));
  const waited = settings.waitMs === 0 ? '' : ` Waited ${Math.round(waitedMs / 1_000)} s.`;
  const text = `${by.message}${waited}`;
  const { renderHeld } = await import('./summary.ts');
  await runner.addSummary(renderHeld(settings.order.keys, text));
  if (settings.failIfLocked) {
    throw new ActionError('DENIED_LOCK', text, { hint: describeHeldHint(settings.waitMs) });
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
    const { connection } = settings;
    const requests = connectLocks(connection, { action: 'lock-stack' }, apiPorts(connection, runner));
    await releaseLocks(locks, server, { ...requests, ...runner });
    runner.logger.info(`Released: ${grants.map(({ key }) => key).join(', ')}.`);
  }
  if (!isUncertain) await forgetRequested(runner);
  throw new ActionError('DENIED_LOCK', 'The job was cancelled while it waited for the lock.', {
    hint: describeCancelHint(isUncertain),
  });
}

/** Throws DENIED_LOCK if the lock is held and `fail-if-locked` is set, and after a cancellation. */
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
