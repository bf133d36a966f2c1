/** Describes what a deployment waits for, and measures how long. */
import { isRecord } from '../../base/text.ts';
import { describeSubject } from '../../domain/dispatch/subject.ts';
import type { LockHolder, LockRecord } from '../../domain/locks/lock.ts';
import type { Waiter } from '../../domain/locks/queue.ts';
import type { Batch } from './batch-table.ts';
import type { BatchNode } from './node-table.ts';
import type { OpenOrder } from './obstacles.ts';
import type { WaitsFor } from './seams.ts';

function nameHolder({ runId, workflow, deployment }: LockHolder): string {
  if (deployment !== undefined) return `${workflow} for ${deployment.subject}`;
  return workflow === '' ? `run ${runId}` : `run ${runId} of ${workflow}`;
}

function urlOf({ runUrl }: LockHolder): string | undefined {
  return runUrl === '' ? undefined : runUrl;
}

export function describeLockWait({ holder, message, kind, createdAt, freeAt }: LockRecord): WaitsFor {
  return {
    type: 'lock',
    holder: nameHolder(holder),
    url: urlOf(holder),
    message,
    since: createdAt,
    // A run renews its lock for as long as it lives.
    until: kind === 'hold' ? freeAt : undefined,
  };
}

/** The lock is free, and another one has waited for it longer. */
export function describeAhead({ holder, joinedAt }: Waiter): WaitsFor {
  return { type: 'queue', holder: nameHolder(holder), url: urlOf(holder), since: joinedAt };
}

export function describeRunWait({ batchId, node, subject, stack, component }: OpenOrder): WaitsFor {
  const holder = `${component} in ${stack} for ${describeSubject(subject)}`;
  return { type: 'run', batchId, node, holder };
}

interface StoredWait {
  readonly type: unknown;
  /** By the database's clock, in milliseconds. */
  readonly waitingSince: number;
}

function readWait({ waitsFor }: Pick<BatchNode, 'waitsFor'>): StoredWait | undefined {
  const stored: unknown = waitsFor === undefined ? undefined : JSON.parse(waitsFor);
  if (!isRecord(stored)) return undefined;
  const { type, waitingSince } = stored;
  return typeof waitingSince === 'number' ? { type, waitingSince } : undefined;
}

/** How long a deployment has waited, in milliseconds. */
export function measureWait(node: Pick<BatchNode, 'waitsFor'>, now: number): number {
  return now - (readWait(node)?.waitingSince ?? now);
}

export function isForLock({ type }: { readonly type: unknown }): boolean {
  return type === 'lock' || type === 'queue';
}

/**
 * The deployment as it waits. The time counts from the first of several holders of its lock, and again from the start after a run of the server that it
 * waited for; in a merge queue it counts from the first wait.
 */
export function waitFor(
  { batch: { activity }, node }: { readonly batch: Pick<Batch, 'activity'>; readonly node: BatchNode },
  wait: WaitsFor,
  now: number,
): BatchNode {
  const before = readWait(node);
  const isSameWait = before !== undefined && isForLock(before) === isForLock(wait);
  const goesOn = before !== undefined && (isSameWait || activity.event === 'merge_group');
  const stored: WaitsFor & StoredWait = { ...wait, waitingSince: goesOn ? before.waitingSince : now };
  return { ...node, state: 'locked', waitsFor: JSON.stringify(stored) };
}
