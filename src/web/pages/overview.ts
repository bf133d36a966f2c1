/** Renders the first page of a workspace: what is held and what runs now, and what happened last. */

import type { StoredAuditEntry } from '../../domain/audit/entry.ts';
import type { BatchSummary } from '../../domain/reports/batch-summary.ts';
import { auditPath, batchesPath, locksPath, runsPath } from '../addresses.ts';
import { html } from '../html.ts';
import type { PageContent } from '../layout.ts';
import { renderAuditTable } from '../parts/audit-table.ts';
import { renderBatchTable } from './batches.ts';
import { type LockRow, renderLockTable } from './locks.ts';

export interface OverviewPageData {
  readonly workspaceId: string;
  readonly now: number;
  readonly mayFree: boolean;
  /** The first held locks. */
  readonly locks: readonly LockRow[];
  /** Whether more locks are held. */
  readonly hasMore: boolean;
  /** The newest that are open. */
  readonly batches: readonly BatchSummary[];
  readonly hasMoreBatches: boolean;
  /** Newest first. */
  readonly entries: readonly StoredAuditEntry[];
}

export function renderOverviewPage(data: OverviewPageData): PageContent {
  const { workspaceId, now, locks, hasMore, batches, hasMoreBatches, entries } = data;
  const count = hasMore ? `more than ${locks.length}` : String(locks.length);
  const open = hasMoreBatches ? `more than ${batches.length}` : String(batches.length);
  return {
    title: 'Overview',
    body: html`<h2>Held locks: ${count}</h2>${renderLockTable(locks, data)}<p><a href="${locksPath(workspaceId)}">All locks</a></p><h2>Open batches: ${open}</h2>${renderBatchTable(
      batches,
      {
        ...{ workspaceId, now, empty: 'No batch is open.' },
      },
    )}<p><a href="${batchesPath(workspaceId)}">All batches</a> · <a href="${runsPath(workspaceId)}">All runs</a></p><h2>Latest audit entries</h2>${renderAuditTable(
      entries,
      { workspaceId, now, empty: 'Nothing was decided yet.' },
    )}<p><a href="${auditPath(workspaceId)}">Audit log</a></p>`,
  };
}
