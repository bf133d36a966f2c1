/** Messages about locks. The CLI shows the message alone, so it says everything (docs/wire.md#locks). */
import { toLine, toTimestamp } from '../../base/text.ts';
import { relationTo } from './holder.ts';
import type { LockHolder, LockRecord } from './lock.ts';
import type { Waiter } from './queue.ts';

/** Longest lock message, in characters. */
export const maxMessageLength = 1_024;

/** Free text of a caller, on one line. */
function quote(text: string): string {
  return `“${toLine(text).replace(/\s+/g, ' ')}”`;
}

function describeHolder(holder: LockHolder): string {
  const { repository, runId, runAttempt, actor, workflow, deployment } = holder;
  if (deployment !== undefined) {
    const run = runId === '' ? '' : `, run ${runId}`;
    const place = repository === '' ? '' : ` in ${repository}`;
    return `the deployment of ${deployment.subject}${place} (${workflow}${run})`;
  }
  const who = [workflow, actor === '' ? '' : `started by ${actor}`].filter((part) => part !== '');
  return `run ${runId} (attempt ${runAttempt}) of ${repository}${who.length === 0 ? '' : ` (${who.join(', ')})`}`;
}

/** `key` is the key as people read it. */
export function describeLock(record: LockRecord, key: string): string {
  const message = record.message === '' ? '' : ` with the message ${quote(record.message)}`;
  const until =
    record.kind === 'deployment' ? 'until its runs have ended' : `until ${toTimestamp(record.expiresAt)}`;
  const link = record.holder.runUrl === '' ? '' : ` (${record.holder.runUrl})`;
  return `${key} is held by ${describeHolder(record.holder)}${message}, since ${toTimestamp(record.createdAt)} ${until}${link}`;
}

export function sayHeld(
  record: LockRecord,
  key: string,
  options: { readonly why: 'held' | 'grace'; readonly caller: LockHolder },
): string {
  const lead = 'Stack is already locked';
  if (options.why === 'grace') {
    return `${lead}: the lock of ${describeHolder(record.holder)} on ${key} ran out at ${toTimestamp(record.expiresAt)} without a release; it is kept a few seconds in case its holder was only slow. Try again after ${toTimestamp(record.freeAt + 1_000)}. ${record.holder.runUrl}`;
  }
  const relation = relationTo(record.holder, options.caller);
  const sibling =
    relation === 'sibling'
      ? ' That is another job of this very run; take the lock with scope `run` to share it between jobs.'
      : relation === 'older'
        ? ' That is a newer attempt of this very run.'
        : '';
  return `${lead}: ${describeLock(record, key)}.${sibling}`;
}

function describeEnd({ ended, expiresAt }: LockRecord): string {
  return ended === undefined || ended.by === 'expired'
    ? `expired at ${toTimestamp(expiresAt)}`
    : `was ended at ${toTimestamp(ended.at)} (${ended.by.replace('_', ' ')})`;
}

/** A renewal without a lock. `record`: the latest grant of the key. */
export function sayLost(record: LockRecord | undefined, key: string, caller: LockHolder): string {
  return record !== undefined && relationTo(record.holder, caller) === 'same'
    ? `There is nothing to renew: the lock that this job had taken on ${key} ${describeEnd(record)}.`
    : `There is nothing to renew: this job does not hold ${key}.`;
}

/** A free key that is kept for those who wait. */
export function sayKept(key: string, { holder, joinedAt }: Waiter): string {
  return `Stack is already locked: ${key} goes to ${describeHolder(holder)}, which has waited in the queue since ${toTimestamp(joinedAt)}. To join the queue, set the input \`wait\` of lock-stack. ${holder.runUrl}`.trimEnd();
}

/** A place in the queue, for the job that has it. `ahead`: how many others come first. */
export function sayPlace(ahead: number, first: Waiter | undefined): string {
  return first === undefined
    ? 'Next in the queue.'
    : `Number ${ahead + 1} in the queue, which ${describeHolder(first.holder)} heads since ${toTimestamp(first.joinedAt)}.`;
}

export function sayGuarded(record: LockRecord, key: string, run: 'live' | 'unknown' | 'over'): string {
  if (record.kind === 'deployment')
    return `Stack is locked by a deployment: ${describeLock(record, key)}. The server releases the lock when the runs of the deployment have ended. To override, release it by force with a reason, which takes the permission ws:locks:force.`;
  const state =
    run === 'unknown'
      ? 'GitHub could not say whether that run is over, so it counts as in progress'
      : 'That run is still in progress';
  return `Stack is locked by another run: ${describeLock(record, key)}. ${state}. It releases the lock itself; to override, release it by force with a reason, which takes the permission ws:locks:force.`;
}

export function sayAbsent(key: string | undefined, lost: LockRecord | undefined): string {
  const what = key === undefined ? '' : `: nothing holds ${key}`;
  if (lost === undefined) return `Lock not found${what}.`;
  const advice = (lost.ended?.by ?? 'expired') === 'expired' ? ' Ask for a longer TTL.' : '';
  return `Lock not found${what}. The lock that this job had taken ${describeEnd(lost)}: everything that ran since then was not protected.${advice}`;
}
