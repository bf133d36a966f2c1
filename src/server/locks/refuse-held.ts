/** Refusals of a held or reserved lock: a message for people, facts for programs. */
import { toTimestamp } from '../../base/text.ts';
import type { LockHolder, LockRecord } from '../../domain/locks/lock.ts';
import { formatLockKey } from '../../domain/locks/lock-key.ts';
import type { Waiter } from '../../domain/locks/queue.ts';
import type { TakeDecision } from '../../domain/locks/take.ts';
import { sayHeld, sayKept, sayLost, sayPlace } from '../../domain/locks/words.ts';
import type { RequestRefusal } from '../http/answer.ts';
import type { Standing } from './store.ts';

/** Maximum number of holders that a refusal names. */
const maxNamed = 5;

function nameRun({ repository, runId, runAttempt, deployment }: LockHolder): string {
  if (deployment !== undefined && runId === '') return `${repository} deployment of ${deployment.subject}`;
  return `${repository} run ${runId} (attempt ${runAttempt})`;
}

function describeFacts(record: LockRecord, key: string): NonNullable<RequestRefusal['facts']> {
  const { holder, createdAt, expiresAt } = record;
  return {
    locked_by: nameRun(holder),
    locked_at: toTimestamp(createdAt),
    expires_at: toTimestamp(expiresAt),
    run_url: holder.runUrl,
    message: record.message,
    lock_id: record.id,
    fencing_token: record.token,
    key,
  };
}

/** Also for the release of a lock that another run holds. */
export function refuseHeld(message: string, record: LockRecord, key: string): RequestRefusal {
  return { httpStatus: 409, tag: 'LockHeld', message, facts: describeFacts(record, key) };
}

export function refuseAllHeld(
  held: readonly (TakeDecision & { status: 'held' })[],
  repository: string,
  caller: LockHolder,
): RequestRefusal {
  const lines = held.slice(0, maxNamed).map(({ record, why }) => {
    return sayHeld(record, formatLockKey({ repository, path: record.path }), { why, caller });
  });
  const more = held.length > maxNamed ? ` And ${held.length - maxNamed} more.` : '';
  const [first] = held;
  if (first === undefined) throw new Error('a refusal without a held lock');
  const key = formatLockKey({ repository, path: first.record.path });
  return refuseHeld(lines.join(' ') + more, first.record, key);
}

/** Refuses the renewal of a lock that the job does not hold. */
export function refuseLost(
  lost: readonly (TakeDecision & { status: 'lost' })[],
  repository: string,
  caller: LockHolder,
): RequestRefusal {
  const lines = lost.slice(0, maxNamed).map(({ path, record }) => {
    return sayLost(record, formatLockKey({ repository, path }), caller);
  });
  const more = lost.length > maxNamed ? ` And ${lost.length - maxNamed} more.` : '';
  return { httpStatus: 409, tag: 'LockLost', message: lines.join(' ') + more };
}

/** The key is free, but reserved for the job that has waited longest. */
export function refuseKept(key: string, first: Waiter): RequestRefusal {
  return {
    httpStatus: 409,
    tag: 'LockHeld',
    message: sayKept(key, first),
    facts: { locked_by: nameRun(first.holder), run_url: first.holder.runUrl, key },
  };
}

/** Adds the caller's place in the queue to the refusal. */
export function addPlace(refusal: RequestRefusal, { ahead, first }: Standing): RequestRefusal {
  return {
    ...refusal,
    message: `${refusal.message} ${sayPlace(ahead, first)}`,
    facts: { ...refusal.facts, position: ahead + 1 },
  };
}
