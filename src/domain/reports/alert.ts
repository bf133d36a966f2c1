/** Renders the comment that tells people of a merge that was not applied, or not whole. GitHub notifies people of a new comment, not of an edit. */

import { countProgress } from './progress.ts';
import { describeQuiet } from './reasons.ts';
import type { BatchReport } from './report.ts';
import { codeMarkup, compareRows, describeLogin, linkMarkup, shortSha } from './rows.ts';

/** Most deployments that are named. */
const maxNamed = 20;

export interface MergeAlert {
  readonly batch: BatchReport;
  readonly author: string;
  /** The user or app that merged. */
  readonly merger: string;
  /** The comment with the details. */
  readonly commentUrl?: string | undefined;
}

/** First line, by which the alert of a batch is found again. */
export function alertMarker(batchId: string): string {
  return `<!-- atmos-pro alert ${batchId.replace(/[^\w-]/g, '')} -->`;
}

export function renderAlert({ batch, author, merger, commentUrl }: MergeAlert): string {
  const people = [...new Set([author, merger])].map(describeLogin).join(' ');
  const open = batch.rows
    .filter(({ state }) => state !== 'succeeded' && state !== 'skipped')
    .sort(compareRows);
  const names = open
    .slice(0, maxNamed)
    .map(({ stack, component }) => `- ${codeMarkup(component)} in ${codeMarkup(stack)}`);
  if (open.length > maxNamed) names.push(`- … and ${open.length - maxNamed} more`);
  const parts = [
    `${alertMarker(batch.id)}\n${people}: not everything of ${shortSha(batch.sha)} was applied. ${countProgress(batch)}.`,
    batch.reason === undefined ? '' : describeQuiet(batch.reason, batch.quiet),
    names.length === 0 ? '' : `Not applied:\n\n${names.join('\n')}`,
    commentUrl === undefined ? '' : linkMarkup('Details', commentUrl),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}
