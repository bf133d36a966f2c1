/** When a check must be completed, whatever becomes of its batches. Milliseconds by the database's clock. */
import type { BatchReport } from '../../domain/reports/report.ts';
import type { ShownBatch } from './ports.ts';

/** How long an upload is waited for where the batch does not say. */
const uploadWaitMs = 30 * 60_000;
/** How long a batch may wait for people: GitHub marks an open check as stale after 14 days. */
const peopleWaitMs = 13 * 24 * 60 * 60_000;
/** How long after the deadline the batch may still end by itself. */
const overdueGraceMs = 2 * 60_000;

export interface CheckDeadline {
  readonly state: string;
  readonly deadline_at: number | null;
  readonly created_at: number;
  readonly updated_at: number;
}

/** `undefined`: the batch has ended. */
export function checkDeadline(batch: CheckDeadline): number | undefined {
  switch (batch.state) {
    case 'expected':
      return batch.deadline_at ?? batch.created_at + uploadWaitMs;
    case 'resolving':
    case 'held':
    case 'running':
      return batch.updated_at + peopleWaitMs;
    default:
      return undefined;
  }
}

/** That of the check: the last of its batches. */
export function lastDeadline(batches: readonly ShownBatch[]): number | undefined {
  const deadlines = batches.flatMap(
    ({ report, deadlineAt, updatedAt }) =>
      checkDeadline({
        state: report.state,
        deadline_at: deadlineAt ?? null,
        created_at: updatedAt,
        updated_at: updatedAt,
      }) ?? [],
  );
  return deadlines.length === 0 ? undefined : Math.max(...deadlines);
}

/** A batch that nothing has ended in time is shown as timed out: an open check would block a merge queue, a passed one would lie. */
export function closeOverdue({ report, deadlineAt, updatedAt }: ShownBatch, now: number): BatchReport {
  const deadline = deadlineAt ?? updatedAt + uploadWaitMs;
  if (report.state !== 'expected' || now < deadline + overdueGraceMs) return report;
  return { ...report, state: 'concluded', conclusion: 'timed_out', reason: 'no_upload' };
}
