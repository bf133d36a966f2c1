/** Renders the batches of a workspace, newest first. */

import { countIn } from '../../domain/dispatch/conclude.ts';
import { openNodeStates } from '../../domain/dispatch/node-states.ts';
import type { BatchSummary } from '../../domain/reports/batch-summary.ts';
import { batchesPath, batchPath } from '../addresses.ts';
import { linkBatchCommit, linkRepository, linkSubject } from '../batches/batch-parts.ts';
import { type Html, html, withQuery } from '../html.ts';
import type { PageContent } from '../layout.ts';
import { renderSelectField, renderTextField } from '../parts/form.ts';
import { describeCounts, renderBatchLabel } from '../parts/states.ts';
import { renderTable } from '../parts/table.ts';
import { describeDuration, renderTime } from '../parts/time.ts';

/** As in the address. */
interface BatchesFilter {
  readonly repository?: string | undefined;
  readonly pull?: string | undefined;
  readonly state?: string | undefined;
}

export interface BatchesPageData {
  readonly workspaceId: string;
  readonly now: number;
  readonly filter: BatchesFilter;
  /** Newest first. */
  readonly batches: readonly BatchSummary[];
  readonly hasOlder: boolean;
  readonly hasNewer: boolean;
  /** What is wrong with the filter. */
  readonly problem: string | undefined;
}

const stateOptions: readonly (readonly [value: string, text: string])[] = [
  ['', 'any'],
  ['open', 'open'],
  ['held', 'held'],
  ['running', 'running'],
  ['failure', 'failed'],
  ['timed_out', 'timed out'],
  ['cancelled', 'canceled'],
  ['success', 'succeeded'],
  ['neutral', 'nothing to do'],
  ['superseded', 'replaced'],
];

function renderBatchFilter(workspaceId: string, { repository, pull, state }: BatchesFilter): Html {
  return html`<form class="filter" method="get" action="${batchesPath(workspaceId)}">${[
    renderTextField({
      ...{ name: 'repository', label: 'Repository', value: repository },
      ...{ placeholder: 'owner/name', maxLength: 140 },
    }),
    renderTextField({
      ...{ name: 'pull', label: 'Pull request', value: pull, placeholder: '12', maxLength: 15 },
    }),
    renderSelectField({ name: 'state', label: 'State', value: state, options: stateOptions }),
  ]}<button>Filter</button></form>`;
}

/** How far it is; where nothing was started, why. */
function renderProgress({ counts, reason, state }: BatchSummary): string {
  if (Object.keys(counts).length === 0) return reason ?? '';
  const said = describeCounts(counts);
  const open = countIn(counts, openNodeStates);
  return state === 'running' && open > 0 ? `${open} open: ${said}` : said;
}

function renderTook({ createdAt, concludedAt }: BatchSummary): string {
  return concludedAt === undefined ? '' : describeDuration(concludedAt - createdAt);
}

export function renderBatchTable(
  batches: readonly BatchSummary[],
  { workspaceId, now, empty }: { readonly workspaceId: string; readonly now: number; readonly empty: string },
): Html {
  return renderTable({
    label: 'Batches',
    headings: [
      'Batch',
      'State',
      'Repository',
      'About',
      'Trigger',
      'Commit',
      'Deployments',
      'Created',
      'Took',
    ],
    empty,
    rows: batches.map((batch) => ({
      id: `batch-${batch.id}`,
      cells: [
        html`<a href="${batchPath(workspaceId, batch.id)}">${batch.id}</a>`,
        renderBatchLabel(batch),
        linkRepository(batch.repository),
        linkSubject(batch),
        `${batch.event}.${batch.activity}`,
        linkBatchCommit(batch.headSha, batch.repository),
        renderProgress(batch),
        renderTime(batch.createdAt, now),
        renderTook(batch),
      ],
    })),
  });
}

function renderPaging({ workspaceId, filter, batches, hasOlder, hasNewer }: BatchesPageData): Html {
  const at = (query: Readonly<Record<string, string>>) =>
    withQuery(batchesPath(workspaceId), { ...filter, ...query });
  const [first, last] = [batches[0], batches.at(-1)];
  const newer = hasNewer && first !== undefined;
  const older = hasOlder && last !== undefined;
  if (!newer && !older) return html``;
  return html`<nav class="pages" aria-label="More batches">${newer && html`<a href="${at({ newer: String(first.id) })}">Newer</a> `}${older && html`<a href="${at({ older: String(last.id) })}">Older</a>`}</nav>`;
}

export function renderBatchesPage(data: BatchesPageData): PageContent {
  const { workspaceId, now, batches, filter, problem } = data;
  const isFiltered = Object.values(filter).some((value) => value !== undefined && value !== '');
  const empty = isFiltered
    ? 'No batch matches.'
    : 'No batches. A push to a pull request makes one, in a repository that has deployments in the configuration.';
  const list =
    problem === undefined
      ? html`${renderBatchTable(batches, { workspaceId, now, empty })}${renderPaging(data)}`
      : html`<p class="warning" role="alert">${problem}</p>`;
  return { title: 'Batches', body: html`${renderBatchFilter(workspaceId, filter)}${list}` };
}
