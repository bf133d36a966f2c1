/** Grants that ran out, as entries of the queue. One is added in the transaction that audits the expiry, so no crash loses it. */
import type { Kysely } from 'kysely';
import type { AuditEntry } from '../../domain/audit/entry.ts';
import type { LockRecord } from '../../domain/locks/lock.ts';
import { appendAuditEntry } from '../audit/audit-table.ts';
import type { Dialect } from '../database/dialect.ts';
import type { Database } from '../database/schema.ts';
import { measureWork } from '../work/backlog.ts';
import { enqueue } from '../work/enqueue.ts';
import type { WorkTask } from '../work/kind.ts';

/** The kind of these entries. */
export const lapseKind = 'lock-lapse';

/** How long after that GitHub is asked for the first time, in milliseconds: it shows the end of a run a moment late. */
const firstPauseMs = 10_000;

/** In the transaction that ends them. */
export async function addLapses(
  trx: Kysely<Database>,
  dialect: Dialect,
  records: readonly LockRecord[],
): Promise<void> {
  await enqueue(
    trx,
    dialect,
    records.map((record) => ({
      kind: lapseKind,
      key: record.id,
      payload: record,
      since: record.expiresAt,
      delayMs: firstPauseMs,
    })),
  );
}

/** Inside a transaction: done with the grant, with `entry` in the audit. Rejects with `LeaseLost`. */
export async function settleLapse(
  trx: Kysely<Database>,
  dialect: Dialect,
  { task, entry }: { readonly task: Pick<WorkTask, 'finish'>; readonly entry: AuditEntry },
): Promise<void> {
  await task.finish(trx);
  await appendAuditEntry(trx, dialect, entry);
}

/** How long ago the first of the waiting grants ran out, in milliseconds; 0 without one. */
export async function measureOldestLapse(db: Kysely<Database>, dialect: Dialect): Promise<number> {
  const [backlog] = await measureWork(db, dialect, [{ kind: lapseKind }]);
  return backlog?.oldestMs ?? 0;
}
