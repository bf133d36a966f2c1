/** Renders the list of instances of a workspace. */
import { instancePath, instancesPath, type PlacedInstance } from '../addresses.ts';
import { type Html, html, withQuery } from '../html.ts';
import type { PageContent } from '../layout.ts';
import { nameState, renderDriftState, renderProblemMark } from '../parts/drift.ts';
import { renderHidden, renderTextField } from '../parts/form.ts';
import { renderTable } from '../parts/table.ts';
import { renderTime } from '../parts/time.ts';

export interface InstanceRow extends PlacedInstance {
  /** The name of today. */
  readonly repository: string;
  readonly state: string;
  readonly enabled: boolean;
  readonly lastStatus: string | undefined;
  readonly lastCommand: string | undefined;
  readonly lastRunAt: number | undefined;
  /** When its stored status changed last. */
  readonly statusSince: number | undefined;
  /** Code of why newer results are missing. */
  readonly problem: string | undefined;
}

/** As in the address. */
interface InstancesFilter {
  readonly repository?: string | undefined;
  readonly stack?: string | undefined;
  readonly component?: string | undefined;
  readonly state?: string | undefined;
}

export interface InstancesPageData {
  readonly workspaceId: string;
  readonly now: number;
  readonly rows: readonly InstanceRow[];
  readonly filter: InstancesFilter;
  readonly counts: readonly { readonly status: string; readonly count: number; readonly isMore: boolean }[];
  /** Cursors of the neighbors. */
  readonly previous: string | undefined;
  readonly next: string | undefined;
}

function renderFilter(workspaceId: string, { repository, stack, component, state }: InstancesFilter): Html {
  return html`<form class="filter" method="get" action="${instancesPath(workspaceId)}">${[
    renderTextField({
      ...{ name: 'repository', label: 'Repository', value: repository },
      ...{ placeholder: 'owner/name', maxLength: 140 },
    }),
    renderTextField({
      ...{ name: 'stack', label: 'Stack', value: stack },
      ...{ placeholder: 'start of the name', maxLength: 200 },
    }),
    renderTextField({
      ...{ name: 'component', label: 'Component', value: component },
      ...{ placeholder: 'part of the name', maxLength: 200 },
    }),
    state === undefined ? '' : renderHidden('state', state),
  ]}<button>Filter</button></form>`;
}

function renderChip(text: string, state: string | undefined, data: InstancesPageData): Html {
  const { workspaceId, filter } = data;
  const href = withQuery(instancesPath(workspaceId), { ...filter, state });
  return filter.state === state
    ? html`<li><a class="chip" href="${href}" aria-current="true">${text}</a></li>`
    : html`<li><a class="chip" href="${href}">${text}</a></li>`;
}

/** The states that instances have, each with its number: of the repository of the filter, or of the workspace. */
function renderChips(data: InstancesPageData): Html {
  const { counts, filter } = data;
  const shown = counts.filter(({ status, count, isMore }) => count > 0 || isMore || filter.state === status);
  return html`<ul class="chips" aria-label="States">${[
    renderChip('all', undefined, data),
    ...shown.map(({ status, count, isMore }) =>
      renderChip(`${nameState(status)} ${count}${isMore ? '+' : ''}`, status, data),
    ),
  ]}</ul>`;
}

export function describeResult({ lastStatus, lastCommand }: Pick<InstanceRow, 'lastStatus' | 'lastCommand'>) {
  if (lastStatus === undefined) return 'none yet';
  return lastCommand === undefined ? nameState(lastStatus) : `${nameState(lastStatus)} by ${lastCommand}`;
}

export function renderInstanceTable(
  rows: readonly InstanceRow[],
  { workspaceId, now }: Pick<InstancesPageData, 'workspaceId' | 'now'>,
): Html {
  const time = (at: number | undefined) => (at === undefined ? '' : renderTime(at, now));
  return renderTable({
    label: 'Instances',
    headings: ['Component', 'Stack', 'Repository', 'State', 'Since', 'Last result', 'When'],
    empty: 'No instance here matches. The inventory is uploaded with `atmos pro upload instances`.',
    rows: rows.map((row) => ({
      id: `instance-${row.repositoryId}-${row.stack}-${row.component}-${row.componentType}`,
      cells: [
        html`<a href="${instancePath(workspaceId, row)}">${row.component}</a>${row.componentType !== 'terraform' && ` (${row.componentType})`}`,
        row.stack,
        row.repository,
        html`${renderDriftState(row.state)}${renderProblemMark(row.problem)}`,
        time(row.statusSince),
        describeResult(row),
        time(row.lastRunAt),
      ],
    })),
  });
}

function renderNeighbors({ workspaceId, filter, previous, next, rows }: InstancesPageData): Html {
  if (previous === undefined && next === undefined) return html``;
  const base = instancesPath(workspaceId);
  const text = rows.length === 0 ? 'Continue the search' : 'Next';
  return html`<nav class="pages" aria-label="More instances">${[
    previous !== undefined &&
      html`<a href="${withQuery(base, { ...filter, before: previous })}" rel="prev">Previous</a> `,
    next !== undefined &&
      html`<a href="${withQuery(base, { ...filter, after: next })}" rel="next">${text}</a>`,
  ]}</nav>`;
}

export function renderInstancesPage(data: InstancesPageData): PageContent {
  const { workspaceId, filter, rows } = data;
  return {
    title: 'Instances',
    body: html`${renderFilter(workspaceId, filter)}${renderChips(data)}${renderInstanceTable(rows, data)}${renderNeighbors(data)}`,
  };
}
