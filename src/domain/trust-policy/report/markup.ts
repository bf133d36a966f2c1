/** Text of a policy inside Markdown: shown as it is, and nothing in it is markup. */

import { toPrintable } from './printable.ts';

/** On one line, for prose and table cells. */
export function escapeMarkup(text: string): string {
  return toPrintable(text).replace(
    /[^\p{L}\p{N} .,:;/()'"=-]/gu,
    (character) => `&#${character.codePointAt(0)};`,
  );
}

export function markupCode(text: string): string {
  return `<code>${escapeMarkup(text)}</code>`;
}

/** The cells are Markdown already. */
export function markupTable(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  return [headings, headings.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
