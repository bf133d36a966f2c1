/** Renders the check of a commit: one word for the worst of its batches, and their rows. */
import { isMerge } from '../dispatch/activities.ts';
import type { Conclusion } from '../dispatch/conclude.ts';
import { type CheckButton, describeHold, offersOf } from './callouts.ts';
import { fitReport, type LadderStep, renderRowsAt } from './ladder.ts';
import { renderNotes } from './notes.ts';
import { renderOwnerErrors } from './owners.ts';
import { describeProgress } from './progress.ts';
import { describeQuiet } from './reasons.ts';
import type { BatchReport } from './report.ts';
import { shorten } from './rows.ts';

/** Longest summary of a check, in characters; GitHub takes 65,535. */
export const maxSummaryLength = 60_000;
/** Most annotations of one request, by GitHub; further requests add to them. */
export const maxAnnotations = 50;

interface CheckAnnotation {
  readonly path: string;
  readonly line: number;
  readonly message: string;
}

export interface RenderedCheck {
  readonly status: 'queued' | 'in_progress' | 'completed';
  readonly conclusion?: Conclusion | 'action_required' | undefined;
  /** At most 80 characters. */
  readonly title: string;
  readonly summary: string;
  /** At most 3. */
  readonly buttons: readonly CheckButton[];
  readonly annotations: readonly CheckAnnotation[];
}

const ended: ReadonlySet<BatchReport['state']> = new Set(['concluded', 'superseded', 'withdrawn']);
/** Worst first; an open batch comes before them all. */
const severity: readonly (Conclusion | undefined)[] = [
  undefined,
  'failure',
  'timed_out',
  'cancelled',
  'success',
  'neutral',
];

function conclusionOf({ state, conclusion }: BatchReport): Conclusion | undefined {
  if (!ended.has(state)) return undefined;
  return state === 'concluded' ? (conclusion ?? 'failure') : 'cancelled';
}

function compareBatches(one: BatchReport, other: BatchReport): number {
  const rank = (batch: BatchReport) => severity.indexOf(conclusionOf(batch));
  // Of two open ones, that which does something.
  const idle = (batch: BatchReport) => Number(batch.state === 'expected');
  // A merge has the commit of its group, and comes after it.
  const later = ({ activity }: BatchReport) => Number(!isMerge(activity));
  return (
    rank(one) - rank(other) ||
    idle(one) - idle(other) ||
    later(one) - later(other) ||
    (one.id < other.id ? -1 : 1)
  );
}

function renderBatchAt(batch: BatchReport, step: LadderStep): string | undefined {
  const rows = renderRowsAt(batch, step);
  if (rows === undefined) return undefined;
  const why =
    describeHold(batch) ?? (batch.reason === undefined ? '' : describeQuiet(batch.reason, batch.quiet));
  const owners = renderOwnerErrors(batch.ownerErrors);
  return [why, owners, renderNotes(batch.notes ?? []), rows].filter((part) => part !== '').join('\n\n');
}

function renderSummary(batches: readonly BatchReport[], from: LadderStep): string {
  const render = (step: LadderStep) => {
    const parts = batches.map((batch) => renderBatchAt(batch, step));
    return parts.includes(undefined) ? undefined : parts.filter((part) => part !== '').join('\n\n---\n\n');
  };
  return fitReport(render, { maxLength: maxSummaryLength, from }).text;
}

function statusOf(open: readonly BatchReport[]): Pick<RenderedCheck, 'status' | 'conclusion'> | undefined {
  if (open.length === 0) return undefined;
  // GitHub marks a check that is open for 14 days as stale.
  if (open.every(({ isWaitingLong }) => isWaitingLong))
    return { status: 'completed', conclusion: 'action_required' };
  return { status: open.every(({ state }) => state === 'expected') ? 'queued' : 'in_progress' };
}

/** Nothing is started for the commit of a fork without a person. */
function isStoppedFork({ reason, hold }: BatchReport): boolean {
  return reason === 'fork_without_token' || hold?.reason === 'fork';
}

/**
 * Withdrawn ones count only where there is no other. Anybody can open a pull request from a fork with the commit of another one, whose
 * check it must not hold up. Worst first.
 */
function orderBatches(batches: readonly BatchReport[]): readonly BatchReport[] {
  const live = batches.filter(({ state }) => state !== 'withdrawn');
  const others = live.filter((batch) => !isStoppedFork(batch));
  const isOther = others.some(({ state }) => state !== 'superseded');
  return (isOther ? others : live.length > 0 ? live : batches).toSorted(compareBatches);
}

/** The batch that the title and the buttons of the check are about. `batches`: as for `renderCheck`. */
export function leadOf(batches: readonly BatchReport[]): BatchReport | undefined {
  return orderBatches(batches)[0];
}

/** Whether the check is completed, and says that all succeeded or that nothing is affected. `batches`: as for `renderCheck`. */
export function passesCheck(batches: readonly BatchReport[]): boolean {
  const shown = orderBatches(batches);
  const [lead] = shown;
  if (lead === undefined || shown.some(({ state }) => !ended.has(state))) return false;
  const conclusion = conclusionOf(lead);
  return conclusion === 'success' || (conclusion === 'neutral' && lead.reason === 'nothing_affected');
}

/** `batches`: the latest of each subject on the commit, at least one. */
export function renderCheck(batches: readonly BatchReport[], from: LadderStep = 'all'): RenderedCheck {
  const shown = orderBatches(batches);
  const [lead] = shown;
  if (lead === undefined) throw new Error('a check needs a batch');
  const status = statusOf(shown.filter(({ state }) => !ended.has(state)));
  const annotations = shown.flatMap(({ ownerErrors }) =>
    ownerErrors.map(({ path, line, message }) => ({ path, line, message: shorten(message, 1_000) })),
  );
  return {
    ...(status ?? { status: 'completed', conclusion: conclusionOf(lead) }),
    title: describeProgress(lead),
    summary: renderSummary(shown, from),
    buttons: offersOf(lead)
      .slice(0, 3)
      .map(({ button }) => button),
    annotations,
  };
}
