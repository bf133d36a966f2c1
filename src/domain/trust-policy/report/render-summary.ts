/** The job summary: for each policy who may mint what, in words, and everything that was found. Markdown. */

import { escapeMarkup, markupCode, markupTable } from '../../../base/markup.ts';
import type { CallerResult } from '../callers/judge-callers.ts';
import { describePermissions, describeRule } from './describe-rule.ts';
import { describeFindingCounts, type FileReport } from './report.ts';
import { isValid } from './report-document.ts';

/** GitHub takes 1 MiB of summary from one step; the rest is left for a closing sentence. */
const maxSummaryLength = 900_000;

const marks = { error: '❌', mistake: '❌', warning: '⚠️', note: 'ℹ️' } as const;

function renderRules({ policy }: FileReport): string[] {
  if (policy?.status !== 'valid') return [];
  const rows = policy.rules.map((rule) => {
    const { who, what, line } = describeRule(rule);
    return [`${rule.index + 1} (line ${line})`, escapeMarkup(who), escapeMarkup(what)];
  });
  return [markupTable(['Rule', 'Who', 'May mint a token to'], rows)];
}

function renderFindings({ findings }: FileReport): string[] {
  if (findings.length === 0) return [];
  const rows = findings.map(({ severity, id, message, range, fix }) => [
    `${range.start.line}:${range.start.column}`,
    `${marks[severity]} ${severity}`,
    markupCode(id),
    message.split('\n').map(escapeMarkup).join('<br>') +
      (fix === undefined ? '' : `<br>Fix: ${markupCode(fix.text.trim() || 'remove it')}`),
  ]);
  return [markupTable(['At', 'Severity', 'Rule', 'What was found'], rows)];
}

function renderFile(file: FileReport): string {
  const state = isValid(file) ? 'valid' : 'invalid, so it denies every job';
  const heading = `### ${markupCode(file.path)}`;
  const verdict = file.policy === undefined ? [] : [`This policy is ${state}.`];
  return [heading, ...verdict, ...renderRules(file), ...renderFindings(file)].join('\n\n');
}

function renderCallers(results: readonly CallerResult[]): string {
  const rows = results.map(({ name, policy, expect, decision, passed, permissions }) => [
    passed ? '✅' : '❌',
    escapeMarkup(name),
    markupCode(policy),
    expect,
    escapeMarkup(permissions === undefined ? decision : `granted: ${describePermissions(permissions)}`),
  ]);
  return ['### Callers', markupTable(['', 'Caller', 'Policy', 'Must be', 'Is'], rows)].join('\n\n');
}

/** Files come whole or not at all, those with findings first; what does not fit is counted. Ends without a newline. */
export function renderPolicySummary(
  files: readonly FileReport[],
  { callers }: { readonly callers?: readonly CallerResult[] | undefined } = {},
): string {
  const sections = ['## Trust policies', `${describeFindingCounts(files)}.`];
  if (callers !== undefined) sections.push(renderCallers(callers));
  let length = sections.join('').length;
  let left = 0;
  for (const file of files.toSorted((a, b) => Number(isValid(a)) - Number(isValid(b)))) {
    const section = renderFile(file);
    length += section.length + 2;
    if (length > maxSummaryLength) left += 1;
    else sections.push(section);
  }
  if (left > 0)
    sections.push(`${left} more files do not fit here; the output report and the SARIF file have them.`);
  return sections.join('\n\n');
}
