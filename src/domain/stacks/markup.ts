/** Names from stack manifests inside Markdown: shown as they are, and nothing in them is markup. */

/** Characters that hide or reorder text, and line ends. */
const unprintable = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

function escapeMarkup(text: string): string {
  return text
    .replace(unprintable, ' ')
    .replace(/[^\p{L}\p{N} .,:;/()'=-]/gu, (character) => `&#${character.codePointAt(0)};`);
}

export function markupCode(text: string): string {
  return text === '' ? '' : `<code>${escapeMarkup(text)}</code>`;
}

/** The cells are Markdown already. Rows that do not fit into `maxBytes` are counted in a last line. */
export function boundedTable(
  headings: readonly string[],
  rows: Iterable<readonly string[]>,
  { maxRows, maxBytes }: { readonly maxRows: number; readonly maxBytes: number },
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
