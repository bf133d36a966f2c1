/**
 * Expired grants as entries of the work queue. An entry is added in the transaction that audits the expiry, so a crash does not lose it. The
 * work asks GitHub whether the run was still in progress when its lock expired, and audits it if it was.
 */
import type { Kysely } from 'kysely';
import type { Logger } from '../../base/ports.ts';
import type { AuditEntry } from '../../domain/audit/entry.ts';
import { isForgotten, nextAskAt } from '../../domain/locks/lapse.ts';
import type { LockRecord } from '../../domain/locks/lock.ts';
import { appendAuditEntry } from '../audit/audit-table.ts';
import type { Dialect } from '../database/dialect.ts';
import type { DatabaseProbe } from '../database/open.ts';
import type { Database } from '../database/schema.ts';
import type { RunStates } from '../repositories/run-states.ts';
import { measureWork } from '../work/backlog.ts';
import { enqueue } from '../work/enqueue.ts';
import type { WorkKind, WorkTask } from '../work/kind.ts';
import { buildLockEntry } from './audit.ts';
import { isLockRecord } from './lock-rows.ts';
import type { LockStore } from './store.ts';

/** The kind of these entries. */
const lapseKind = 'lock-lapse';

/** Delay of the first question after the expiry, in milliseconds: GitHub reports the end of a run a little late. */
const firstPauseMs = 10_000;

/**
 * Call it in the transaction that ends the grants. A hold is meant to end with its TTL, whatever its run does: nothing is asked about it,
 * and nothing about a grant that was never confirmed and so protected nothing.
 */
export async function addLapses(
  trx: Kysely<Database>,
  dialect: Dialect,
  records: readonly LockRecord[],
): Promise<void> {
  const runLocks = records.filter(({ kind, pending }) => kind === 'run' && pending !== true);
  if (runLocks.length === 0) return;
  await enqueue(
    trx,
    dialect,
    runLocks.map((record) => ({
      kind: lapseKind,
      key: record.id,
      payload: record,
      since: record.expiresAt,
      delayMs: firstPauseMs,
    })),
  );
}

/** In a transaction: finishes the entry of the grant and appends `entry` to the audit log. Rejects with `LeaseLost`. */
export async function settleLapse(
  trx: Kysely<Database>,
  dialect: Dialect,
  { task, entry }: { readonly task: Pick<WorkTask, 'finish'>; readonly entry: AuditEntry },
): Promise<void> {
  await task.finish(trx);
  await appendAuditEntry(trx, dialect, entry);
}

/** Time since the earliest expiry among the waiting grants, in milliseconds; 0 if there is none. */
export async function measureOldestLapse(db: Kysely<Database>, dialect: Dialect): Promise<number> {
  const [backlog] = await measureWork(db, dialect, [{ kind: lapseKind }]);
  return backlog?.oldestMs ?? 0;
}

export interface LapsePorts {
  readonly locks: Pick<LockStore, 'settleLapse'>;
  readonly runs: Pick<RunStates, 'askAbout'>;
  readonly probe: Pick<DatabaseProbe, 'now'>;
  readonly logger: Logger;
}

/** If GitHub does not answer, the run is unknown: the question is repeated at growing intervals until the grant is forgotten. */
export function createLapseQuestions({ locks, runs, probe, logger }: LapsePorts): WorkKind {
  return {
    kind: lapseKind,
    // The rate limit of an installation is 5,000 requests per hour for all features.
    concurrency: 1,
    leaseMs: 15_000,
    maxRunMs: 60_000,
    retry: { baseDelayMs: 10_000, maxDelayMs: 10 * 60_000 },
    async run(task) {
      const record = task.entry.payload;
      if (!isLockRecord(record)) throw new Error('the payload of the entry is not a lock');
      const now = await probe.now();
      const run = await runs.askAbout(record, record.expiresAt);
      if (run === 'live') {
        const entry = buildLockEntry({ name: 'lock.expired_while_run_live', record }, undefined);
        await locks.settleLapse(task, entry);
        return undefined;
      }
      if (run === 'over') return undefined;
      if (!isForgotten(record.expiresAt, now)) return { againInMs: nextAskAt(record.expiresAt, now) - now };
      logger.warn('locks: GitHub did not report whether the run was in progress when its lock expired', {
        id: record.id,
      });
      return undefined;
    },
  };
}
