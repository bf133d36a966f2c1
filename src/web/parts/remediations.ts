/** Renders the remediations that have not ended: what was started, and what of it waits. */
import type { BatchSummary } from '../../domain/reports/batch-summary.ts';
import { batchPath } from '../addresses.ts';
import { type Html, html } from '../html.ts';
import { describeCounts } from './states.ts';
import { renderTime } from './time.ts';

export interface OpenRemediations {
  /** Those of which the most instances of the page are. */
  readonly batches: readonly BatchSummary[];
  /** How many more there are. */
  readonly left: number;
}

function renderBatch(
  batch: BatchSummary,
  { workspaceId, now }: { readonly workspaceId: string; readonly now: number },
): Html {
  const { id, counts, createdAt } = batch;
  const sum = Object.values(counts).reduce((all, count) => all + count, 0);
  const runs = sum === 1 ? '1 instance' : `${sum} instances`;
  return html`<li id="remediation-${id}"><a href="${batchPath(workspaceId, id)}">Batch ${id}</a> remediates ${runs} since ${renderTime(createdAt, now)}: ${describeCounts(counts)}</li>`;
}

/** Nothing, if no remediation is open. */
export function renderRemediations(
  { batches, left }: OpenRemediations,
  place: { readonly workspaceId: string; readonly now: number },
): Html {
  if (batches.length === 0) return html``;
  return html`<div role="status"><p>A remediation was started. Its results are not all here yet.</p><ul>${batches.map((batch) => renderBatch(batch, place))}${left > 0 && html`<li>and ${left} more batches</li>`}</ul></div>`;
}
