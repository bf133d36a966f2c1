/**
 * Takes all keys or none, once. Which kind of server it is shows in the first request: one that renews takes all keys in one
 * transaction and repeats are renewals; for others, such as the hosted one, a repeat is a conflict, so nothing is repeated
 * and several keys are taken one after the other, in sorted order, and given back when one is held. A server that can grants for a few
 * seconds first, until the grant is confirmed: if this job is killed before it has the answer, the lock is free again at once.
 */

import { ActionError } from '../../base/errors.ts';
import type { ServerKind } from '../../domain/locks/kept.ts';
import type { HeldElsewhere, LockGrant, LockOrder, ReleaseAnswer, TakeAnswer } from './lock-answers.ts';

export interface AcquireLocksPorts {
  takeLocks(order: LockOrder): Promise<TakeAnswer>;
  takeLock(key: string, order: LockOrder): Promise<TakeAnswer>;
  releaseLock(target: { readonly key: string }): Promise<ReleaseAnswer>;
  /** Called with grants that are about to be confirmed. */
  onPending?: ((grants: readonly LockGrant[]) => Promise<void>) | undefined;
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

async function giveBack(taken: readonly LockGrant[], ports: AcquireLocksPorts): Promise<readonly string[]> {
  const left: string[] = [];
  for (const { key } of taken.toReversed()) {
    await ports.releaseLock({ key }).catch(() => left.push(key));
  }
  return left;
}

/** Whether a failed request may have been granted: no response, or a response from a proxy in between. */
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
    hint: error.hint,
  });
}

async function takeOneByOne(order: LockOrder, ports: AcquireLocksPorts): Promise<AcquireResult> {
  const takenAt = ports.clock.now();
  const grants: LockGrant[] = [];
  for (const key of [...order.keys].sort()) {
    let answer: TakeAnswer;
    try {
      answer = await ports.takeLock(key, order);
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
      answer.status === 'held'
        ? answer
        : { status: 'held', message: '', holder: '', lockId: '', position: undefined };
    return { status: 'held', server: 'plain', by };
  }
  return { status: 'acquired', server: 'plain', grants, ttlSeconds: order.ttlSeconds.plain, takenAt };
}

/** Attempts when a grant has ended before it was confirmed: the answer was slow, or an admin released the lock. */
const maxConfirmations = 2;

type Granted = Extract<TakeAnswer, { status: 'granted' }>;

/** `held`: they ended before the confirmation arrived. */
async function confirm(
  grants: readonly LockGrant[],
  order: LockOrder,
  ports: AcquireLocksPorts,
): Promise<Granted | HeldElsewhere> {
  await ports.onPending?.(grants.filter(({ pending }) => pending));
  const answer = await ports.takeLocks({ ...order, renewOnly: true, waitSeconds: undefined });
  if (answer.status === 'unsupported') {
    throw new ActionError('REMOTE_REFUSED', 'The server no longer knows how to renew.');
  }
  if (answer.status === 'held') return answer;
  const confirmed = answer.grants.map((grant, index) => {
    const { outcome, pending } = grants[index] ?? {};
    return { ...grant, outcome, pending };
  });
  return { status: 'granted', grants: confirmed };
}

/** Rejects with what the ports reject with; on a `plain` server such an error is never marked as retryable. */
export async function acquireLocks(order: LockOrder, ports: AcquireLocksPorts): Promise<AcquireResult> {
  if (order.server === 'plain') return takeOneByOne(order, ports);
  for (let left = maxConfirmations; ; left -= 1) {
    const askedAt = ports.clock.now();
    const answer = await ports.takeLocks({ ...order, confirm: true });
    if (answer.status === 'unsupported') return takeOneByOne(order, ports);
    if (answer.status === 'held') return { status: 'held', server: 'renewing', by: answer };
    const confirmedAt = ports.clock.now();
    const isPending = answer.grants.some(({ pending }) => pending);
    const confirmed = isPending ? await confirm(answer.grants, order, ports) : answer;
    if (confirmed.status === 'held') {
      if (left > 1) continue;
      return { status: 'held', server: 'renewing', by: confirmed };
    }
    return {
      status: 'acquired',
      server: 'renewing',
      grants: confirmed.grants,
      ttlSeconds: order.ttlSeconds.renewing,
      takenAt: isPending ? confirmedAt : askedAt,
    };
  }
}
