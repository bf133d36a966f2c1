/** Lays out rows of figures for a terminal. */
import type { Cell, SectionResult } from './section.ts';

function show(cell: Cell): string {
  if (typeof cell === 'string') return cell;
  return Number.isInteger(cell) ? cell.toLocaleString('en-US') : cell.toFixed(cell < 10 ? 2 : 1);
}

function layOut(rows: SectionResult['rows']): string[] {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cells = [columns, ...rows.map((row) => columns.map((column) => show(row[column] ?? '')))];
  const widths = columns.map((_, index) => Math.max(...cells.map((row) => row[index]?.length ?? 0)));
  return cells.map((row) =>
    row
      .map((cell, index) =>
        index === 0 ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0),
      )
      .join('  '),
  );
}

/** The section as text: title, method, table, and a line per target. */
export function renderSection(result: SectionResult): string {
  const targets = result.targets.map(
    ({ what, limit, measured, unit }) =>
      `  ${measured <= limit ? 'reached' : 'MISSED '}  ${what}: ${show(measured)} ${unit}, target at most ${show(limit)} ${unit}`,
  );
  return [
    `\n${result.title}`,
    `  ${result.method}`,
    '',
    ...layOut(result.rows).map((line) => `  ${line}`),
    '',
    ...targets,
  ].join('\n');
}
