/** Renders one lock: its grant, who waits for it, and what became of it before. */
import type { StoredAuditEntry } from '../../domain/audit/entry.ts';
import { isHeld, type LockRecord } from '../../domain/locks/lock.ts';
import { formatLockKey } from '../../domain/locks/lock-key.ts';
import type { Waiter } from '../../domain/locks/queue.ts';
import type { RunState } from '../../domain/locks/release.ts';
import { auditPath, freeLockPath } from '../addresses.ts';
import { type Html, html, withQuery } from '../html.ts';
import type { PageContent } from '../layout.ts';
import { renderAuditTable } from '../parts/audit-table.ts';
import { renderHolder, renderLockEnd, renderLockState } from '../parts/lock.ts';
import { renderTable } from '../parts/table.ts';
import { renderTime } from '../parts/time.ts';

export interface LockFacts {
  readonly record: LockRecord;
  readonly repository: string;
  /** Of the holder's run, as GitHub says; `undefined` for a lock that is free. */
  readonly run: RunState | undefined;
}

export interface LockPageData extends LockFacts {
  readonly workspaceId: string;
  readonly now: number;
  readonly mayFree: boolean;
  readonly waiters: readonly Waiter[];
  /** Newest first. */
  readonly history: readonly StoredAuditEntry[];
  /** Whether all of the history was searched. */
  readonly isComplete: boolean;
}

const runs: Readonly<Record<RunState, string>> = {
  live: 'in progress',
  over: 'over',
  unknown: 'unknown: GitHub was not asked, or did not answer',
};

function describeRun(state: RunState): string {
  return runs[state];
}

/** The facts of a grant, as a list of terms. */
export function renderLockFacts({ record, run }: LockFacts, now: number): Html {
  const facts: readonly (readonly [term: string, value: Html | string])[] = [
    ['State', renderLockState(record, now)],
    ['Holder', renderHolder(record.holder)],
    ...(run === undefined ? [] : [['Run', describeRun(run)] as const]),
    ['Message', record.message === '' ? '—' : record.message],
    ['Since', renderTime(record.createdAt, now)],
    [isHeld(record, now) ? 'Until' : 'Ended', renderLockEnd(record, now)],
    ['Fencing token', String(record.token)],
  ];
  return html`<dl>${facts.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function renderWaiters(waiters: readonly Waiter[], now: number): Html {
  return renderTable({
    label: 'Waiting',
    headings: ['Place', 'Job', 'Waits since'],
    empty: 'Nothing waits for this lock.',
    rows: waiters.map(({ id, holder, joinedAt }, index) => ({
      id: `waiter-${id}`,
      cells: [String(index + 1), renderHolder(holder), renderTime(joinedAt, now)],
    })),
  });
}

export function renderLockPage(data: LockPageData): PageContent {
  const { workspaceId, record, repository, now, mayFree, waiters, history, isComplete } = data;
  const free =
    mayFree && isHeld(record, now)
      ? html`<p><a class="button danger" href="${freeLockPath(workspaceId, record)}">Free this lock…</a></p>`
      : '';
  const older = isComplete
    ? ''
    : html`<p><a href="${withQuery(auditPath(workspaceId), { event: 'lock.*', repository: record.repositoryId })}">Search the audit log for older entries</a></p>`;
  return {
    title: formatLockKey({ repository, path: record.path }),
    body: html`${renderLockFacts(data, now)}${free}<h2 id="waiting">Waiting</h2>${renderWaiters(waiters, now)}<h2 id="history">History</h2>${renderAuditTable(
      history,
      { workspaceId, now, empty: 'No entry about this lock in the audit log.' },
    )}${older}`,
  };
}
