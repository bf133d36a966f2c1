/** Decides why a batch does not continue, from what is shown of it: some reasons come and go while it is open. */
import { isOpen } from '../dispatch/node-states.ts';
import type { QuietReason } from '../dispatch/quiet-reason.ts';
import type { BatchReport, ReportRow } from './report.ts';

/** What is open waits for a lock, or for what does. */
function isLocked({ rows }: Pick<BatchReport, 'rows'>): boolean {
  const open = rows.filter(isOpen);
  const waits = ({ state, lock }: ReportRow) =>
    state === 'waiting' || (state === 'locked' && lock !== undefined && lock.type !== 'run');
  return open.every(waits) && open.some(({ state }) => state === 'locked');
}

/** `reason`: with which the batch was planned or ended. */
export function currentReason(
  batch: Pick<BatchReport, 'state' | 'reason' | 'rows'>,
  { isUnreachable }: { readonly isUnreachable: boolean },
): QuietReason | undefined {
  const { state, reason } = batch;
  if (state === 'held') return 'held';
  const isOngoing = state === 'expected' || state === 'resolving' || state === 'running';
  if (isOngoing && isUnreachable) return 'github_unreachable';
  return state === 'running' && isLocked(batch) ? 'locked' : reason;
}
