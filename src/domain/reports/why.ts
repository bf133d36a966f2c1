/** Says why nothing happens, in the sentences of the check and the comment, as plain text for terminals and the API. */
import { escapeUnprintable } from '../../base/text.ts';
import { describeHold } from './callouts.ts';
import { describeQuiet } from './reasons.ts';
import type { BatchReport, ReportRow } from './report.ts';
import { describeRow } from './rows.ts';

const entity = /&#([0-9]{1,7});/g;

/** The text of Markdown that the server has rendered: foreign text in it is inert already. */
export function toPlainText(markdown: string): string {
  const text = markdown
    .replaceAll(/\[([^\]]*)\]\((https?:[^)\s]*)\)/g, '$1 ($2)')
    .replaceAll(/<\/?code>|\*\*|`/g, '')
    .replaceAll(entity, (_, code: string) => String.fromCodePoint(Math.min(Number(code), 0x10ffff)));
  return escapeUnprintable(text);
}

/** Of the batch as a whole. `undefined`: it has nothing to explain. */
export function explainBatch(batch: BatchReport): string | undefined {
  const said =
    describeHold(batch) ?? (batch.reason === undefined ? '' : describeQuiet(batch.reason, batch.quiet));
  return said === '' ? undefined : toPlainText(said);
}

/** Where a deployment is, and what it waits for. */
export function explainRow(row: ReportRow, { replacedBy }: Pick<BatchReport, 'replacedBy'>): string {
  return toPlainText(describeRow(row, replacedBy));
}
