/** Frees what the main step took, and says loudly when it was not held until now. Warns, never more. */

import { type ReleaseOutcome, releaseLocks } from '../../src/client/locks/release-locks.ts';
import type { KeptLock, OwnLock } from '../../src/domain/locks/kept.ts';

import { dropLocks } from '../../src/runner/drop-locks.ts';
import { findLockFolders, readKeptLocks, readWanted } from '../../src/runner/lock-files.ts';
import type { Runner } from '../../src/runner/runner.ts';
import { openLockServer } from './server.ts';
import { readTaken, type Taken } from './state.ts';

interface Remainder {
  /** Not freed by an earlier step. */
  readonly locks: readonly OwnLock[];
  readonly kept: readonly KeptLock[];
}

function nameOf({ id, key }: OwnLock): string {
  return id || key;
}

/** Ends the heartbeat first: a renewal after the release would take the lock again. */
async function endHeartbeat({ locks, folder: path }: Taken, runner: Runner): Promise<Remainder> {
  const folder = (await findLockFolders(runner.environment)).find((found) => found.path === path);
  if (folder === undefined) return { locks, kept: [] };
  const wanted = await readWanted(path);
  await dropLocks(folder, locks.map(nameOf), runner);
  return {
    locks: wanted === undefined ? locks : locks.filter((lock) => wanted.includes(nameOf(lock))),
    kept: await readKeptLocks(path),
  };
}

async function warnOfLoss(key: string, reason: string, runner: Runner): Promise<void> {
  const text = `THE LOCK ON ${key} WAS LOST WHILE THE JOB RAN: what ran since then was not protected, and somebody else may have changed the stack. ${reason}`;
  await runner.warning(text, 'DENIED_LOCK_LOST');
  await runner.addSummary(
    `> [!WARNING]\n> The lock on \`${key.replaceAll('`', '')}\` was lost while the job ran. The log says how.\n`,
  );
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
    const text = `${key} could not be released and stays locked until its TTL is over: ${outcome.reason}`;
    await runner.warning(text, 'REMOTE_REFUSED');
  }
  if (outcome.status === 'released' && reason === undefined) runner.logger.info(`Released: ${key}.`);
}

/** What the run's jobs share stays for the next of them. */
async function leave(locks: readonly OwnLock[], kept: readonly KeptLock[], runner: Runner): Promise<void> {
  for (const { id, key } of locks) {
    const lost = kept.find((lock) => lock.id === id && lock.status === 'lost');
    if (lost === undefined) runner.logger.info(`Left to the run: ${key}.`);
    else await warnOfLoss(key, lost.reason ?? '', runner);
  }
}

export async function release(runner: Runner): Promise<void> {
  const taken = readTaken(runner);
  if (taken === undefined) return;
  const { locks, kept } = await endHeartbeat(taken, runner);
  if (taken.isShared) return leave(locks, kept, runner);
  const outcomes = await releaseLocks(locks, taken.server, {
    ...openLockServer(taken.connection, runner),
    clock: runner.clock,
    random: runner.random,
  });
  for (const [index, outcome] of outcomes.entries()) {
    const id = locks[index]?.id;
    const lost = kept.find((lock) => lock.id === id && lock.status === 'lost');
    await report(outcome, lost?.reason, runner);
  }
}
