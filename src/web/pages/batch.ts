/** Renders one batch: its commit, its deployments as a graph, a list and a waterfall, and what admins may do. */

import type { OwnerError } from '../../domain/codeowners/merge-errors.ts';
import { isRetried, type RetryScope } from '../../domain/dispatch/retry.ts';
import type { BatchSummary } from '../../domain/reports/batch-summary.ts';
import { batchesPath, batchPath, releaseBatchPath, retryBatchPath } from '../addresses.ts';
import {
  type ArrangedBatch,
  arrangeBatch,
  type BatchView,
  countByState,
  maxShownDeployments,
  type PlainDeployment,
} from '../batches/arrange.ts';
import {
  linkBatchCommit,
  linkPulls,
  linkRepository,
  linkSubject,
  nameInstance,
} from '../batches/batch-parts.ts';
import { renderDeploymentList } from '../batches/deployment-list.ts';
import { renderWaterfall } from '../batches/waterfall.ts';
import { chooseBoxes, maxBoxes } from '../graph/choose-boxes.ts';
import { drawGraph } from '../graph/draw-graph.ts';
import type { GraphEdge } from '../graph/layers.ts';
import { type Href, type Html, hash, html, withHash, withQuery } from '../html.ts';
import type { PageContent } from '../layout.ts';
import { renderOutsideLink } from '../parts/link.ts';
import { deploymentStateNames, deploymentStates, holdWords, renderBatchLabel } from '../parts/states.ts';
import { renderTable } from '../parts/table.ts';
import { renderTime } from '../parts/time.ts';

export interface BatchPageData {
  readonly workspaceId: string;
  readonly now: number;
  readonly batch: BatchSummary;
  /** Title of its check. */
  readonly title: string;
  /** Why nothing is started now. */
  readonly why: string | undefined;
  readonly replacedBy: string | undefined;
  /** Of a merge group. */
  readonly pulls: readonly number[];
  /** By number. */
  readonly deployments: readonly PlainDeployment[];
  readonly edges: readonly GraphEdge[];
  readonly ownerErrors: readonly OwnerError[];
  readonly commands: readonly {
    readonly at: number;
    readonly by: string;
    readonly command: string;
    readonly outcome: string;
  }[];
  readonly mayCommand: boolean;
  readonly view: BatchView;
}

/** Most errors of CODEOWNERS that are listed. */
const maxOwnerErrors = 20;
/** Most names of the critical path. */
const maxPathNames = 20;

function viewPath({ workspaceId, batch, view }: BatchPageData, change: Partial<BatchView>): Href {
  const { view: shown, stack, state, from } = { ...view, from: 0, ...change };
  return withQuery(batchPath(workspaceId, batch.id), {
    view: shown === 'graph' ? undefined : shown,
    stack,
    state,
    from: from === 0 ? undefined : String(from),
  });
}

/** Where the row of a deployment is: on this page, or on the one of the list that has it. */
function createRowLinks(data: BatchPageData, { deployments, shown, places }: ArrangedBatch) {
  const here = new Set(shown);
  return (index: number): Href => {
    const { number = 0, row } = deployments[index] ?? {};
    const id = `d-${number}`;
    if (here.has(index)) return hash(id);
    const place = places.get(index);
    const stack = place === undefined ? row?.stack : data.view.stack;
    const from = Math.floor((place ?? 0) / maxShownDeployments) * maxShownDeployments;
    return withHash(viewPath(data, { stack, state: undefined, from }), id);
  };
}

export function renderBatchFacts({
  batch,
  now,
  pulls = [],
}: Pick<BatchPageData, 'batch' | 'now'> & Partial<Pick<BatchPageData, 'pulls'>>): Html {
  const { repository, headSha, heldBy, createdAt, concludedAt, event, activity } = batch;
  const held = heldBy === undefined ? '' : `: ${holdWords[heldBy]}`;
  const facts: readonly (readonly [term: string, value: Html | string])[] = [
    ['State', html`${renderBatchLabel(batch)}${held}`],
    ['Repository', linkRepository(repository)],
    ['About', linkSubject(batch)],
    ...(pulls.length === 0 ? [] : [['Pull requests', linkPulls(pulls, repository)] as const]),
    ['Commit', linkBatchCommit(headSha, repository)],
    ['Trigger', `${event}.${activity}`],
    ['Created', renderTime(createdAt, now)],
    ...(concludedAt === undefined ? [] : [['Ended', renderTime(concludedAt, now)] as const]),
  ];
  return html`<dl>${facts.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>`;
}

/** What the person may run again; `undefined`: nothing. An apply that succeeded never is. */
function retryOf({ batch: { retry }, deployments, mayCommand }: BatchPageData): RetryScope | undefined {
  const mayRetry = mayCommand && retry !== undefined && deployments.some(({ row }) => isRetried(row, retry));
  return mayRetry ? retry : undefined;
}

function renderActions(data: BatchPageData): Html {
  const { workspaceId, batch, mayCommand } = data;
  const isHeld = mayCommand && batch.heldBy !== undefined;
  const mayRetry = retryOf(data) !== undefined;
  if (!isHeld && !mayRetry) return html``;
  return html`<p>${isHeld && html`<a class="button danger" href="${releaseBatchPath(workspaceId, batch.id)}">Release this batch…</a> `}${mayRetry && html`<a class="button danger" href="${retryBatchPath(workspaceId, batch.id)}">Retry this batch…</a>`}</p>`;
}

/** Counts by state, each a filter of the list. */
function renderCounts(data: BatchPageData): Html {
  const { deployments, view } = data;
  const counts = countByState(
    deployments.filter(({ row }) => view.stack === undefined || row.stack === view.stack),
  );
  const links = deploymentStateNames.flatMap((state) => {
    const count = counts[state] ?? 0;
    if (count === 0) return [];
    const { word, tone } = deploymentStates[state];
    const text = `${count} ${word}`;
    const href = viewPath(data, { state });
    return [
      view.state === state
        ? html` <a class="label ${tone}" href="${href}" aria-current="true">${text}</a>`
        : html` <a class="label ${tone}" href="${href}">${text}</a>`,
    ];
  });
  const all =
    view.state === undefined && view.stack === undefined
      ? ''
      : html` <a href="${viewPath(data, { state: undefined, stack: undefined })}">All deployments</a>`;
  return html`<nav class="pages" aria-label="States">${links}${all}</nav>`;
}

function renderViews(data: BatchPageData): Html {
  const link = (view: BatchView['view'], text: string) =>
    view === data.view.view
      ? html`<a href="${viewPath(data, { view })}" aria-current="page">${text}</a> `
      : html`<a href="${viewPath(data, { view })}">${text}</a> `;
  return html`<nav class="pages" aria-label="Views">${link('graph', 'Graph and list')}${link('waterfall', 'Waterfall')}</nav>`;
}

function renderPath({ deployments, criticalPath }: ArrangedBatch, hrefOf: (index: number) => Href): Html {
  if (criticalPath.length < 2) return html``;
  const named = criticalPath.slice(-maxPathNames).map((index, at) => {
    const deployment = deployments[index];
    return html`${at > 0 && ' → '}<a href="${hrefOf(index)}">${deployment === undefined ? '' : nameInstance(deployment.row)}</a>`;
  });
  const rest = criticalPath.length > maxPathNames && `${criticalPath.length - maxPathNames} before, then `;
  return html`<p id="critical-path">Critical path: ${rest}${named}</p>`;
}

function renderGraph(data: BatchPageData, arranged: ArrangedBatch, hrefOf: (index: number) => Href): Html {
  const { deployments, edges, criticalPath } = arranged;
  const { stack } = data.view;
  const chosen = chooseBoxes(
    { deployments, edges, stack, criticalPath },
    { deploymentHref: hrefOf, stackHref: (name) => viewPath(data, { stack: name, state: undefined }) },
  );
  const { unit, omittedBoxes, omittedLines } = chosen;
  const label = unit === 'stacks' ? 'Stacks in their order' : 'Deployments in their order';
  const notes = [
    unit === 'stacks' &&
      `Above ${maxBoxes} deployments, each box is a stack. Open one to see its deployments.`,
    omittedBoxes > 0 &&
      `${omittedBoxes} boxes are left out: those that failed, run or wait for a person are drawn first. The list has all deployments.`,
    omittedLines > 0 && `${omittedLines} dependencies are left out.`,
  ].filter((note) => note !== false);
  return html`${drawGraph({ label, ...chosen })}<p class="legend">A thick line is the critical path. ${notes.join(' ')}</p>`;
}

function renderDeploymentPages(data: BatchPageData, { listed, shown }: ArrangedBatch): Html {
  const { from } = data.view;
  const isFirst = from === 0;
  const isLast = from + shown.length >= listed.length;
  if (isFirst && isLast) return html``;
  const before = viewPath(data, { ...data.view, from: Math.max(0, from - maxShownDeployments) });
  const next = viewPath(data, { ...data.view, from: from + maxShownDeployments });
  return html`<nav class="pages" aria-label="More deployments">${from + 1}–${from + shown.length} of ${listed.length} ${!isFirst && html`<a href="${before}">Previous</a> `}${!isLast && html`<a href="${next}">Next</a>`}</nav>`;
}

function renderOwnerErrors({ ownerErrors, batch }: BatchPageData): Html {
  if (ownerErrors.length === 0) return html``;
  const { url } = batch.repository;
  const items = ownerErrors.slice(0, maxOwnerErrors).map(({ path, line, message }) => {
    const place = `${path}:${line}`;
    const file = `${url ?? ''}/blob/${batch.headSha}/${path}#L${line}`;
    return html`<li><code>${url === undefined ? place : renderOutsideLink(file, place)}</code> ${message}</li>`;
  });
  const rest = ownerErrors.length - items.length;
  return html`<h2>Errors in CODEOWNERS</h2><ul>${items}${rest > 0 && html`<li>and ${rest} more</li>`}</ul>`;
}

function renderCommands({ commands, now }: BatchPageData): Html {
  if (commands.length === 0) return html``;
  const table = renderTable({
    label: 'Commands',
    headings: ['Time', 'Person', 'Command', 'Outcome'],
    empty: '',
    rows: commands.map(({ at, by, command, outcome }, index) => ({
      id: `command-${commands.length - index}`,
      cells: [renderTime(at, now), by, command.replaceAll('_', ' '), outcome.replaceAll('_', ' ')],
    })),
  });
  return html`<section id="commands"><h2>Commands</h2>${table}</section>`;
}

function renderDeployments(data: BatchPageData, arranged: ArrangedBatch): Html {
  const { workspaceId, batch, now, replacedBy, view } = data;
  const hrefOf = createRowLinks(data, arranged);
  const shown =
    view.view === 'waterfall'
      ? renderWaterfall(arranged, { start: batch.createdAt, now })
      : html`${renderGraph(data, arranged, hrefOf)}${renderDeploymentList(arranged, {
          ...{ workspaceId, batchId: batch.id, replacedBy, hrefOf },
          retry: retryOf(data),
        })}`;
  const heading = view.stack === undefined ? 'Deployments' : `Deployments of ${view.stack}`;
  return html`<h2 id="deployments">${heading}</h2>${renderCounts(data)}${renderViews(data)}${renderPath(arranged, hrefOf)}${shown}${renderDeploymentPages(data, arranged)}`;
}

export function renderBatchPage(data: BatchPageData): PageContent {
  const { workspaceId, batch, title, why, deployments, view } = data;
  const arranged = arrangeBatch(deployments, data.edges, view);
  return {
    title: `Batch ${batch.id}`,
    body: html`<p>${title}</p>${why !== undefined && html`<p class="warning">${why}</p>`}${renderBatchFacts(data)}${renderActions(data)}${renderOwnerErrors(data)}${deployments.length > 0 && renderDeployments(data, arranged)}${renderCommands(data)}<p><a href="${batchesPath(workspaceId)}">All batches</a></p>`,
  };
}
