/** Releases the locks that the workflow names. The heartbeats of this job stop renewing them first. */

import { ActionError } from '../../src/base/errors.ts';
import { peerRetry, retry } from '../../src/base/retry.ts';
import { connectLocks } from '../../src/client/client.ts';
import type { ReleaseAnswer, ReleaseTarget } from '../../src/client/locks/lock-answers.ts';
import type { SessionLocks } from '../../src/client/locks/lock-calls.ts';
import type { OwnLock } from '../../src/domain/locks/kept.ts';
import { apiPorts } from '../../src/runner/connection.ts';
import {
  dropLocks,
  findLockFolders,
  type LockFolder,
  readWanted,
  writeWanted,
} from '../../src/runner/heartbeat-folder.ts';
import type { Runner } from '../../src/runner/runner.ts';
import type { Settings } from './settings.ts';
import type { UnlockOutcome } from './summary.ts';

/** A lock that a step of this job acquired. */
interface Known {
  readonly folder: LockFolder;
  readonly lock: OwnLock;
}

/** Several steps may have acquired the same key, one after the other. */
function findKnown(target: ReleaseTarget, folders: readonly LockFolder[]): readonly Known[] {
  const isMeant = ({ id, key }: OwnLock) =>
    target.id === undefined ? key.toLowerCase() === target.key?.toLowerCase() : id === target.id;
  return folders.flatMap((folder) => folder.locks.filter(isMeant).map((lock) => ({ folder, lock })));
}

/** Runs `work` while no heartbeat renews the lock. If it fails, the lock is kept, and the post step releases it. */
async function withoutHeartbeat<Result>(
  known: readonly Known[],
  work: () => Promise<Result>,
  runner: Runner,
): Promise<Result> {
  const before: { readonly path: string; readonly wanted: readonly string[] }[] = [];
  for (const { folder, lock } of known) {
    before.push({ path: folder.path, wanted: (await readWanted(folder.path)) ?? [] });
    await dropLocks(folder, [lock.id || lock.key], runner);
  }
  try {
    return await work();
  } catch (error) {
    for (const { path, wanted } of before) await writeWanted(path, wanted);
    throw error;
  }
}

/** The lock as the server identifies it: a server without renewal knows only keys. */
function addressOf(target: ReleaseTarget, [known]: readonly Known[]): ReleaseTarget {
  const { force } = target;
  if (known?.folder.server === 'plain') {
    return { key: known.lock.key, force };
  }
  return target;
}

function describe({ key, id = '' }: ReleaseTarget): string {
  return key ?? `the lock ${id}`;
}

/** A release by ID can be retried. By key, a retry might release the lock of another job. */
function release(server: SessionLocks, target: ReleaseTarget, runner: Runner) {
  const work = () => server.releaseLock(target);
  return target.id === undefined ? work() : retry(work, peerRetry, runner);
}

async function reportRelease(answer: ReleaseAnswer, name: string, runner: Runner): Promise<void> {
  if (answer.status === 'released') runner.logger.info(`Released: ${name}.`);
  if (answer.status === 'absent') await runner.notice(`Nothing to release. ${answer.message}`, 'Lock');
}

/** The number of released locks. Throws DENIED_LOCK, after all targets, if a holder's run is still in progress. */
export async function unlock({ targets, connection }: Settings, runner: Runner): Promise<number> {
  const folders = await findLockFolders(runner.environment);
  const server = connectLocks(connection, { action: 'unlock-stack' }, apiPorts(connection, runner));
  const guarded: string[] = [];
  const outcomes: UnlockOutcome[] = [];
  for (const target of targets) {
    const known = findKnown(target, folders);
    const address = addressOf(target, known);
    const answer = await withoutHeartbeat(known, () => release(server, address, runner), runner);
    const name = address.key ?? known[0]?.lock.key ?? describe(address);
    await reportRelease(answer, name, runner);
    outcomes.push({ name, status: answer.status });
    if (answer.status === 'guarded') guarded.push(answer.message);
  }
  const { renderUnlock } = await import('./summary.ts');
  await runner.addSummary(renderUnlock(outcomes));
  if (guarded.length === 0) return outcomes.filter(({ status }) => status === 'released').length;
  throw new ActionError('DENIED_LOCK', guarded.join(' '), {
    hint: 'Wait for the holder, or set `force` and `reason`, which requires the permission ws:locks:force.',
  });
}
