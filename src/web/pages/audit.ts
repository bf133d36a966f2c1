/** Renders the audit log: filters, entries newest first, and one entry by its address. */

import { toTimestamp } from '../../base/text.ts';
import type { StoredAuditEntry } from '../../domain/audit/entry.ts';
import { auditPath } from '../addresses.ts';
import { type Html, html, withQuery } from '../html.ts';
import type { PageContent } from '../layout.ts';
import { renderAuditTable, renderDetails, renderOutcome } from '../parts/audit-table.ts';
import { renderSelectField, renderTextField } from '../parts/form.ts';
import { renderTime } from '../parts/time.ts';

/** Fields of the filter in the address, with their labels and examples. */
export const auditFields = [
  { name: 'event', label: 'Event', placeholder: 'token.mint or lock.*' },
  { name: 'actor', label: 'Actor', placeholder: 'octocat' },
  { name: 'repository', label: 'Repository', placeholder: 'owner/name' },
  { name: 'run', label: 'Run', placeholder: '17000000001' },
  { name: 'trace', label: 'Trace id', placeholder: '' },
  { name: 'from', label: 'From', placeholder: '2026-11-25T08:00:00Z' },
  { name: 'to', label: 'To', placeholder: '2026-11-26T08:00:00Z' },
] as const;

type AuditFormFilter = Readonly<
  Partial<Record<(typeof auditFields)[number]['name'] | 'outcome', string | undefined>>
>;

export interface AuditPageData {
  readonly workspaceId: string;
  readonly now: number;
  readonly filter: AuditFormFilter;
  /** Newest first. */
  readonly entries: readonly StoredAuditEntry[];
  /** Cursor of the next page. */
  readonly next: number | undefined;
  /** Cursor of the page above. */
  readonly newer: number | undefined;
  /** The search stopped there, before the end of the log; `undefined`: it did not. */
  readonly searchedDownTo: number | undefined;
  /** When the newest seal was made; `undefined`: none was. */
  readonly sealedAt: number | undefined;
  readonly mayDownload: boolean;
  /** What is wrong with the filter. */
  readonly problem: string | undefined;
}

/** Longest value of a field, in characters. */
const maxFilterLength = 200;

function renderFilterForm(workspaceId: string, filter: AuditFormFilter): Html {
  return html`<form class="filter" method="get" action="${auditPath(workspaceId)}">${[
    ...auditFields.map(({ name, label, placeholder }) =>
      renderTextField({ name, label, placeholder, value: filter[name], maxLength: maxFilterLength }),
    ),
    renderSelectField({
      ...{ name: 'outcome', label: 'Outcome', value: filter.outcome },
      options: [
        ['', 'any'],
        ['allowed', 'allowed'],
        ['denied', 'denied'],
        ['failed', 'failed'],
      ],
    }),
  ]}<button>Search</button></form>`;
}

function renderMore({ workspaceId, filter, next, newer, searchedDownTo }: AuditPageData): Html {
  if (next === undefined && newer === undefined) return html``;
  const base = auditPath(workspaceId);
  const text = searchedDownTo === undefined ? 'Older' : `Continue below entry ${searchedDownTo}`;
  return html`<nav class="pages" aria-label="More entries"><a href="${withQuery(base, filter)}">Newest</a> ${[
    newer !== undefined &&
      html`<a href="${withQuery(base, { ...filter, after: String(newer) })}" rel="prev">Newer</a> `,
    next !== undefined &&
      html`<a href="${withQuery(base, { ...filter, before: String(next) })}" rel="next">${text}</a>`,
  ]}</nav>`;
}

export function renderAuditPage(data: AuditPageData): PageContent {
  const { workspaceId, now, filter, entries, sealedAt, problem, searchedDownTo, mayDownload } = data;
  const seal =
    sealedAt === undefined
      ? html`<p>No entry is sealed yet.</p>`
      : html`<p>Last seal: ${renderTime(sealedAt, now)}.</p>`;
  const empty =
    searchedDownTo === undefined
      ? 'No entry matches.'
      : `No entry above ${searchedDownTo} matches. The search stopped there.`;
  const list =
    problem === undefined
      ? html`${renderAuditTable(entries, { workspaceId, now, empty })}${renderMore(data)}`
      : html`<p class="warning" role="alert">${problem}</p>`;
  const file = withQuery(auditPath(workspaceId), { ...filter, format: 'ndjson' });
  const download =
    mayDownload && problem === undefined
      ? html`<p><a href="${file}" download>Download all sealed entries that match (NDJSON)</a></p>`
      : '';
  return {
    title: 'Audit log',
    body: html`${renderFilterForm(workspaceId, filter)}${list}${download}${seal}`,
  };
}

export function renderAuditEntryPage(entry: StoredAuditEntry, workspaceId: string): PageContent {
  const facts: readonly (readonly [term: string, value: Html | string | undefined])[] = [
    ['Event', entry.event],
    ['Outcome', renderOutcome(entry.outcome)],
    ['Time', toTimestamp(entry.at)],
    ['Actor', entry.actor],
    ['Repository', entry.repository],
    ['Run', entry.runId],
    [
      'Trace id',
      html`<a href="${withQuery(auditPath(workspaceId), { trace: entry.traceId })}">${entry.traceId}</a>`,
    ],
  ];
  return {
    title: `Audit entry ${entry.id}`,
    body: html`<dl>${facts.map(
      ([term, value]) => value !== undefined && html`<div><dt>${term}</dt><dd>${value}</dd></div>`,
    )}</dl><h2>Details</h2>${renderDetails(entry.details)}<p><a href="${auditPath(workspaceId)}">All entries</a></p>`,
  };
}
