/** Frees the locks that the workflow names. A heartbeat of this job lets go of them first, or it would take them again. */

import { ActionError } from '../../src/base/errors.ts';
import { peerRetry, retry } from '../../src/base/retry.ts';
import { connectApi } from '../../src/client/connect.ts';
import type { ReleaseAnswer, ReleaseTarget } from '../../src/client/locks/lock-answers.ts';
import { createLockServer, type LockServer } from '../../src/client/locks/with-session.ts';
import type { OwnLock } from '../../src/domain/locks/kept.ts';
import { apiPorts } from '../../src/runner/api-ports.ts';
import { dropLocks } from '../../src/runner/drop-locks.ts';
import { findLockFolders, type LockFolder, readWanted, writeWanted } from '../../src/runner/lock-files.ts';
import type { Runner } from '../../src/runner/runner.ts';
import type { Settings } from './settings.ts';

/** A lock that a step of this job took. */
interface Known {
  readonly folder: LockFolder;
  readonly lock: OwnLock;
}

/** A key may have been taken by several steps, one after the other. */
function findKnown(target: ReleaseTarget, folders: readonly LockFolder[]): readonly Known[] {
  const isMeant = ({ id, key }: OwnLock) =>
    target.id === undefined ? key.toLowerCase() === target.key?.toLowerCase() : id === target.id;
  return folders.flatMap((folder) => folder.locks.filter(isMeant).map((lock) => ({ folder, lock })));
}

/** Runs `work` while no heartbeat renews the lock. When it fails the post step shall try again. */
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

/** What the server can know it by: one that does not renew knows keys only. */
function addressOf(target: ReleaseTarget, [known]: readonly Known[]): ReleaseTarget {
  const { force } = target;
  if (known?.folder.server === 'plain') {
    return { key: known.lock.key, ...(force === undefined ? {} : { force }) };
  }
  return target;
}

function describe({ key, id = '' }: ReleaseTarget): string {
  return key ?? `the lock ${id}`;
}

/** By id a release may be repeated; by key the second try might free somebody else's lock. */
function release(server: LockServer, target: ReleaseTarget, runner: Runner) {
  const work = () => server.releaseLock(target);
  return target.id === undefined ? work() : retry(work, peerRetry, runner);
}

async function say(answer: ReleaseAnswer, name: string, runner: Runner): Promise<void> {
  if (answer.status === 'released') runner.logger.info(`Released: ${name}.`);
  if (answer.status === 'absent') await runner.notice(`Nothing to release. ${answer.message}`, 'Lock');
}

/** Whether each was released; absent locks are fine. Throws DENIED_LOCK when a holder is in the way, after all were tried. */
export async function unlock({ targets, connection }: Settings, runner: Runner): Promise<number> {
  const folders = await findLockFolders(runner.environment);
  const server = createLockServer(connectApi(connection, 'unlock-stack', apiPorts(connection, runner)));
  const guarded: string[] = [];
  let released = 0;
  for (const target of targets) {
    const known = findKnown(target, folders);
    const address = addressOf(target, known);
    const answer = await withoutHeartbeat(known, () => release(server, address, runner), runner);
    await say(answer, address.key ?? known[0]?.lock.key ?? describe(address), runner);
    if (answer.status === 'released') released += 1;
    if (answer.status === 'guarded') guarded.push(answer.message);
  }
  if (guarded.length === 0) return released;
  throw new ActionError('DENIED_LOCK', guarded.join(' '), {
    hint: 'The holder releases it; to override, set force and a reason, which takes the permission ws:locks:force.',
  });
}
