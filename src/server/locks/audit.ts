/** Builds the audit entries of locks. A client that polls can be refused every second, so refusals are sampled. */
import { LRUCache } from 'lru-cache';
import type { JsonValue } from '../../base/json.ts';
import type { AuditEntry } from '../../domain/audit/entry.ts';
import { isRecorded, type LockEvent } from '../../domain/locks/events.ts';
import type { LockHolder, LockRecord } from '../../domain/locks/lock.ts';
import type { TakeRequest } from '../../domain/locks/take.ts';
import type { Precedence } from './store.ts';

/** Maximum number of pairs of caller and lock whose refusals are counted. */
const maxCounted = 10_000;

/** The job that caused an event. */
export interface LockActor {
  readonly holder: LockHolder;
  readonly traceId: string;
}

function describeHolder(holder: LockHolder): JsonValue {
  const { issuer, repositoryId, repository, runId, runAttempt, checkRunId, actor, workflow } = holder;
  const { deployment } = holder;
  return {
    ...{ issuer, repositoryId, repository, runId, runAttempt, checkRunId, actor, workflow },
    ...(deployment === undefined ? {} : { deployment: { ...deployment } }),
  };
}

export function describeGrantedLock(record: LockRecord): JsonValue {
  const { id, path, token, kind, message, createdAt, expiresAt, renewals, pending } = record;
  return {
    id,
    path,
    token,
    kind,
    message,
    createdAt,
    expiresAt,
    renewals,
    ...(pending === undefined ? {} : { pending }),
    holder: describeHolder(record.holder),
  };
}

/** The details of an event besides its grant. They contain no `undefined`. */
export function describeEventCause({ victim, how, reason }: LockEvent): Readonly<Record<string, JsonValue>> {
  const details: Record<string, JsonValue> = {};
  if (victim !== undefined) details['victim'] = describeGrantedLock(victim);
  if (how !== undefined) details['how'] = how;
  if (reason !== undefined) details['reason'] = reason;
  return details;
}

function actorOf({ actor }: LockHolder): string | undefined {
  return actor === '' ? undefined : actor;
}

/** The entries of `events`, in the same order. Only some renewals of a grant have one (`isRecorded`). */
export function describeLockEvents(events: readonly LockEvent[], actor: LockActor): AuditEntry[] {
  return events.filter(isRecorded).map((event) => {
    if (event.name !== 'lock.expired') return buildLockEntry(event, actor);
    return buildExpiryEntry(event, actor.traceId, describeHolder(actor.holder));
  });
}

/** The entry of an expiry names the holder, even if the request of another job detected the expiry. */
export function buildExpiryEntry(event: LockEvent, traceId: string, noticedBy: JsonValue): AuditEntry {
  const entry = buildLockEntry(event, undefined);
  return { ...entry, traceId, details: { ...entry.details, noticedBy } };
}

export function buildLockEntry(event: LockEvent, actor: LockActor | undefined): AuditEntry {
  const { name, record } = event;
  const by = actor?.holder ?? record.holder;
  return {
    event: name,
    outcome: name === 'lock.denied' ? 'denied' : 'allowed',
    workspaceId: record.workspaceId,
    repositoryId: record.repositoryId,
    repository: by.repository,
    actor: actorOf(by),
    runId: by.runId || undefined,
    traceId: actor?.traceId ?? `lock-${record.id}`,
    details: {
      lock: describeGrantedLock(record),
      by: actor === undefined ? 'server' : describeHolder(actor.holder),
      ...describeEventCause(event),
    },
  };
}

/** The entry of a refusal because another job is ahead in the queue. The key may never have been held. */
export function buildQueueDenial(
  { request, ahead }: { readonly request: TakeRequest; readonly ahead: Precedence },
  { holder, traceId }: LockActor,
): AuditEntry {
  return {
    event: 'lock.denied',
    outcome: 'denied',
    workspaceId: request.workspaceId,
    repositoryId: request.repositoryId,
    repository: holder.repository,
    actor: actorOf(holder),
    runId: holder.runId,
    traceId,
    details: {
      path: ahead.path,
      by: describeHolder(holder),
      ahead: describeHolder(ahead.waiter.holder),
      how: 'queue',
    },
  };
}

export interface DenialSampler {
  /** Whether this refusal is audited. `id`: the grant, or the place in the queue. For each caller and id, the first, second, fourth, … refusals are. */
  isDue(id: string, caller: LockHolder): boolean;
}

export function createDenialSampler(): DenialSampler {
  const counts = new LRUCache<string, number>({ max: maxCounted });
  return {
    isDue(id, caller) {
      const key = [id, caller.runId, caller.runAttempt, caller.checkRunId].join('/');
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      return (count & (count - 1)) === 0;
    },
  };
}
