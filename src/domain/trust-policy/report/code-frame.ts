/** Shows the place of a finding: the line before, the line itself, and a mark below it. */

import { escapeUnprintable } from '../../../base/text.ts';
import type { Range } from '../findings.ts';

/** Most characters of a line that are shown. */
const maxShownLength = 120;
/** Characters that are kept before the mark in a longer line. */
const leadLength = 40;

export type Paint = (style: 'red' | 'yellow' | 'cyan' | 'green' | 'dim' | 'bold', text: string) => string;

export const plainPaint: Paint = (_style, text) => text;

interface FrameOptions {
  readonly paint?: Paint | undefined;
  readonly color?: 'red' | 'yellow' | 'cyan' | undefined;
}

/** Lines of the frame without line ends; none when the text does not have that line. */
export function renderFrame(
  text: string,
  range: Range,
  { paint = plainPaint, color = 'red' }: FrameOptions = {},
): string[] {
  const lines = text.split(/\r\n?|\n/);
  const line = lines[range.start.line - 1];
  if (line === undefined) return [];
  const width = String(range.start.line).length;
  const row = (number: number | undefined, shown: string) =>
    `${paint('dim', `${String(number ?? '').padStart(width)} |`)}${shown === '' ? '' : ` ${shown}`}`;
  const from = Math.max(0, range.start.column - 1 - (line.length > maxShownLength ? leadLength : Infinity));
  const cut = (shown: string) => escapeUnprintable(shown.slice(from, from + maxShownLength));
  const end = range.end.line > range.start.line ? line.length + 1 : range.end.column;
  const lead = cut(line.slice(0, range.start.column - 1)).length;
  const marked = cut(line.slice(0, Math.max(end, range.start.column + 1) - 1)).length - lead;
  const before = range.start.line > 1 ? lines[range.start.line - 2] : undefined;
  return [
    ...(before === undefined ? [] : [row(range.start.line - 1, cut(before))]),
    row(range.start.line, cut(line)),
    row(undefined, `${' '.repeat(lead)}${paint(color, '^'.repeat(Math.max(1, marked)))}`),
  ];
}
