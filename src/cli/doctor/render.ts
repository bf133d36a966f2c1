/** Results of the doctor as text: a line for each, with its remedy below. */
import type { CheckResult, CheckStatus } from './check.ts';

const marks: Readonly<Record<CheckStatus, string>> = { ok: 'ok  ', warn: 'warn', fail: 'FAIL' };
/** Aligns continued lines with the messages. */
const indent = ' '.repeat(20);

function count(results: readonly CheckResult[], status: CheckStatus, [one, many]: [string, string]): string {
  const { length } = results.filter((result) => result.status === status);
  return `${length} ${length === 1 ? one : many}`;
}

export function renderResults(results: readonly CheckResult[]): string {
  const lines = results.flatMap(({ check, status, finding, message, advice }) => {
    const line = `${marks[status]}  ${check.padEnd(13)} ${message.replaceAll('\n', `\n${indent}`)}`;
    return advice === undefined ? [line] : [line, `${indent}→ ${advice} (${finding})`];
  });
  const summary = [
    count(results, 'ok', ['passed', 'passed']),
    count(results, 'warn', ['warning', 'warnings']),
    count(results, 'fail', ['error', 'errors']),
  ];
  return `${lines.join('\n')}\n\n${summary.join(', ')}\n`;
}
