/** The requests about locks, each with a session that is there when it is needed. */
import type { LockTerms, ReleaseAnswer, ReleaseTarget, TakeAnswer } from '../locks/lock-answers.ts';
import type { WithSession } from '../log-in.ts';
import type { LockCallOptions, LockCalls } from './lock-calls.ts';

/** As `LockCalls`, without the session. */
export interface LockServer {
  takeLock(key: string, terms: LockTerms): Promise<TakeAnswer>;
  takeLocks(keys: readonly string[], terms: LockTerms): Promise<TakeAnswer>;
  releaseLock(target: ReleaseTarget): Promise<ReleaseAnswer>;
}

export function createLockServer(
  calls: LockCalls,
  withSession: WithSession,
  options: LockCallOptions = {},
): LockServer {
  return {
    takeLock: (key, terms) => withSession((session) => calls.takeLock(session, key, terms, options)),
    takeLocks: (keys, terms) => withSession((session) => calls.takeLocks(session, keys, terms, options)),
    releaseLock: (target) => withSession((session) => calls.releaseLock(session, target, options)),
  };
}
