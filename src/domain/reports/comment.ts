/** Renders the one comment of a pull request. Equal state gives equal text, so nothing is edited twice. */
import { markupTable } from '../../base/markup.ts';
import { offersOf, renderBox, renderHold } from './callouts.ts';
import { renderOrder } from './diagram.ts';
import { type FittedReport, fitReport, type LadderStep, renderRowsAt } from './ladder.ts';
import { renderNotes } from './notes.ts';
import { renderOwnerErrors } from './owners.ts';
import { countProgress, describeWork } from './progress.ts';
import { describeQuiet } from './reasons.ts';
import type { BatchReport, ReportNote } from './report.ts';
import { codeMarkup, linkCommit, linkMarkup } from './rows.ts';

/** Longest comment, in characters; GitHub takes about 65,000. */
export const maxCommentText = 55_000;
/** Most names in a list of what is skipped or removed. */
const maxListed = 50;
/** Most earlier batches that are listed. */
const maxEarlier = 10;

export interface CommentTarget {
  readonly workspaceId: string;
  /** GitHub's id. */
  readonly repositoryId: string;
  readonly number: number;
}

export interface CommentReport extends CommentTarget {
  /** Such as `https://github.com/acme/infra`. */
  readonly repositoryUrl: string;
  readonly current: BatchReport;
  readonly checkUrl?: string | undefined;
  /** Of the merge queue. */
  readonly group?: BatchReport | undefined;
  /** Newest first. */
  readonly earlier: readonly BatchReport[];
  readonly notes: readonly ReportNote[];
}

/** First line of the comment, by which it is found again; the author must be the server's own App too. */
export function commentMarker({ workspaceId, repositoryId, number }: CommentTarget): string {
  const word = (text: string) => text.replace(/[^\w.]/g, '_');
  return `<!-- atmos-pro pr ${word(workspaceId)} ${word(repositoryId)} ${number} -->`;
}

function renderDetails(summary: string, content: string): string {
  return content === '' ? '' : `<details><summary>${summary}</summary>\n\n${content}\n\n</details>`;
}

function renderHeading({ repositoryUrl, current }: CommentReport): string {
  const sha = linkCommit(current.sha, repositoryUrl);
  return `### Atmos Pro: ${describeWork(current)} of ${sha} · ${countProgress(current)}`;
}

function listNames(
  { rows }: BatchReport,
  reasons: readonly string[],
): { readonly count: number; readonly text: string } {
  const names = rows
    .filter(({ state, reason }) => state === 'skipped' && reasons.includes(reason ?? ''))
    .map(({ stack, component }) => `- ${codeMarkup(component)} in ${codeMarkup(stack)}`)
    .sort();
  const more = names.length > maxListed ? [`- … and ${names.length - maxListed} more`] : [];
  return { count: names.length, text: [...names.slice(0, maxListed), ...more].join('\n') };
}

function renderEarlier({ earlier, repositoryUrl }: CommentReport): string {
  if (earlier.length === 0) return '';
  const rows = earlier
    .slice(0, maxEarlier)
    .map((batch) => [linkCommit(batch.sha, repositoryUrl), describeWork(batch), countProgress(batch)]);
  return markupTable(['Commit', 'What', 'Result'], rows);
}

/** The plan of the group is that of all of them. GitHub makes links of the numbers. */
function renderCompany({ group, number }: CommentReport): string {
  const others = (group?.pulls ?? []).filter((pull) => pull !== number);
  if (others.length === 0) return '';
  const shown = others.slice(0, maxListed).map((pull) => `#${pull}`);
  const more = others.length > maxListed ? [`${others.length - maxListed} more`] : [];
  return ` Tested together with ${[...shown, ...more].join(', ')}.`;
}

function renderGroup(report: CommentReport, step: LadderStep): string {
  const { group, repositoryUrl } = report;
  if (group === undefined) return '';
  const sha = linkCommit(group.sha, repositoryUrl);
  const line = `${sha}: ${countProgress(group)}.${renderCompany(report)}`;
  const notes = renderNotes(group.notes ?? []);
  const why = group.reason === undefined ? '' : describeQuiet(group.reason, group.quiet);
  return [line, why, notes, renderRowsAt(group, step) ?? ''].filter((part) => part !== '').join('\n\n');
}

/** What matters of it shows without a click. */
function summarizeGroup({ group }: CommentReport): string {
  return group === undefined ? '' : `Merge queue: ${countProgress(group)}`;
}

/** Shorter lists for the last step. */
function renderLists(report: CommentReport, step: LadderStep): readonly string[] {
  if (step === 'totals') return [];
  const removed = listNames(report.current, ['deleted']);
  const skipped = listNames(report.current, ['not_wired', 'runs_on_published']);
  return [
    renderDetails(summarizeGroup(report), renderGroup(report, step)),
    renderDetails(
      `Removed from the configuration; resources may still exist (${removed.count})`,
      removed.text,
    ),
    renderDetails(`Skipped (${skipped.count})`, skipped.text),
    renderDetails('Earlier batches', renderEarlier(report)),
  ];
}

function renderAt(report: CommentReport, step: LadderStep, diagram: string | undefined): string | undefined {
  const { current, checkUrl } = report;
  const rows = renderRowsAt(current, step);
  if (rows === undefined) return undefined;
  const boxes =
    current.state === 'held'
      ? []
      : offersOf(current).map(({ action, text }) => renderBox(action, text, current.id));
  const parts = [
    `${commentMarker(report)}\n${renderHeading(report)}`,
    renderHold(current) ?? (current.reason === undefined ? '' : describeQuiet(current.reason, current.quiet)),
    renderOwnerErrors(current.ownerErrors),
    step === 'totals' ? '' : renderNotes([...report.notes, ...(current.notes ?? [])]),
    rows,
    step === 'totals' ? 'There are too many components to list here.' : '',
    boxes.join('\n'),
    diagram === undefined ? '' : renderDetails('Order', `\`\`\`mermaid\n${diagram}\n\`\`\``),
    ...renderLists(report, step),
    checkUrl === undefined ? '' : linkMarkup('Check', checkUrl),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

/** `from`: the step that GitHub's refusals have led to; a comment never goes back up. */
export function renderComment(report: CommentReport, from: LadderStep = 'all'): FittedReport {
  const diagram = renderOrder(report.current);
  return fitReport(
    (step) => {
      const drawn = diagram === undefined ? undefined : renderAt(report, step, diagram);
      return drawn !== undefined && drawn.length <= maxCommentText
        ? drawn
        : renderAt(report, step, undefined);
    },
    { maxLength: maxCommentText, from },
  );
}
