/** The job summary of a commit: its files, and the files that were left out. */
import { markupCode, markupTable } from '../../src/base/markup.ts';
import type { CommitProblem } from '../../src/domain/commits/change.ts';
import type { Collected } from './collect.ts';

/** Limits of a table. A commit has at most 200 files. */
const bounds = { maxRows: 200, maxBytes: 256 * 1024 };

function renderSkipped(skipped: readonly CommitProblem[]): string {
  const rows = skipped.map(({ path = '', message, rule }) => [
    markupCode(path),
    markupCode(`${message} (${rule})`),
  ]);
  return `### Left out\n\n${markupTable(['File', 'Reason'], rows, bounds)}`;
}

export function renderCommitSummary(
  { additions, deletions, skipped }: Collected,
  { sha, branch }: { readonly sha: string; readonly branch: string },
): string {
  const rows = [
    ...additions.map(({ path }) => [markupCode(path), 'written']),
    ...deletions.map(({ path }) => [markupCode(path), 'deleted']),
  ];
  const sections = [
    `## Commit ${markupCode(sha)} on ${markupCode(branch)}`,
    markupTable(['File', 'Change'], rows, bounds),
  ];
  if (skipped.length > 0) sections.push(renderSkipped(skipped));
  return sections.join('\n\n');
}
