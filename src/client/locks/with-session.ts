/** The requests about locks, each with a session that is there when it is needed. */

import type { ApiConnection } from '../connect.ts';
import type { LockOrder, ReleaseAnswer, ReleaseTarget, TakeAnswer } from './lock-answers.ts';
import type { LockCallOptions } from './lock-calls.ts';

/** Longest request that gives up a place, in milliseconds: a cancelled job has little time. */
const stopTimeoutMs = 2_000;

/** As `LockCalls`, without the session. */
export interface LockServer {
  /** One of the order's keys. */
  takeLock(key: string, order: LockOrder): Promise<TakeAnswer>;
  /** `more` overrides the options that it was created with. */
  takeLocks(order: LockOrder, more?: LockCallOptions): Promise<TakeAnswer>;
  stopWaiting(order: Pick<LockOrder, 'keys' | 'scope'>): Promise<boolean>;
  releaseLock(target: ReleaseTarget): Promise<ReleaseAnswer>;
}

export function createLockServer(
  { client, withSession }: ApiConnection,
  options: LockCallOptions = {},
): LockServer {
  // It goes out when the job is cancelled, which ends the other requests.
  const { signal: _cancelled, ...stopOptions } = { ...options, timeoutMs: stopTimeoutMs };
  return {
    takeLock: (key, order) =>
      withSession((session) => client.takeLock(session, { ...order, keys: [key] }, options)),
    takeLocks: (order, more) =>
      withSession((session) => client.takeLocks(session, order, { ...options, ...more })),
    stopWaiting: (order) => withSession((session) => client.stopWaiting(session, order, stopOptions)),
    releaseLock: (target) => withSession((session) => client.releaseLock(session, target, options)),
  };
}
