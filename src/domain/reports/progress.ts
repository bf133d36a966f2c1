/** Describes where a batch is, in one short line of plain text. */
import { escapeUnprintable } from '../../base/text.ts';
import { isMerge } from '../dispatch/activities.ts';
import { quietTitles } from './reasons.ts';
import type { BatchReport, ReportRow } from './report.ts';
import { isFailure } from './rows.ts';

/** Longest title of a check that is shown whole, in characters. */
export const maxTitleLength = 80;

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1).toWellFormed()}…` : text;
}

function count(rows: readonly ReportRow[], ...states: readonly ReportRow['state'][]): number {
  return rows.filter(({ state }) => states.includes(state)).length;
}

function describeRunning(rows: readonly ReportRow[]): string {
  const running = count(rows, 'running', 'dispatching');
  const waiting = count(rows, 'waiting', 'ready', 'locked');
  const approval = count(rows, 'approval');
  const failed = rows.filter(isFailure).length;
  const done = rows.length - running - waiting - approval;
  const parts = [
    [failed, 'failed'],
    [running, 'running'],
    [approval, 'to approve'],
    [waiting, 'waiting'],
  ] as const;
  const said = parts.flatMap(([number, word]) => (number === 0 ? [] : [`${number} ${word}`]));
  return `${done} of ${rows.length} done${said.length === 0 ? '' : ` (${said.join(', ')})`}`;
}

function describeEnd(rows: readonly ReportRow[], hasNames: boolean): string {
  const failures = rows.filter(isFailure);
  if (failures.length === 0) return `${count(rows, 'succeeded')} succeeded`;
  const counts = `${failures.length} of ${rows.length} failed`;
  if (!hasNames) return counts;
  const names = failures
    .map(({ stack, component }) => escapeUnprintable(`${component} in ${stack}`))
    .sort()
    .slice(0, 3);
  const more = failures.length > names.length ? ', …' : '';
  return `${counts}: ${names.join(', ')}${more}`;
}

function describeHeld({ hold }: BatchReport): string {
  if (hold === undefined) return 'Held';
  if (hold.reason === 'cooldown') return 'Paused: several pushes in a short time';
  if (hold.reason === 'fork') return 'Held: a commit from a fork needs approval';
  return `Held: ${hold.dispatches} dispatches, limit ${hold.threshold ?? 0}`;
}

function describeOwnerErrors({ ownerErrors }: BatchReport): string {
  return ownerErrors.length === 1 ? '1 error in CODEOWNERS' : `${ownerErrors.length} errors in CODEOWNERS`;
}

/** The deployments that something is started for. A later upload of the commit no longer has the withdrawn ones. */
function wiredRows({ rows }: BatchReport): readonly ReportRow[] {
  return rows.filter(
    ({ state, reason }) => state !== 'withdrawn' && (state !== 'skipped' || reason === 'overtaken'),
  );
}

/** Nothing is wired, or the conditions of every workflow skipped its jobs. */
function describeNothing({ rows, reason }: BatchReport): string {
  const skipped = rows.filter((row) => row.state === 'skipped' && row.reason === 'run_skipped').length;
  if (reason === undefined && skipped > 0) return `${skipped} skipped`;
  return quietTitles[reason ?? 'nothing_affected'];
}

function describe(batch: BatchReport, hasNames: boolean): string {
  const rows = wiredRows(batch);
  switch (batch.state) {
    case 'expected':
      return batch.reason === undefined ? 'Waiting for the affected stacks' : quietTitles[batch.reason];
    case 'resolving':
      return batch.reason === undefined ? 'Reading workflow files' : quietTitles[batch.reason];
    case 'held':
      return describeHeld(batch);
    case 'running': {
      const progress = describeRunning(rows);
      return batch.reason === undefined ? progress : `${quietTitles[batch.reason]} · ${progress}`;
    }
    case 'superseded': {
      const by = /^[0-9a-f]{7,64}$/.exec(batch.replacedBy ?? '')?.[0];
      return by === undefined ? quietTitles.superseded_early : `Replaced by ${by.slice(0, 7)}`;
    }
    case 'withdrawn':
      return batch.reason === 'not_enabled' ? quietTitles.not_enabled : 'Withdrawn';
    case 'concluded':
      if (batch.ownerErrors.length > 0 && !rows.some(isFailure)) return describeOwnerErrors(batch);
      return rows.length > 0 ? describeEnd(rows, hasNames) : describeNothing(batch);
  }
}

/** For the title of a check, with the names of failed components. At most `maxTitleLength` characters. */
export function describeProgress(batch: BatchReport): string {
  return cut(describe(batch, true), maxTitleLength);
}

/** For Markdown: the server's words and numbers alone. */
export function countProgress(batch: BatchReport): string {
  return describe(batch, false);
}

/** What a batch does: `plan`, `apply`, or `deployment` where it is neither alone. */
export function describeWork({ activity, rows }: BatchReport): string {
  const changes = rows.some(({ kind, state }) => kind === 'change' && state !== 'skipped');
  if (isMerge(activity)) return 'apply';
  return changes ? 'deployment' : 'plan';
}
