/** Renders the first page of a workspace: what is held now, and what happened last. */
import type { StoredAuditEntry } from '../../domain/audit/entry.ts';
import { auditPath, locksPath } from '../addresses.ts';
import { html } from '../html.ts';
import type { PageContent } from '../layout.ts';
import { renderAuditTable } from '../parts/audit-table.ts';
import { type LockRow, renderLockTable } from './locks.ts';

export interface OverviewPageData {
  readonly workspaceId: string;
  readonly now: number;
  readonly mayFree: boolean;
  /** The first held locks. */
  readonly locks: readonly LockRow[];
  /** Whether more locks are held. */
  readonly hasMore: boolean;
  /** Newest first. */
  readonly entries: readonly StoredAuditEntry[];
}

export function renderOverviewPage(data: OverviewPageData): PageContent {
  const { workspaceId, now, locks, hasMore, entries } = data;
  const count = hasMore ? `more than ${locks.length}` : String(locks.length);
  return {
    title: 'Overview',
    body: html`<h2>Held locks: ${count}</h2>${renderLockTable(locks, data)}<p><a href="${locksPath(workspaceId)}">All locks</a></p><h2>Latest audit entries</h2>${renderAuditTable(
      entries,
      { workspaceId, now, empty: 'Nothing was decided yet.' },
    )}<p><a href="${auditPath(workspaceId)}">Audit log</a></p>`,
  };
}
