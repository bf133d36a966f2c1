/** A lock as the API returns it, with times in whole seconds and `Z` (docs/wire.md#locks). */

import type { LockData } from '../../api/routes/locks.ts';
import type { LockDetails } from '../../api/routes/locks-read.ts';
import { toTimestamp } from '../../base/text.ts';
import { isHeld, type LockHolder, type LockRecord } from '../../domain/locks/lock.ts';
import { formatLockKey } from '../../domain/locks/lock-key.ts';
import type { Waiter } from '../../domain/locks/queue.ts';
import type { Shown } from '../http/answer.ts';

type ShownHolder = Shown<LockData['holder']>;
export type ShownLock = Shown<Omit<LockData, 'holder'>> & { readonly holder: ShownHolder };
type ShownWaiter = Pick<NonNullable<LockDetails['waiters']>[number], 'since'> & {
  readonly holder: ShownHolder;
};
export type ShownLockDetails = ShownLock & { readonly waiters: readonly ShownWaiter[] };

function showHolder(holder: LockHolder): ShownHolder {
  return {
    repository: holder.repository,
    runId: holder.runId,
    runAttempt: holder.runAttempt,
    checkRunId: holder.checkRunId,
    runUrl: holder.runUrl,
    actor: holder.actor,
    workflow: holder.workflow,
    deployment: holder.deployment?.subject,
    deploymentId: holder.deployment?.id,
  };
}

export function showWaiter({ holder, joinedAt }: Waiter): ShownWaiter {
  return { holder: showHolder(holder), since: toTimestamp(joinedAt) };
}

/** `repository`: its current name. `now`: the database's time. */
export function showLock(record: LockRecord, repository: string, now: number): ShownLock {
  const { holder, ended } = record;
  return {
    id: record.id,
    workspaceId: record.workspaceId,
    key: formatLockKey({ repository, path: record.path }),
    lockMessage: record.message,
    // A client knows these two. Like a run lock, that of a deployment ends with its run.
    kind: record.kind === 'hold' ? 'hold' : 'run',
    fencingToken: record.token,
    held: isHeld(record, now),
    pending: record.pending,
    createdAt: toTimestamp(record.createdAt),
    updatedAt: toTimestamp(record.updatedAt),
    expiresAt: toTimestamp(record.expiresAt),
    deletedAt: ended && toTimestamp(ended.at),
    endedBy: ended?.by,
    holder: showHolder(holder),
  };
}
