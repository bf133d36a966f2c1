/** The requests about locks, each with a session that is there when it is needed. */
import type { LockTerms, ReleaseAnswer, ReleaseTarget, TakeAnswer } from '../locks/lock-answers.ts';
import type { ApiConnection } from './connect.ts';
import type { LockCallOptions } from './lock-calls.ts';

/** As `LockCalls`, without the session. */
export interface LockServer {
  takeLock(key: string, terms: LockTerms): Promise<TakeAnswer>;
  takeLocks(keys: readonly string[], terms: LockTerms): Promise<TakeAnswer>;
  releaseLock(target: ReleaseTarget): Promise<ReleaseAnswer>;
}

export function createLockServer(
  { client, withSession }: ApiConnection,
  options: LockCallOptions = {},
): LockServer {
  return {
    takeLock: (key, terms) => withSession((session) => client.takeLock(session, key, terms, options)),
    takeLocks: (keys, terms) => withSession((session) => client.takeLocks(session, keys, terms, options)),
    releaseLock: (target) => withSession((session) => client.releaseLock(session, target, options)),
  };
}
