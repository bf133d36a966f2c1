/** Frees what a step took, and nothing else; finds out whether it still held it. */

import { ActionError } from '../../base/errors.ts';
import type { Clock, Random } from '../../base/ports.ts';
import { peerRetry, retry } from '../../base/retry.ts';
import type { OwnLock, ServerKind } from '../../domain/locks/kept.ts';

import type { ReleaseAnswer, ReleaseTarget } from './lock-answers.ts';

export type ReleaseOutcome = { readonly key: string } & (
  | { readonly status: 'released' }
  /** It had ended before this release. */
  | { readonly status: 'lost'; readonly message: string }
  | { readonly status: 'failed'; readonly reason: string }
);

export interface ReleaseCallPorts {
  releaseLock(target: ReleaseTarget): Promise<ReleaseAnswer>;
  readonly clock: Clock;
  readonly random: Pick<Random, 'fraction'>;
}

/** By id a release may be repeated: a grant is freed once, and a later one of the key has another id. */
async function releaseById({ id, key }: OwnLock, ports: ReleaseCallPorts): Promise<ReleaseAnswer> {
  let isRepeat = false;
  const answer = await retry(
    () => ports.releaseLock({ key, id }),
    {
      ...peerRetry,
      isRetryable(error) {
        isRepeat = true;
        return peerRetry.isRetryable(error);
      },
    },
    ports,
  );
  // The first attempt may have freed it, and its response may have been lost.
  return answer.status === 'absent' && isRepeat ? { status: 'released' } : answer;
}

async function releaseOne(
  lock: OwnLock,
  server: ServerKind,
  ports: ReleaseCallPorts,
): Promise<ReleaseOutcome> {
  const { key, until } = lock;
  // Without the id, the key alone could name another holder's lock by now.
  if (server === 'plain' && ports.clock.now() >= until) {
    return { key, status: 'lost', message: 'Its TTL ran out before the job ended.' };
  }
  try {
    const answer = await (server === 'plain' ? ports.releaseLock({ key }) : releaseById(lock, ports));
    if (answer.status === 'released') return { key, status: 'released' };
    return { key, status: 'lost', message: answer.message };
  } catch (error) {
    if (error instanceof ActionError) return { key, status: 'failed', reason: error.message };
    throw error;
  }
}

/** One outcome per lock, in their order. Failures of the server are outcomes: one lock does not keep another. */
export async function releaseLocks(
  locks: readonly OwnLock[],
  server: ServerKind,
  ports: ReleaseCallPorts,
): Promise<readonly ReleaseOutcome[]> {
  const outcomes: ReleaseOutcome[] = [];
  for (const lock of locks) outcomes.push(await releaseOne(lock, server, ports));
  return outcomes;
}
