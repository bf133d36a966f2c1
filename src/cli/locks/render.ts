/** Renders locks as text: a table, one in detail, and the holder. */
import { renderColumns } from '../columns.ts';
import type { LockEntry } from './lock-entry.ts';

const lockHead = ['KEY', 'STATE', 'HOLDER', 'SINCE', 'UNTIL', 'ID'] as const;
const runStateTexts = {
  live: 'in progress',
  over: 'over',
  unknown: 'possibly in progress (GitHub did not answer)',
} as const;

/** `held`, or how it ended. A lock that ended without a record has expired. */
function stateOf({ held, endedBy }: LockEntry): string {
  return held ? 'held' : (endedBy || 'expired').replaceAll('_', ' ');
}

function startedBy({ holder }: LockEntry): string {
  return holder.actor === '' ? '' : ` by ${holder.actor}`;
}

/** A table without a line end after the last row. */
export function renderLocks(locks: readonly LockEntry[]): string {
  const rows: readonly (readonly string[])[] = [
    lockHead,
    ...locks.map((lock) => [
      lock.key,
      stateOf(lock),
      `run ${lock.holder.runId}${startedBy(lock)}`,
      lock.createdAt,
      lock.expiresAt,
      lock.id,
    ]),
  ];
  return renderColumns(rows);
}

/** Several lines, without a line end after the last. */
export function renderLock(lock: LockEntry): string {
  const { holder, run } = lock;
  const workflow = holder.workflow === '' ? '' : ` (${holder.workflow})`;
  const lines: readonly (readonly [string, string])[] = [
    ['key', lock.key],
    ['id', lock.id],
    ['state', stateOf(lock)],
    ['kind', lock.kind],
    [
      'holder',
      `run ${holder.runId}, attempt ${holder.runAttempt}, of ${holder.repository}${workflow}${startedBy(lock)}`,
    ],
    ['run', `${holder.runUrl}${run === undefined ? '' : ` (${runStateTexts[run]})`}`],
    ['message', lock.message],
    ['since', lock.createdAt],
    ['renewed', lock.updatedAt],
    ['until', lock.expiresAt],
    ['fencing token', lock.fencingToken],
  ];
  return lines
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name.padEnd(13)}  ${value}`)
    .join('\n');
}

/** The holder, as part of a sentence. */
export function nameHolder(lock: LockEntry): string {
  const { holder } = lock;
  return `run ${holder.runId} (attempt ${holder.runAttempt}) of ${holder.repository}${startedBy(lock)}: ${holder.runUrl}`;
}

/** The state of the holder's run, as part of a sentence. */
export function describeRun({ run = 'unknown' }: LockEntry): string {
  return runStateTexts[run];
}
