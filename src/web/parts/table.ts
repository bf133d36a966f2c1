/** Renders a table that scrolls by itself on a narrow screen, or what would fill it. */
import { type Html, html } from '../html.ts';

export interface TableParts {
  /** Names the table for screen readers. */
  readonly label: string;
  readonly headings: readonly string[];
  readonly rows: readonly TableRow[];
  /** Instead of a table without rows. */
  readonly empty: string;
}

interface TableRow {
  /** Unique on the page: a live update moves the row instead of building it again. */
  readonly id: string;
  readonly cells: readonly (Html | string)[];
}

export function renderTable({ label, headings, rows, empty }: TableParts): Html {
  if (rows.length === 0) return html`<p class="empty">${empty}</p>`;
  return html`<div class="scroll" role="region" aria-label="${label}" tabindex="0"><table><thead><tr>${headings.map(
    (heading) => html`<th scope="col">${heading}</th>`,
  )}</tr></thead><tbody>${rows.map(
    ({ id, cells }) => html`<tr id="${id}">${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`,
  )}</tbody></table></div>`;
}
