/** Renders the deployments of a batch in layers: what each waits for, and its runs. It has everything that the graph shows. */
import { isOpen } from '../../domain/dispatch/node-states.ts';
import { isRetried, type RetryScope } from '../../domain/dispatch/retry.ts';
import { explainRow } from '../../domain/reports/why.ts';
import { retryBatchPath } from '../addresses.ts';
import { type Href, type Html, html } from '../html.ts';
import { renderOutsideLink } from '../parts/link.ts';
import { renderDeploymentState } from '../parts/states.ts';
import { renderTable } from '../parts/table.ts';
import type { ArrangedBatch, DeploymentNode } from './arrange.ts';
import { nameInstance } from './batch-parts.ts';

/** Most names of dependencies in one row. */
const maxNames = 5;
/** Most runs of one row. */
const maxRuns = 5;

export interface DeploymentListContext {
  readonly workspaceId: string;
  readonly batchId: number;
  /** The commit that replaced that of the batch. */
  readonly replacedBy: string | undefined;
  /** What the person may run again; `undefined`: nothing. */
  readonly retry: RetryScope | undefined;
  /** Address of the row of a deployment, by its index. */
  hrefOf(index: number): Href;
}

export function renderDeploymentName({ row }: DeploymentNode, isCritical: boolean): Html {
  return html`${nameInstance(row)}${isCritical && html` <span class="label">critical path</span>`}`;
}

function renderParents(
  parents: readonly number[],
  { deployments }: Pick<ArrangedBatch, 'deployments'>,
  { hrefOf }: Pick<DeploymentListContext, 'hrefOf'>,
): Html {
  const open = parents.flatMap((index) => {
    const parent = deployments[index];
    return parent !== undefined && isOpen(parent.row) ? [{ index, name: nameInstance(parent.row) }] : [];
  });
  const named = open
    .slice(0, maxNames)
    .map(({ index, name }, at) => html`${at > 0 && ', '}<a href="${hrefOf(index)}">${name}</a>`);
  const rest = open.length - named.length;
  return html`${named}${rest > 0 && ` and ${rest} more`}`;
}

function renderRuns({ row: { runs } }: DeploymentNode): Html {
  const shown = runs.slice(0, maxRuns).map(({ url, label, file }, index) => {
    return html`${index > 0 && ', '}${renderOutsideLink(url, `${file} #${label}`)}`;
  });
  return html`${shown}`;
}

export function renderDeploymentList(arranged: ArrangedBatch, context: DeploymentListContext): Html {
  const { deployments, parents, shown, criticalPath } = arranged;
  const { workspaceId, batchId, replacedBy, retry } = context;
  const critical = new Set(criticalPath);
  const rows = shown.flatMap((index) => {
    const deployment = deployments[index];
    if (deployment === undefined) return [];
    const { row, number, layer } = deployment;
    const name = nameInstance(row);
    const again =
      retry !== undefined && isRetried(row, retry)
        ? html`<a class="button" href="${retryBatchPath(workspaceId, batchId, number)}" aria-label="Retry… ${name}">Retry…</a>`
        : '';
    return [
      {
        id: `d-${number}`,
        cells: [
          String(layer + 1),
          renderDeploymentName(deployment, critical.has(index)),
          renderDeploymentState(row.state),
          explainRow(row, { replacedBy }),
          isOpen(row) ? renderParents(parents[index] ?? [], arranged, context) : '',
          renderRuns(deployment),
          ...(retry === undefined ? [] : [again]),
        ],
      },
    ];
  });
  return renderTable({
    label: 'Deployments',
    headings: [
      'Layer',
      'Deployment',
      'State',
      'Details',
      'Waits for',
      'Runs',
      ...(retry === undefined ? [] : ['Action']),
    ],
    empty: 'No deployment.',
    rows,
  });
}
