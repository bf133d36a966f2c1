/** Messages of `lock-stack` in the log of a job. */
import type { LockGrant } from '../../src/client/locks/lock-answers.ts';

/** How long a lock lasts. */
export function describeTerm(facts: { readonly renews: boolean; readonly ttlSeconds: number }): string {
  return facts.renews
    ? `renewed every ${Math.round(facts.ttlSeconds / 3)} s until the job ends`
    : `for ${facts.ttlSeconds} s`;
}

/** One line per lock. `wasHeld`: by this job, or this run, before the step. */
export function describeLockGrant(
  { key, fencingToken }: LockGrant,
  facts: {
    readonly wasHeld: boolean;
    readonly isShared: boolean;
    readonly renews: boolean;
    readonly ttlSeconds: number;
  },
): string {
  const holder = facts.isShared ? 'This run' : 'This job';
  const what = facts.wasHeld ? `${holder} already holds the lock` : 'Locked';
  const term = describeTerm(facts);
  const token = fencingToken === undefined ? '' : `, fencing token ${fencingToken}`;
  return `${what}: ${key}, ${term}${token}.`;
}

export const sharingUnsupported =
  'This server cannot share a lock between jobs: another job of the run cannot acquire it. Acquire it in one job, and release it with unlock-stack in the last one.';

export function describeFixedTerm(ttlSeconds: number): string {
  return `This server cannot renew locks. The lock expires ${ttlSeconds} s after it was acquired, even if the job is still running. Set \`ttl\` to more than the job takes.`;
}

/** `waitMs`: how long the step waited at most. */
export function describeHeldHint(waitMs: number): string {
  const wait =
    waitMs === 0
      ? 'Set `wait` to wait for the lock'
      : `Set \`wait\` to more than ${Math.round(waitMs / 1_000)} to wait longer`;
  return `${wait}, or \`fail-if-locked: false\` to continue without the lock.`;
}

/** `isUncertain`: a request had no response when the job was cancelled. */
export function describeCancelHint(isUncertain: boolean): string {
  return isUncertain
    ? 'The last request had no response. If it acquired the lock, the post step releases it, or it expires after its TTL.'
    : 'This step holds no lock.';
}

/** `isFound`: something was given up. */
export function describeAbandoned(keys: readonly string[], isFound: boolean): string {
  const which = keys.join(', ');
  return isFound
    ? `The main step ended while it requested ${which}. The request was withdrawn.`
    : `The main step ended while it requested ${which}. The server has no open request of it.`;
}

/** At a server that knows locks by their keys only: the lock of the key may be another job's. */
export function describeUnknownOutcome(keys: readonly string[]): string {
  return `The main step ended while it requested ${keys.join(', ')}, and this server cannot withdraw a request. If it acquired the lock, the lock expires after its TTL. To release it earlier, run unlock-stack.`;
}

export function describeFailedAbandonment(keys: readonly string[], reason: string): string {
  return `The main step ended while it requested ${keys.join(', ')}, and the request could not be withdrawn. If the lock was acquired, it expires after its TTL: ${reason}`;
}

export function describeLoss(key: string, reason: string): string {
  return `The lock on ${key} was LOST while the job was running. Changes since then were not protected, and another job may have changed the stack. ${reason}`;
}

export function renderLoss(key: string): string {
  return `> [!WARNING]\n> The lock on \`${key.replaceAll('`', '')}\` was lost while the job was running. See the log for the reason.\n`;
}

export function describeFailedRelease(key: string, reason: string): string {
  return `${key} could not be released and stays locked until its TTL expires: ${reason}`;
}
