/** Generated regions of a document: what stands between `<!-- generated:NAME -->` and `<!-- /generated:NAME -->`. */

/** `text` with each named region replaced. Throws when one is absent, so that no table gets lost. */
export function replaceRegions(text: string, regions: Readonly<Record<string, string>>): string {
  let result = text;
  for (const [name, content] of Object.entries(regions)) {
    const [open, close] = [`<!-- generated:${name} -->`, `<!-- /generated:${name} -->`];
    const [start, end] = [result.indexOf(open), result.indexOf(close)];
    if (start < 0 || end < start) throw new Error(`The document lacks the region ${open} … ${close}`);
    result = `${result.slice(0, start + open.length)}\n${content}\n${result.slice(end)}`;
  }
  return result;
}

/** A Markdown table. Cells may hold anything; bars and line breaks are made harmless. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells
      .map((cell) =>
        cell
          .replaceAll('|', '\\|')
          .replaceAll(/\s*\n\s*/g, ' ')
          .trim(),
      )
      .join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
