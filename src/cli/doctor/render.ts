/** What the doctor found, for people: a line per finding, and under it what to do. */
import type { CheckResult, CheckStatus } from './check.ts';

const marks: Readonly<Record<CheckStatus, string>> = { ok: 'ok  ', warn: 'warn', fail: 'FAIL' };

function count(results: readonly CheckResult[], status: CheckStatus): number {
  return results.filter((result) => result.status === status).length;
}

export function renderResults(results: readonly CheckResult[]): string {
  const lines = results.flatMap(({ check, status, finding, message, advice }) => [
    `${marks[status]}  ${check.padEnd(13)} ${message.replaceAll('\n', `\n${' '.repeat(20)}`)}`,
    ...(advice === undefined ? [] : [`${' '.repeat(20)}→ ${advice} (${finding})`]),
  ]);
  const summary = `${count(results, 'ok')} ok, ${count(results, 'warn')} to look at, ${count(results, 'fail')} to mend.`;
  return `${lines.join('\n')}\n\n${summary}\n`;
}
