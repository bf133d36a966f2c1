/** Results of the doctor as text: a line for each, with its remedy below. */
import { styleText } from 'node:util';
import type { CheckResult, CheckStatus } from './check.ts';

const marks: Readonly<Record<CheckStatus, string>> = {
  ok: 'ok  ',
  fixed: 'done',
  warn: 'warn',
  fail: 'FAIL',
};
const styles = { ok: 'green', fixed: 'green', warn: 'yellow', fail: 'red' } as const satisfies Record<
  CheckStatus,
  string
>;
type Style = (typeof styles)[CheckStatus] | 'dim';
/** Aligns continued lines with the messages. */
const indent = ' '.repeat(20);

function count(results: readonly CheckResult[], status: CheckStatus, [one, many]: [string, string]): string {
  const { length } = results.filter((result) => result.status === status);
  return `${length} ${length === 1 ? one : many}`;
}

/** One result, with a line end. */
export function renderResult(
  { check, status, finding, message, advice }: CheckResult,
  color: boolean,
): string {
  const paint = (style: Style, text: string) =>
    color ? styleText(style, text, { validateStream: false }) : text;
  const mark = paint(styles[status], marks[status]);
  const line = `${mark}  ${check.padEnd(13)} ${message.replaceAll('\n', `\n${indent}`)}\n`;
  return advice === undefined ? line : `${line}${indent}→ ${advice} ${paint('dim', `(${finding})`)}\n`;
}

export function renderSummary(results: readonly CheckResult[]): string {
  const repaired = results.some(({ status }) => status === 'fixed')
    ? [count(results, 'fixed', ['fixed', 'fixed'])]
    : [];
  const summary = [
    count(results, 'ok', ['passed', 'passed']),
    ...repaired,
    count(results, 'warn', ['warning', 'warnings']),
    count(results, 'fail', ['error', 'errors']),
  ];
  return `\n${summary.join(', ')}\n`;
}
