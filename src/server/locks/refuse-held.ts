/** What somebody is told who does not get a lock, in words and for programs. */
import { toTimestamp } from '../../base/text.ts';
import type { LockHolder, LockRecord } from '../../domain/locks/lock.ts';
import { formatLockKey } from '../../domain/locks/lock-key.ts';
import type { Waiter } from '../../domain/locks/queue.ts';
import type { TakeDecision } from '../../domain/locks/take.ts';
import { sayHeld, sayKept, sayLost, sayPlace } from '../../domain/locks/words.ts';
import type { Refusal } from '../http/answer.ts';
import type { Standing } from './lock-queue-store.ts';

/** Most holders that one refusal names. */
const maxNamed = 5;

function nameRun({ repository, runId, runAttempt }: LockHolder): string {
  return `${repository} run ${runId} (attempt ${runAttempt})`;
}

function describeContext(record: LockRecord, key: string): NonNullable<Refusal['context']> {
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

/** Also for a guarded release: the same situation from the other side. */
export function refuseHeld(errorMessage: string, record: LockRecord, key: string): Refusal {
  return { httpStatus: 409, errorTag: 'LockHeld', errorMessage, context: describeContext(record, key) };
}

export function refuseAllHeld(
  held: readonly (TakeDecision & { status: 'held' })[],
  repository: string,
  caller: LockHolder,
): Refusal {
  const lines = held.slice(0, maxNamed).map(({ record, why }) => {
    return sayHeld(record, formatLockKey({ repository, path: record.path }), { why, caller });
  });
  const more = held.length > maxNamed ? ` And ${held.length - maxNamed} more.` : '';
  const [first] = held;
  if (first === undefined) throw new Error('a refusal without a lock that is held');
  const key = formatLockKey({ repository, path: first.record.path });
  return refuseHeld(lines.join(' ') + more, first.record, key);
}

/** A renewal of what nobody holds. */
export function refuseLost(
  lost: readonly (TakeDecision & { status: 'lost' })[],
  repository: string,
  caller: LockHolder,
): Refusal {
  const lines = lost.slice(0, maxNamed).map(({ path, record }) => {
    return sayLost(record, formatLockKey({ repository, path }), caller);
  });
  const more = lost.length > maxNamed ? ` And ${lost.length - maxNamed} more.` : '';
  return { httpStatus: 409, errorTag: 'LockLost', errorMessage: lines.join(' ') + more };
}

/** Nobody holds the key, and whoever has waited longest comes first. */
export function refuseKept(key: string, first: Waiter): Refusal {
  return {
    httpStatus: 409,
    errorTag: 'LockHeld',
    errorMessage: sayKept(key, first),
    context: { locked_by: nameRun(first.holder), run_url: first.holder.runUrl, key },
  };
}

/** The same refusal with the place of whoever waits on. */
export function addPlace(refusal: Refusal, { ahead, first }: Standing): Refusal {
  return {
    ...refusal,
    errorMessage: `${refusal.errorMessage} ${sayPlace(ahead, first)}`,
    context: { ...refusal.context, position: ahead + 1 },
  };
}
