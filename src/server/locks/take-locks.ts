/** Takes locks for a job: checks what it asks for, lets the store decide, says who stands in the way. */
import { defaultTtlSeconds, type LockRequest } from '../../api/routes/locks.ts';
import type { LockHolder, LockRecord } from '../../locks/lock.ts';
import { formatLockKey, type LockKey } from '../../locks/lock-key.ts';
import type { TakeDecision, TakeRequest } from '../../locks/take.ts';
import { findTtlProblem, sayHeld, toWholeSeconds } from '../../locks/words.ts';
import type { AppDependencies } from '../dependencies.ts';
import type { Refusal } from '../http/answer.ts';
import type { TakeOutcome } from '../store/lock-store.ts';
import { buildLockEntry, type DenialSampler, describeLockEvents } from './audit.ts';
import { type LockCaller, readLockKey } from './caller.ts';

/** Most holders that one refusal names. */
const maxNamed = 5;
const secondMs = 1_000;

export interface TakeAsk {
  readonly keys: readonly string[];
  readonly terms: Omit<LockRequest, 'key'>;
}

export type Taken =
  | { readonly status: 'granted'; readonly grants: (TakeOutcome & { status: 'granted' })['grants'] }
  | { readonly status: 'refused'; readonly refusal: Refusal };

type TakeDependencies = Pick<AppDependencies, 'store' | 'random'> & { readonly denials: DenialSampler };

function refuseTake(refusal: Refusal): Taken {
  return { status: 'refused', refusal };
}

function describeContext(record: LockRecord, key: string): NonNullable<Refusal['context']> {
  const { holder, createdAt, expiresAt } = record;
  return {
    locked_by: `${holder.repository} run ${holder.runId} (attempt ${holder.runAttempt})`,
    locked_at: toWholeSeconds(createdAt),
    expires_at: toWholeSeconds(expiresAt),
    run_url: holder.runUrl,
    message: record.message,
    lock_id: record.id,
    key,
  };
}

/** Also for a guarded release: the same situation from the other side. */
export function refuseHeld(errorMessage: string, record: LockRecord, key: string): Refusal {
  return { httpStatus: 409, errorTag: 'LockHeld', errorMessage, context: describeContext(record, key) };
}

function sayAllHeld(
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

function readKeys(
  ask: TakeAsk,
  caller: LockCaller,
): { readonly keys: readonly LockKey[] } | { readonly refusal: Refusal } {
  const keys: LockKey[] = [];
  for (const text of ask.keys) {
    const read = readLockKey(text, caller);
    if (read.status === 'refused') return { refusal: read.refusal };
    if (keys.some(({ path }) => path === read.key.path)) {
      const errorMessage = 'The request names a key twice.';
      return { refusal: { httpStatus: 400, errorTag: 'LockKeyInvalid', errorMessage } };
    }
    keys.push(read.key);
  }
  return { keys };
}

/** All of `ask.keys` or none. */
export async function takeLocks(
  ask: TakeAsk,
  { caller, traceId }: { readonly caller: LockCaller; readonly traceId: string },
  { store, random, denials }: TakeDependencies,
): Promise<Taken> {
  const { ttl = defaultTtlSeconds, lockMessage = '', properties } = ask.terms;
  const { workspace, session } = caller;
  const problem = findTtlProblem(ttl, workspace.locks.maxTtlSeconds);
  if (problem !== undefined) {
    return refuseTake({ httpStatus: 400, errorTag: 'LockTtlInvalid', errorMessage: problem });
  }
  const read = readKeys(ask, caller);
  if ('refusal' in read) return refuseTake(read.refusal);
  const holder = properties?.scope === 'run' ? caller.asRun : caller.holder;
  const requests = read.keys.map(
    ({ path }): TakeRequest => ({
      workspaceId: workspace.id,
      repositoryId: session.repositoryId,
      path,
      holder,
      kind: properties?.kind ?? 'hold',
      ttlMs: ttl * secondMs,
      message: lockMessage,
      graceMs: workspace.locks.graceSeconds * secondMs,
      id: random.uuid(),
    }),
  );
  const outcome = await store.locks.take(requests, (events) =>
    describeLockEvents(events, { holder, traceId }),
  );
  if (outcome.status === 'granted') return outcome;
  for (const { record, why } of outcome.held) {
    if (!denials.isDue(record, holder)) continue;
    await store.audit.append(buildLockEntry({ name: 'lock.denied', record, how: why }, { holder, traceId }));
  }
  return refuseTake(sayAllHeld(outcome.held, session.repository, holder));
}
