/** Locks for people: a table, one in detail, and what is done to whom. */
import { renderColumns } from '../columns.ts';
import type { LockEntry } from './lock-entry.ts';

const head = ['KEY', 'STATE', 'HOLDER', 'SINCE', 'UNTIL', 'ID'] as const;
const runWords = {
  live: 'still in progress',
  over: 'over',
  unknown: 'perhaps in progress: GitHub could not be asked',
} as const;

/** `held`, or how it ended; what ran out unnoticed has expired. */
function stateOf({ held, endedBy }: LockEntry): string {
  return held ? 'held' : (endedBy || 'expired').replaceAll('_', ' ');
}

function startedBy({ holder }: LockEntry): string {
  return holder.actor === '' ? '' : ` by ${holder.actor}`;
}

/** Columns as wide as their widest cell; without a line end. */
export function renderTable(locks: readonly LockEntry[]): string {
  const rows: readonly (readonly string[])[] = [
    head,
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

/** Several lines without a line end. */
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
    ['run', `${holder.runUrl}${run === undefined ? '' : ` (${runWords[run]})`}`],
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

/** Whom a forced release hits, as half a sentence. */
export function nameVictim(lock: LockEntry): string {
  const { holder } = lock;
  return `run ${holder.runId} (attempt ${holder.runAttempt}) of ${holder.repository}${startedBy(lock)}: ${holder.runUrl}`;
}

/** How the holder's run goes, in words. */
export function describeRun({ run = 'unknown' }: LockEntry): string {
  return runWords[run];
}
