/**
 * Keeps run locks alive while their job lives: renews at a third of the TTL and notices a loss. A lost lock is never taken
 * again, because only a renewal is requested. A server that does not support renewals grants an ended lock again. The new grant is
 * recognized by its id and released at once, unless another job of the same run took it on purpose in the meantime.
 */

import { ActionError } from '../../base/errors.ts';
import type { KeptLock, OwnLock } from '../../domain/locks/kept.ts';
import type { LockOrder, TakeAnswer } from './lock-answers.ts';

/** How often the environment is checked, in milliseconds. */
const tickMs = 200;
/** Pause after a renewal that failed, in milliseconds, where a third of the TTL is not shorter. */
const failurePauseMs = 2_000;
/** Longest and shortest request, in milliseconds: one that does not end before the lock would hide that the lock has. */
const longestRequestMs = 10_000;
const shortestRequestMs = 2_000;
/** No job lasts longer, in milliseconds: GitHub ends one on a self-hosted runner after five days. */
const longestLifeMs = 5 * 24 * 60 * 60_000;

export interface RenewRequest {
  readonly locks: readonly OwnLock[];
  /** Its keys give way to those that are still held. */
  readonly order: LockOrder;
  /** When they were taken, by this machine's clock. */
  readonly takenAt: number;
}

export interface RenewPorts {
  /** Rejects when there is no answer within `timeoutMs`. */
  takeLocks(order: LockOrder, options: { readonly timeoutMs: number }): Promise<TakeAnswer>;
  releaseLock(target: { readonly id: string }): Promise<unknown>;
  /** Ids of the locks that the job still wants; `undefined` when the job's directory is gone. */
  readWanted(): Promise<readonly string[] | undefined>;
  /** Whether the process that runs the job's steps is there. */
  isJobAlive(): boolean;
  /** Called at every change. */
  report(locks: readonly KeptLock[]): Promise<void>;
  readonly clock: { now(): number; sleep(milliseconds: number): Promise<void> };
}

type Renewal = ReadonlyMap<string, Omit<KeptLock, 'id' | 'key'>>;

function lost(reason: string, until: number): Omit<KeptLock, 'id' | 'key'> {
  return { status: 'lost', reason, until };
}

/** New states by id; those of which nothing is known are left out. */
async function renewOnce(held: readonly KeptLock[], order: LockOrder, ports: RenewPorts): Promise<Renewal> {
  const sentAt = ports.clock.now();
  const left = Math.min(...held.map(({ until }) => until)) - sentAt;
  const timeoutMs = Math.max(shortestRequestMs, Math.min(longestRequestMs, left));
  const keys = held.map(({ key }) => key);
  const answer = await ports.takeLocks({ ...order, keys }, { timeoutMs });
  if (answer.status === 'unsupported') {
    throw new ActionError('REMOTE_REFUSED', 'The server no longer knows how to renew.');
  }
  if (answer.status === 'held') {
    const [only, ...more] = held;
    if (only !== undefined && more.length === 0)
      return new Map([[only.id, lost(answer.message, only.until)]]);
    const each: [string, Omit<KeptLock, 'id' | 'key'>][] = [];
    for (const lock of held) each.push(...(await renewOnce([lock], order, ports)));
    return new Map(each);
  }
  const until = sentAt + order.ttlSeconds.renewing * 1_000;
  const ids = new Set(answer.grants.map(({ id }) => id));
  const mine = new Set(held.map(({ id }) => id));
  const strays = answer.grants.filter(({ id, outcome }) => !mine.has(id) && outcome !== 'renewed');
  for (const { id } of strays) await ports.releaseLock({ id });
  return new Map(
    held.map((lock) => [
      lock.id,
      ids.has(lock.id)
        ? { status: 'held', until }
        : lost('The lock expired or was released by another caller, and was not taken again.', lock.until),
    ]),
  );
}

/** Ends when nothing is left to keep, or when the job is gone; what is held then ends with its TTL. Never rejects for a failed request. */
export async function keepLocks(request: RenewRequest, ports: RenewPorts): Promise<void> {
  const { takenAt } = request;
  const order: LockOrder = { ...request.order, renewOnly: true, waitSeconds: undefined };
  const { clock } = ports;
  const intervalMs = (order.ttlSeconds.renewing * 1_000) / 3;
  let locks: readonly KeptLock[] = request.locks.map((lock) => ({ ...lock, status: 'held' }));
  let nextAt = takenAt + intervalMs;
  let failure = '';
  async function change(update: (lock: KeptLock) => KeptLock): Promise<void> {
    const next = locks.map((lock) => (lock.status === 'held' ? update(lock) : lock));
    const isChanged = next.some((lock, index) => lock !== locks[index]);
    locks = next;
    if (isChanged) await ports.report(locks);
  }
  await ports.report(locks);
  for (;;) {
    const wanted = await ports.readWanted();
    if (wanted === undefined || !ports.isJobAlive() || clock.now() - takenAt > longestLifeMs) return;
    await change((lock) => (wanted.includes(lock.id) ? lock : { ...lock, status: 'dropped' }));
    const held = locks.filter(({ status }) => status === 'held');
    if (held.length === 0) return;
    // Also when all of the time seems to be over: should a clock have been set ahead, the server knows better.
    if (clock.now() >= nextAt) {
      try {
        const sentAt = clock.now();
        const renewal = await renewOnce(held, order, ports);
        await change((lock) => ({ ...lock, ...renewal.get(lock.id) }));
        nextAt = sentAt + intervalMs;
      } catch (error) {
        failure = error instanceof Error ? error.message : String(error);
        nextAt = clock.now() + Math.min(intervalMs, failurePauseMs);
      }
    }
    const now = clock.now();
    await change((lock) =>
      now < lock.until
        ? lock
        : { ...lock, ...lost(`It could not be renewed before it ran out: ${failure}`, lock.until) },
    );
    await clock.sleep(tickMs);
  }
}
