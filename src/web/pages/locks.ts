/** Renders the list of locks of a workspace. */
import { isHeld, type LockRecord } from '../../domain/locks/lock.ts';
import { formatLockKey } from '../../domain/locks/lock-key.ts';
import { freeLockPath, lockPath, locksPath } from '../addresses.ts';
import { type Html, html, withQuery } from '../html.ts';
import type { PageContent } from '../layout.ts';
import { renderSelectField, renderTextField } from '../parts/form.ts';
import { renderHolder, renderLockEnd, renderLockState } from '../parts/lock.ts';
import { renderTable } from '../parts/table.ts';
import { renderTime } from '../parts/time.ts';

export interface LockRow {
  readonly record: LockRecord;
  /** The name of today. */
  readonly repository: string;
  /** Number of jobs that wait for it. */
  readonly waiting: number;
}

export interface LocksPageData {
  readonly workspaceId: string;
  readonly now: number;
  readonly mayFree: boolean;
  readonly rows: readonly LockRow[];
  readonly filter: LocksFilter;
  /** Cursor of the next page. */
  readonly next: string | undefined;
}

/** As in the address. */
interface LocksFilter {
  readonly repository?: string | undefined;
  readonly prefix?: string | undefined;
  readonly state?: string | undefined;
}

function renderFilter(workspaceId: string, { repository, prefix, state }: LocksFilter): Html {
  return html`<form class="filter" method="get" action="${locksPath(workspaceId)}">${[
    renderTextField({
      ...{ name: 'repository', label: 'Repository', value: repository },
      ...{ placeholder: 'owner/name', maxLength: 140 },
    }),
    renderTextField({
      ...{ name: 'prefix', label: 'Stack', value: prefix },
      ...{ placeholder: 'start of stack/component', maxLength: 200 },
    }),
    renderSelectField({
      ...{ name: 'state', label: 'State', value: state },
      options: [
        ['held', 'held'],
        ['free', 'free'],
        ['all', 'all'],
      ],
    }),
  ]}<button>Filter</button></form>`;
}

export function renderLockTable(
  rows: readonly LockRow[],
  { workspaceId, now, mayFree }: Pick<LocksPageData, 'workspaceId' | 'now' | 'mayFree'>,
): Html {
  return renderTable({
    label: 'Locks',
    headings: ['Key', 'State', 'Holder', 'Since', 'Until', 'Waiting', ...(mayFree ? ['Action'] : [])],
    empty: 'No locks. A job of a workflow takes one with the action lock-stack.',
    rows: rows.map(({ record, repository, waiting }) => {
      const key = formatLockKey({ repository, path: record.path });
      const free = isHeld(record, now)
        ? html`<a class="button" href="${freeLockPath(workspaceId, record)}" aria-label="Free… ${key}">Free…</a>`
        : '';
      return {
        id: `lock-${record.repositoryId}-${record.path}`,
        cells: [
          html`<a href="${lockPath(workspaceId, record)}">${key}</a>`,
          renderLockState(record, now),
          renderHolder(record.holder),
          renderTime(record.createdAt, now),
          renderLockEnd(record, now),
          String(waiting),
          ...(mayFree ? [free] : []),
        ],
      };
    }),
  });
}

export function renderLocksPage(data: LocksPageData): PageContent {
  const { workspaceId, rows, filter, next } = data;
  const older =
    next === undefined
      ? ''
      : html`<nav class="pages" aria-label="More locks"><a href="${withQuery(locksPath(workspaceId), { ...filter, after: next })}">Next</a></nav>`;
  return {
    title: 'Locks',
    body: html`${renderFilter(workspaceId, filter)}${renderLockTable(rows, data)}${older}`,
  };
}
