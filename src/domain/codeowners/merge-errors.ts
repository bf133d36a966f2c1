/** Merges the errors that GitHub and the server find in CODEOWNERS, within bounds: their text is that of the commit. */
import { escapeUnprintable } from '../../base/text.ts';
import type { LineError } from './duplicates.ts';

/** Most errors of one file that are kept. */
export const maxOwnerErrors = 200;
/** Longest message of an error, in characters. */
export const maxErrorLength = 600;
const maxPathLength = 255;

export interface OwnerError extends LineError {
  readonly path: string;
}

/** Line by line: a terminal, or a page, must not be told anything but text. */
function cleanMessage(message: string): string {
  const lines = message.split(/\r\n?|\n/).map(escapeUnprintable);
  const text = lines.join('\n').trimEnd();
  return text.length > maxErrorLength ? `${text.slice(0, maxErrorLength - 1).toWellFormed()}…` : text;
}

function isLine(line: number): boolean {
  return Number.isSafeInteger(line) && line >= 1 && line < 1_000_000_000;
}

/** By line, each once, GitHub's before ours. `path`: of the file that was searched for duplicates. */
export function mergeErrors(
  github: readonly OwnerError[],
  duplicates: readonly LineError[],
  path: string,
): readonly OwnerError[] {
  const all = [...github, ...duplicates.map((error) => ({ ...error, path }))]
    .filter(({ line }) => isLine(line))
    .map((error) => ({
      line: error.line,
      message: cleanMessage(error.message),
      path: escapeUnprintable(error.path).slice(0, maxPathLength).toWellFormed(),
    }));
  const distinct = new Map(all.map((error) => [JSON.stringify(error), error]));
  const sorted = [...distinct.values()].toSorted((one, other) => one.line - other.line);
  const [first] = sorted.slice(maxOwnerErrors);
  if (first === undefined) return sorted;
  const left = sorted.length - maxOwnerErrors + 1;
  const last = { path: first.path, line: first.line, message: `… and ${left} more errors.` };
  return [...sorted.slice(0, maxOwnerErrors - 1), last];
}
