/** Releases the locks of the main step, and warns if one was lost. Never fails the job. */

import { connectLocks } from '../../src/client/client.ts';
import { type ReleaseOutcome, releaseLocks } from '../../src/client/locks/release-locks.ts';
import type { KeptLock, OwnLock } from '../../src/domain/locks/kept.ts';
import { apiPorts } from '../../src/runner/connection.ts';

import { dropLocks, findLockFolder, readKeptLocks, readWanted } from '../../src/runner/heartbeat-folder.ts';
import type { Runner } from '../../src/runner/runner.ts';
import { abandon } from './abandon.ts';
import { readTaken, type Taken } from './state.ts';
import { describeFailedRelease, describeLoss, renderLoss } from './texts.ts';

interface Remainder {
  /** Not released by an earlier step. */
  readonly locks: readonly OwnLock[];
  readonly kept: readonly KeptLock[];
}

function nameOf({ id, key }: OwnLock): string {
  return id || key;
}

/** Stops the heartbeat before the release: a later renewal would acquire the lock again. */
async function endHeartbeat({ locks, folder: path }: Taken, runner: Runner): Promise<Remainder> {
  const folder = await findLockFolder(path);
  if (folder === undefined) return { locks, kept: [] };
  const wanted = await readWanted(path);
  await dropLocks(folder, locks.map(nameOf), runner);
  return {
    locks: wanted === undefined ? locks : locks.filter((lock) => wanted.includes(nameOf(lock))),
    kept: await readKeptLocks(path),
  };
}

async function warnOfLoss(key: string, reason: string, runner: Runner): Promise<void> {
  await runner.warning(describeLoss(key, reason), 'DENIED_LOCK_LOST');
  await runner.addSummary(renderLoss(key));
}

async function report(
  outcome: ReleaseOutcome,
  lostBefore: string | undefined,
  runner: Runner,
): Promise<void> {
  const { key } = outcome;
  const reason = lostBefore ?? (outcome.status === 'lost' ? outcome.message : undefined);
  if (reason !== undefined) await warnOfLoss(key, reason, runner);
  if (outcome.status === 'failed') {
    await runner.warning(describeFailedRelease(key, outcome.reason), 'REMOTE_REFUSED');
  }
  if (outcome.status === 'released' && reason === undefined) runner.logger.info(`Released: ${key}.`);
}

/** A shared lock stays for the other jobs of the run. */
async function leave(locks: readonly OwnLock[], kept: readonly KeptLock[], runner: Runner): Promise<void> {
  for (const { id, key } of locks) {
    const lost = kept.find((lock) => lock.id === id && lock.status === 'lost');
    if (lost === undefined) runner.logger.info(`Kept for the other jobs of the run: ${key}.`);
    else await warnOfLoss(key, lost.reason ?? '', runner);
  }
}

export async function release(runner: Runner): Promise<void> {
  await abandon(runner);
  const taken = await readTaken(runner);
  if (taken === undefined) return;
  const { locks, kept } = await endHeartbeat(taken, runner);
  if (taken.isShared) return leave(locks, kept, runner);
  const { connection, server } = taken;
  const requests = connectLocks(connection, { action: 'lock-stack' }, apiPorts(connection, runner));
  const { clock, random } = runner;
  const outcomes = await releaseLocks(locks, server, { ...requests, clock, random });
  for (const [index, outcome] of outcomes.entries()) {
    const id = locks[index]?.id;
    const lost = kept.find((lock) => lock.id === id && lock.status === 'lost');
    await report(outcome, lost?.reason, runner);
  }
}
