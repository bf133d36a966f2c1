/** Renders the deployments of a batch on one time line: how long each waited, was dispatched, and ran. */
import { isOpen } from '../../domain/dispatch/node-states.ts';
import { type Html, html } from '../html.ts';
import { type BarSpan, renderBar, type SpanTimes, toSpans } from '../parts/duration-bar.ts';
import { renderDeploymentState } from '../parts/states.ts';
import { renderTable } from '../parts/table.ts';
import { describeDuration } from '../parts/time.ts';
import type { ArrangedBatch } from './arrange.ts';
import { renderDeploymentName } from './deployment-list.ts';

/** `—` for what has not begun. */
export function describeSpan(from: number | undefined, to: number | undefined): string {
  return from === undefined || to === undefined || to < from ? '—' : describeDuration(to - from);
}

/** Texts of the three spans. `now`: `undefined` for what has ended. */
function describeSpans(
  { since, plannedAt, sentAt, endedAt }: SpanTimes,
  now: number | undefined,
): readonly [waited: string, dispatched: string, ran: string] {
  const end = endedAt ?? now;
  return [
    describeSpan(since, plannedAt ?? end),
    describeSpan(plannedAt, sentAt ?? end),
    describeSpan(sentAt, end),
  ];
}

const legend: Readonly<Record<BarSpan['kind'], string>> = {
  wait: 'waits',
  send: 'is dispatched',
  run: 'runs',
};

export function renderBarLegend(kinds: readonly BarSpan['kind'][]): Html {
  return html`<p class="legend">${kinds.map((kind) => html`<span class="${kind}">■</span> ${legend[kind]} `)}</p>`;
}

/** `start`: when the batch began. */
export function renderWaterfall(
  { deployments, shown, criticalPath }: ArrangedBatch,
  { start, now }: { readonly start: number; readonly now: number },
): Html {
  const critical = new Set(criticalPath);
  const isRunning = deployments.some(({ row }) => isOpen(row));
  const ends = deployments.flatMap(({ timing }) => timing.endedAt ?? []);
  const end = isRunning ? now : ends.reduce((latest, at) => Math.max(latest, at), start);
  const table = renderTable({
    label: 'Waterfall',
    headings: ['Deployment', 'State', 'Time line', 'Waited', 'Dispatch', 'Ran'],
    empty: 'No deployment.',
    rows: shown.flatMap((index) => {
      const deployment = deployments[index];
      if (deployment === undefined) return [];
      const { row, number, timing } = deployment;
      const until = isOpen(row) ? now : undefined;
      const spans = toSpans(timing, until);
      return [
        {
          id: `d-${number}`,
          cells: [
            renderDeploymentName(deployment, critical.has(index)),
            renderDeploymentState(row.state),
            renderBar(spans, { from: start, to: end }),
            ...describeSpans(timing, until),
          ],
        },
      ];
    }),
  });
  return html`${renderBarLegend(['wait', 'send', 'run'])}${table}`;
}
