/** Renders the dispatches of a workspace and their runs, newest first. */

import type { DispatchFilterState } from '../../domain/dispatch/dispatch-filter.ts';
import type { NamedRepository } from '../../domain/reports/batch-summary.ts';
import type { InstanceName } from '../../domain/stacks/items.ts';
import { batchPath, runsPath } from '../addresses.ts';
import { linkRepository, nameInstance } from '../batches/batch-parts.ts';
import { describeSpan, renderBarLegend } from '../batches/waterfall.ts';
import { type Html, html, withQuery } from '../html.ts';
import type { PageContent } from '../layout.ts';
import { renderBar, toSpans } from '../parts/duration-bar.ts';
import { renderSelectField, renderTextField } from '../parts/form.ts';
import { renderOutsideLink } from '../parts/link.ts';
import { type DispatchStanding, renderDispatchState } from '../parts/states.ts';
import { renderTable } from '../parts/table.ts';
import { renderTime } from '../parts/time.ts';

/** Times in milliseconds since the Unix epoch. */
interface PlainDispatch extends DispatchStanding {
  readonly id: number;
  readonly repository: NamedRepository;
  readonly batchId: number;
  readonly instance: InstanceName | undefined;
  readonly attempt: number;
  readonly workflow: string;
  readonly problem: string | undefined;
  readonly runId: string | undefined;
  readonly runUrl: string | undefined;
  readonly plannedAt: number;
  readonly sentAt: number | undefined;
  readonly endedAt: number | undefined;
}

/** As in the address. */
interface RunsFilter {
  readonly repository?: string | undefined;
  readonly state?: DispatchFilterState | undefined;
}

export interface RunsPageData {
  readonly workspaceId: string;
  readonly now: number;
  readonly filter: RunsFilter;
  /** Newest first. */
  readonly dispatches: readonly PlainDispatch[];
  /** Cursor of the next page. */
  readonly next: number | undefined;
  /** Cursor of the page above. */
  readonly newer: number | undefined;
  /** The search stopped there; `undefined`: it did not. */
  readonly searchedDownTo: number | undefined;
}

function renderRunsFilter(workspaceId: string, { repository, state }: RunsFilter): Html {
  return html`<form class="filter" method="get" action="${runsPath(workspaceId)}">${[
    renderTextField({
      ...{ name: 'repository', label: 'Repository', value: repository },
      ...{ placeholder: 'owner/name', maxLength: 140 },
    }),
    renderSelectField({
      ...{ name: 'state', label: 'State', value: state },
      options: [
        ['', 'any'],
        ['open', 'open'],
        ['failed', 'failed'],
        ['succeeded', 'succeeded'],
      ],
    }),
  ]}<button>Filter</button></form>`;
}

function renderRun({ workflow, runId, runUrl }: PlainDispatch): Html {
  return runId === undefined ? html`${workflow}` : renderOutsideLink(runUrl ?? '', `${workflow} #${runId}`);
}

/** What was dispatched and has not ended runs until now. */
function untilOf({ state, endedAt }: PlainDispatch, now: number): number | undefined {
  return endedAt !== undefined || state === 'refused' || state === 'withdrawn' ? endedAt : now;
}

function renderRunTable(data: RunsPageData, empty: string): Html {
  const { workspaceId, now, dispatches } = data;
  const longest = dispatches.reduce(
    (most, one) => Math.max(most, (untilOf(one, now) ?? one.plannedAt) - one.plannedAt),
    0,
  );
  return renderTable({
    label: 'Runs',
    headings: [
      'Run',
      'State',
      'Deployment',
      'Repository',
      'Batch',
      'Time line',
      'Dispatch',
      'Ran',
      'Error',
      'Planned',
    ],
    empty,
    rows: dispatches.map((one) => {
      const { plannedAt, sentAt, endedAt, instance, attempt } = one;
      const until = untilOf(one, now);
      const name = instance === undefined ? '' : nameInstance(instance);
      return {
        id: `run-${one.id}`,
        cells: [
          renderRun(one),
          renderDispatchState(one),
          attempt > 1 ? `${name}, attempt ${attempt}` : name,
          linkRepository(one.repository),
          html`<a href="${batchPath(workspaceId, one.batchId)}">${one.batchId}</a>`,
          renderBar(toSpans({ since: plannedAt, plannedAt, sentAt, endedAt }, until), {
            from: plannedAt,
            to: plannedAt + longest,
          }),
          describeSpan(plannedAt, sentAt ?? until),
          describeSpan(sentAt, until),
          one.problem ?? '',
          renderTime(plannedAt, now),
        ],
      };
    }),
  });
}

function renderMoreRuns({ workspaceId, filter, next, newer, searchedDownTo }: RunsPageData): Html {
  if (next === undefined && newer === undefined) return html``;
  const base = runsPath(workspaceId);
  const text = searchedDownTo === undefined ? 'Older' : `Continue below ${searchedDownTo}`;
  return html`<nav class="pages" aria-label="More runs"><a href="${withQuery(base, { ...filter })}">Newest</a> ${[
    newer !== undefined &&
      html`<a href="${withQuery(base, { ...filter, after: String(newer) })}" rel="prev">Newer</a> `,
    next !== undefined &&
      html`<a href="${withQuery(base, { ...filter, before: String(next) })}" rel="next">${text}</a>`,
  ]}</nav>`;
}

export function renderRunsPage(data: RunsPageData): PageContent {
  const { workspaceId, filter, searchedDownTo } = data;
  const isFiltered = filter.repository !== undefined || filter.state !== undefined;
  const none = isFiltered
    ? 'No run matches.'
    : 'No runs. A batch starts one for each workflow of its deployments.';
  const empty = searchedDownTo === undefined ? none : 'No run of this part matches. The search stopped here.';
  return {
    title: 'Runs',
    body: html`${renderRunsFilter(workspaceId, filter)}${renderBarLegend(['send', 'run'])}${renderRunTable(data, empty)}${renderMoreRuns(data)}`,
  };
}
