/** Renders the confirmations before a batch is released or retried: what starts, and why it is done. */

import { maxCommandReasonLength } from '../../api/routes/batches.ts';
import type { HoldReason } from '../../domain/dispatch/hold.ts';
import type { BatchSummary } from '../../domain/reports/batch-summary.ts';
import { batchPath, releaseBatchPath, retryBatchPath } from '../addresses.ts';
import { linkBatchCommit } from '../batches/batch-parts.ts';
import { type Href, type Html, html } from '../html.ts';
import type { PageContent } from '../layout.ts';
import { renderHidden, renderTextField } from '../parts/form.ts';
import { renderBatchFacts } from './batch.ts';

export interface CommandPageData {
  readonly workspaceId: string;
  readonly now: number;
  readonly batch: BatchSummary;
}

/** Most names that are listed. */
const maxListedNames = 20;

interface CommandForm {
  readonly action: Href;
  readonly hidden: Html;
  readonly button: string;
}

function renderForm({ action, hidden, button }: CommandForm): Html {
  const reason = renderTextField({
    name: 'reason',
    label: 'Reason, for the audit log',
    maxLength: maxCommandReasonLength,
    isRequired: true,
  });
  return html`<form method="post" action="${action}">${hidden}${reason}<button class="danger">${button}</button></form>`;
}

function renderBack({ workspaceId, batch }: CommandPageData): Html {
  return html`<p><a href="${batchPath(workspaceId, batch.id)}">Back to the batch</a></p>`;
}

function renderWarning(hold: HoldReason, { headSha, repository }: BatchSummary): Html {
  if (hold === 'fork')
    return html`<p class="warning">The commit comes from a fork. Its code gets the secrets of the repository: review ${linkBatchCommit(headSha, repository)} first.</p>`;
  return hold === 'blast_radius'
    ? html`<p class="warning">All runs of the batch are started. Check that so many components are meant to change.</p>`
    : html`<p>Several pushes came in a short time. Without a release, the batch starts when they stop.</p>`;
}

export function renderReleaseBatchPage(data: CommandPageData): PageContent {
  const { workspaceId, batch } = data;
  const { id, heldBy } = batch;
  const title = `Release batch ${id}`;
  if (heldBy === undefined) return { title, body: html`<p>The batch is not held.</p>${renderBack(data)}` };
  const form = renderForm({
    action: releaseBatchPath(workspaceId, id),
    hidden: renderHidden('hold', heldBy),
    button: 'Release the batch',
  });
  return {
    title,
    body: html`${renderBatchFacts(data)}${renderWarning(heldBy, batch)}${form}${renderBack(data)}`,
  };
}

export interface RetryPageData extends CommandPageData {
  /** Number of the only deployment that is retried. */
  readonly deployment: number | undefined;
  /** Names of what runs again. */
  readonly names: readonly string[];
  /** Of what runs again. */
  readonly digest: string;
}

export function renderRetryBatchPage(data: RetryPageData): PageContent {
  const { workspaceId, batch, deployment, names, digest } = data;
  const title = `Retry batch ${batch.id}`;
  if (names.length === 0)
    return {
      title,
      body: html`<p>Nothing can run again: something still runs, or nothing failed.</p>${renderBack(data)}`,
    };
  const listed = names.slice(0, maxListedNames).map((name) => html`<li>${name}</li>`);
  const rest = names.length - listed.length;
  const what =
    batch.retry === 'plans'
      ? html`<p>Everything succeeded. These plans are made again:</p>`
      : html`<p>These run again, and what waited for them. An apply that succeeded never runs again.</p>`;
  const form = renderForm({
    action: retryBatchPath(workspaceId, batch.id),
    hidden: html`${renderHidden('again', digest)}${deployment !== undefined && renderHidden('deployment', String(deployment))}`,
    button: 'Retry',
  });
  return {
    title,
    body: html`${renderBatchFacts(data)}${what}<ul>${listed}${rest > 0 && html`<li>and ${rest} more</li>`}</ul>${form}${renderBack(data)}`,
  };
}
