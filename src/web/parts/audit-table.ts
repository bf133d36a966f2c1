/** Renders entries of the audit log as a table, with their details unfolded on demand. */
import type { StoredAuditEntry } from '../../domain/audit/entry.ts';
import { auditEntryPath } from '../addresses.ts';
import { type Html, html } from '../html.ts';
import { renderTable } from './table.ts';
import { renderTime } from './time.ts';

export interface AuditTableContext {
  readonly workspaceId: string;
  readonly now: number;
  /** Shown instead of a table without rows. */
  readonly empty: string;
}

const outcomeClasses: Readonly<Record<StoredAuditEntry['outcome'], string>> = {
  allowed: 'label done',
  denied: 'label bad',
  failed: 'label bad',
};

export function renderOutcome(outcome: StoredAuditEntry['outcome']): Html {
  return html`<span class="${outcomeClasses[outcome]}">${outcome}</span>`;
}

export function renderDetails(details: StoredAuditEntry['details']): Html {
  return html`<pre tabindex="0">${JSON.stringify(details, null, 2)}</pre>`;
}

function reasonOf({ details }: StoredAuditEntry): string {
  const reason = details['reason'] ?? details['message'];
  return typeof reason === 'string' ? reason : '';
}

export function renderAuditTable(
  entries: readonly StoredAuditEntry[],
  { workspaceId, now, empty }: AuditTableContext,
): Html {
  return renderTable({
    label: 'Audit entries',
    headings: ['Entry', 'Time', 'Event', 'Outcome', 'Actor', 'Repository', 'Reason'],
    empty,
    rows: entries.map((entry) => ({
      id: `entry-${entry.id}`,
      cells: [
        html`<a href="${auditEntryPath(workspaceId, entry.id)}">${entry.id}</a>`,
        renderTime(entry.at, now),
        entry.event,
        renderOutcome(entry.outcome),
        entry.actor ?? '',
        entry.repository ?? '',
        reasonOf(entry),
      ],
    })),
  });
}
