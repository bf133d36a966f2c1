/** Fits a report into a length: fewer rows, then counts, then totals. The same data gives the same step. */
import { markupTable } from '../../base/markup.ts';
import type { BatchReport, ReportRow } from './report.ts';
import { codeMarkup, compareRows, isFailure, isShown, renderRow } from './rows.ts';

/** `all` rows; those that are not done, and counts per stack; failures, and counts per stack; totals alone. */
export const ladderSteps = ['all', 'unfinished', 'failures', 'totals'] as const;
export type LadderStep = (typeof ladderSteps)[number];

/** Most rows of one table. */
const maxRows = 200;
const maxFailures = 50;
const maxStacks = 200;

const headings = ['', 'Stack', 'Component', '', 'Run'];
const stackHeadings = ['Stack', 'Done', 'Failed', 'Open'];

function isDone({ state }: ReportRow): boolean {
  return state === 'succeeded' || state === 'skipped';
}

function isEnded(row: ReportRow): boolean {
  return isDone(row) || isFailure(row) || row.state === 'superseded' || row.state === 'withdrawn';
}

function countStacks(rows: readonly ReportRow[]): string {
  const stacks = [...Map.groupBy(rows, ({ stack }) => stack)].sort(([one], [other]) =>
    one < other ? -1 : 1,
  );
  const lines = stacks.map(([stack, members]) => {
    const failed = members.filter(isFailure).length;
    const open = members.filter((row) => !isEnded(row)).length;
    return [codeMarkup(stack), String(members.length - failed - open), String(failed), String(open)];
  });
  return markupTable(stackHeadings, lines, { maxRows: maxStacks });
}

function renderRows(rows: readonly ReportRow[], batch: BatchReport): string {
  const cells = rows.map((row) => renderRow(row, batch.replacedBy));
  return rows.length === 0 ? '' : markupTable(headings, cells, { maxRows });
}

/** The rows of a batch at a step of the ladder; `undefined` where there are more than the step shows. */
export function renderRowsAt(batch: BatchReport, step: LadderStep): string | undefined {
  const rows = batch.rows.filter(isShown).sort(compareRows);
  const unfinished = rows.filter((row) => !isDone(row));
  switch (step) {
    case 'all':
      return rows.length > maxRows ? undefined : renderRows(rows, batch);
    case 'unfinished':
      return unfinished.length > maxRows
        ? undefined
        : `${renderRows(unfinished, batch)}\n\n${countStacks(rows)}`.trim();
    case 'failures': {
      const failures = rows.filter(isFailure);
      const left =
        failures.length > maxFailures ? `… and ${failures.length - maxFailures} more failures.` : '';
      const shown = renderRows(failures.slice(0, maxFailures), batch);
      return [shown, left, countStacks(rows)].filter((part) => part !== '').join('\n\n');
    }
    case 'totals':
      return '';
  }
}

export interface FittedReport {
  readonly text: string;
  readonly step: LadderStep;
}

/** The first step, from `from` on, whose text is at most `maxLength` characters long; the last one is cut if it must be. */
export function fitReport(
  render: (step: LadderStep) => string | undefined,
  { maxLength, from }: { readonly maxLength: number; readonly from: LadderStep },
): FittedReport {
  for (const step of ladderSteps.slice(ladderSteps.indexOf(from))) {
    const text = render(step);
    if (text !== undefined && text.length <= maxLength) return { text, step };
  }
  return { text: (render('totals') ?? '').slice(0, maxLength).toWellFormed(), step: 'totals' };
}

/** The step after one that GitHub rejected for its length. */
export function nextStep(step: LadderStep): LadderStep {
  return ladderSteps[ladderSteps.indexOf(step) + 1] ?? 'totals';
}
