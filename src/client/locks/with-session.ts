/** The requests about locks, each with a session that is there when it is needed. */

import type { ApiConnection } from '../connect.ts';
import type { LockTerms, ReleaseAnswer, ReleaseTarget, TakeAnswer } from './lock-answers.ts';
import type { LockCallOptions } from './lock-calls.ts';

/** Longest request that gives up a place, in milliseconds: a cancelled job has little time. */
const stopTimeoutMs = 2_000;

/** As `LockCalls`, without the session. */
export interface LockServer {
  takeLock(key: string, terms: LockTerms): Promise<TakeAnswer>;
  /** `more` goes before the options that it was made with. */
  takeLocks(keys: readonly string[], terms: LockTerms, more?: LockCallOptions): Promise<TakeAnswer>;
  stopWaiting(keys: readonly string[], terms: Pick<LockTerms, 'scope'>): Promise<boolean>;
  releaseLock(target: ReleaseTarget): Promise<ReleaseAnswer>;
}

export function createLockServer(
  { client, withSession }: ApiConnection,
  options: LockCallOptions = {},
): LockServer {
  // It goes out when the job is cancelled, which ends the other requests.
  const { signal: _cancelled, ...stopOptions } = { ...options, timeoutMs: stopTimeoutMs };
  return {
    takeLock: (key, terms) => withSession((session) => client.takeLock(session, key, terms, options)),
    takeLocks: (keys, terms, more) =>
      withSession((session) => client.takeLocks(session, keys, terms, { ...options, ...more })),
    stopWaiting: (keys, terms) =>
      withSession((session) => client.stopWaiting(session, keys, terms, stopOptions)),
    releaseLock: (target) => withSession((session) => client.releaseLock(session, target, options)),
  };
}
