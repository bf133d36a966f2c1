/** A lock as the API returns it, with times in whole seconds and `Z` (docs/wire.md#locks). */

import type { LockData } from '../../api/routes/locks.ts';
import { toTimestamp } from '../../base/text.ts';
import { isHeld, type LockRecord } from '../../domain/locks/lock.ts';
import { formatLockKey } from '../../domain/locks/lock-key.ts';
import type { Shown } from '../http/answer.ts';

export type ShownLock = Shown<LockData>;

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
    holder: {
      repository: holder.repository,
      runId: holder.runId,
      runAttempt: holder.runAttempt,
      checkRunId: holder.checkRunId,
      runUrl: holder.runUrl,
      actor: holder.actor,
      workflow: holder.workflow,
      ...(holder.deployment === undefined ? {} : { deployment: holder.deployment.subject }),
    },
  };
}
