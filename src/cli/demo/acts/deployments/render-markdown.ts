/** Shows the Markdown of a comment on a terminal, about as GitHub shows it in a browser. */
import { styleText } from 'node:util';

/** Columns that a character takes: emoji take two. */
function widthOf(text: string): number {
  const characters = [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)];
  return characters.reduce(
    (sum, { segment }) => sum + (/\p{Emoji_Presentation}|\uFE0F/u.test(segment) ? 2 : 1),
    0,
  );
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

/** Text without marks: links are their text, code is its content. */
function plainText(markdown: string): string {
  return markdown
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/<\/?(?:code|b|strong|em|sub|sup|kbd)>/g, '')
    .replace(/<br\s*\/?>/g, ' ')
    .replaceAll(/[`]|\*\*/g, '')
    .replace(/&#(\d+);/g, (_match, code: string) => String.fromCodePoint(Number(code)))
    .replace(/&(\w+);/g, (match, name: string) => entities[name] ?? match)
    .replace(/\\([\\`*_{}[\]()#+.!|<>~-])/g, '$1');
}

function cellsOf(row: string): readonly string[] {
  return row
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => plainText(cell.trim()));
}

function renderTable(lines: readonly string[]): readonly string[] {
  const rows = lines.filter((_, index) => index !== 1).map(cellsOf);
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => widthOf(row[column] ?? ''))),
  );
  const pad = (cell: string, column: number) =>
    cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - widthOf(cell)));
  const shown = rows.map((row) => row.map(pad).join('   ').trimEnd());
  const rule = widths.map((width) => '─'.repeat(width)).join('   ');
  return [styleText('bold', shown[0] ?? ''), rule, ...shown.slice(1)];
}

function renderLine(line: string): string {
  const [, text, url] = /^\[([^\]]*)\]\(([^)]*)\)$/.exec(line) ?? [];
  if (text !== undefined) return `${plainText(text)}: ${url}`;
  const [, heading] = /^#{1,6} (.*)$/.exec(line) ?? [];
  if (heading !== undefined) return styleText('bold', plainText(heading));
  const [, mark, box] = /^[-*] \[([ x])\] (.*)$/.exec(line) ?? [];
  if (box !== undefined) return `${mark === 'x' ? '☑' : '☐'} ${plainText(box)}`;
  const [, item] = /^[-*] (.*)$/.exec(line) ?? [];
  return item === undefined ? plainText(line) : `• ${plainText(item)}`;
}

/** Lines of a terminal. Diagrams and what is folded away are one line each. */
export function renderMarkdown(markdown: string): readonly string[] {
  const text = markdown
    .replaceAll(/<!--.*?-->\n?/gs, '')
    .replaceAll(/<details><summary>(.*?)<\/summary>.*?<\/details>/gs, '▸ $1')
    .replaceAll(/^```(\w*)\n.*?^```$/gms, '▸ $1');
  const shown: string[] = [];
  let table: string[] = [];
  for (const line of [...text.trim().split('\n'), '']) {
    if (line.startsWith('|')) {
      table.push(line);
      continue;
    }
    if (table.length > 0) shown.push(...renderTable(table));
    table = [];
    shown.push(renderLine(line));
  }
  return shown.slice(0, -1);
}
