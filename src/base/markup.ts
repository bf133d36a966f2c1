/** Untrusted text inside Markdown: shown literally, never as markup. */
import { escapeUnprintable } from './text.ts';

export interface TableLimits {
  readonly maxRows?: number | undefined;
  /** Of all rows together. */
  readonly maxBytes?: number | undefined;
}

/** On one line, for prose and table cells. */
export function escapeMarkup(text: string): string {
  return escapeUnprintable(text).replace(
    /[^\p{L}\p{N} .,:;/()'"=-]/gu,
    (character) => `&#${character.codePointAt(0)};`,
  );
}

/** `''` for an empty text. */
export function markupCode(text: string): string {
  return text === '' ? '' : `<code>${escapeMarkup(text)}</code>`;
}

/** The cells are Markdown already. Rows over the limits are counted in a last line. */
export function markupTable(
  headings: readonly string[],
  rows: Iterable<readonly string[]>,
  { maxRows = Number.POSITIVE_INFINITY, maxBytes = Number.POSITIVE_INFINITY }: TableLimits = {},
): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const lines = [line(headings), line(headings.map(() => '---'))];
  let bytes = 0;
  let left = 0;
  for (const row of rows) {
    const text = left > 0 || lines.length - 2 >= maxRows ? undefined : line(row);
    bytes += text === undefined ? 0 : Buffer.byteLength(text) + 1;
    if (text === undefined || bytes > maxBytes) left += 1;
    else lines.push(text);
  }
  return lines.join('\n') + (left === 0 ? '' : `\n\n… and ${left} more.`);
}
