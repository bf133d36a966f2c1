/**
 * Takes all keys or none, once. Which kind of server it is shows in the first request: one that renews takes all keys in one
 * transaction and repeats are renewals; for others, such as the hosted one, a repeat is a conflict, so nothing is repeated
 * and several keys are taken one after the other, in sorted order, and given back when one is held.
 */

import { ActionError } from '../../base/errors.ts';
import type { ServerKind } from '../../domain/locks/kept.ts';
import type { HeldElsewhere, LockGrant, LockTerms, ReleaseAnswer, TakeAnswer } from './lock-answers.ts';

export interface AcquireRequest {
  readonly keys: readonly string[];
  readonly message: string;
  readonly kind: 'run' | 'hold';
  readonly scope: 'job' | 'run';
  /** Of the lock, by what the server turns out to be. */
  readonly ttlSeconds: Readonly<Record<ServerKind, number>>;
  /** `undefined` until a first answer has told. */
  readonly server: ServerKind | undefined;
  /** How long one request may stand in the server's queue, in seconds; absent: not at all. */
  readonly waitSeconds?: number;
}

export interface AcquirePorts {
  takeLocks(keys: readonly string[], terms: LockTerms): Promise<TakeAnswer>;
  takeLock(key: string, terms: LockTerms): Promise<TakeAnswer>;
  releaseLock(target: { readonly key: string }): Promise<ReleaseAnswer>;
  readonly clock: { now(): number };
}

export type AcquireResult =
  | {
      readonly status: 'acquired';
      readonly server: ServerKind;
      readonly grants: readonly LockGrant[];
      readonly ttlSeconds: number;
      /** When the request left, by this machine's clock: the locks last at least `ttlSeconds` from here. */
      readonly takenAt: number;
    }
  | { readonly status: 'held'; readonly server: ServerKind; readonly by: HeldElsewhere };

async function giveBack(taken: readonly LockGrant[], ports: AcquirePorts): Promise<readonly string[]> {
  const left: string[] = [];
  for (const { key } of taken.toReversed()) {
    await ports.releaseLock({ key }).catch(() => left.push(key));
  }
  return left;
}

/** Whether a request that failed so may have been granted: nobody answered, or somebody in between did. */
export function leavesOpen(error: unknown): boolean {
  return error instanceof ActionError && (error.code === 'REMOTE_UNREACHABLE' || error.retry !== undefined);
}

/** The failure of one key of several; says what could not be undone. */
function partial(error: unknown, key: string, left: readonly string[]): unknown {
  if (!(error instanceof ActionError)) return error;
  const maybe = leavesOpen(error)
    ? ` ${key} may have been taken all the same; it is free again when its TTL is over.`
    : '';
  const rest = left.length === 0 ? '' : ` Not given back, until their TTL is over: ${left.join(', ')}.`;
  return new ActionError(error.code, `${error.message}${maybe}${rest}`, {
    cause: error,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
  });
}

async function takeOneByOne(request: AcquireRequest, ports: AcquirePorts): Promise<AcquireResult> {
  const { kind, scope, message } = request;
  const ttlSeconds = request.ttlSeconds.plain;
  const takenAt = ports.clock.now();
  const grants: LockGrant[] = [];
  for (const key of [...request.keys].sort()) {
    let answer: TakeAnswer;
    try {
      answer = await ports.takeLock(key, { ttlSeconds, message, kind, scope });
    } catch (error) {
      throw partial(error, key, await giveBack(grants, ports));
    }
    if (answer.status === 'granted') {
      grants.push(...answer.grants);
      continue;
    }
    const left = await giveBack(grants, ports);
    if (left.length > 0) {
      const text = `${key} is held, and what had been taken before it was not given back: ${left.join(', ')}.`;
      throw new ActionError('REMOTE_REFUSED', text, { hint: 'They are free again when their TTL is over.' });
    }
    const by: HeldElsewhere =
      answer.status === 'held' ? answer : { status: 'held', message: '', holder: '', lockId: '' };
    return { status: 'held', server: 'plain', by };
  }
  return { status: 'acquired', server: 'plain', grants, ttlSeconds, takenAt };
}

/** Rejects with what the ports reject with; on a `plain` server such an error is never marked for another try. */
export async function acquireLocks(request: AcquireRequest, ports: AcquirePorts): Promise<AcquireResult> {
  const { keys, kind, scope, message, waitSeconds } = request;
  if (request.server === 'plain') return takeOneByOne(request, ports);
  const ttlSeconds = request.ttlSeconds.renewing;
  const takenAt = ports.clock.now();
  const answer = await ports.takeLocks(keys, {
    ttlSeconds,
    message,
    kind,
    scope,
    ...(waitSeconds === undefined ? {} : { waitSeconds }),
  });
  if (answer.status === 'unsupported') return takeOneByOne(request, ports);
  if (answer.status === 'held') return { status: 'held', server: 'renewing', by: answer };
  return { status: 'acquired', server: 'renewing', grants: answer.grants, ttlSeconds, takenAt };
}
