/** A report for a terminal: each finding with the piece of the policy that it is about. */

import { styleText } from 'node:util';
import { escapeUnprintable } from '../../../base/text.ts';
import { type Paint, plainPaint, renderFrame } from './code-frame.ts';
import { describeRule } from './describe-rule.ts';
import { describeFindingCounts, type FileReport, type ReportFinding } from './report.ts';

const colors = { error: 'red', mistake: 'red', warning: 'yellow', note: 'cyan' } as const;

export interface TextOptions {
  /** Whether to print ANSI colors. */
  readonly color?: boolean | undefined;
  /** Whether each rule of a valid policy is described. */
  readonly rules?: boolean | undefined;
}

function painter(color: boolean): Paint {
  return color ? (style, text) => styleText(style, text, { validateStream: false }) : plainPaint;
}

function renderFix(finding: ReportFinding): string[] {
  if (finding.fix === undefined) return [];
  const text = escapeUnprintable(finding.fix.text.trim());
  return [text === '' ? '  fix: remove it' : `  fix: write ${text}`];
}

function renderFinding(file: FileReport, finding: ReportFinding, paint: Paint): string[] {
  const { severity, range, id, message } = finding;
  const { line, column } = range.start;
  const at = `${escapeUnprintable(file.path)}:${line}:${column}`;
  const frame =
    file.text === undefined ? [] : renderFrame(file.text, range, { paint, color: colors[severity] });
  return [
    `${paint('bold', at)} ${paint(colors[severity], severity)} ${paint('dim', id)}`,
    ...message.split('\n').map((part) => `  ${escapeUnprintable(part)}`),
    ...frame.map((row) => `  ${row}`),
    ...renderFix(finding),
  ];
}

/** Which callers each rule allows and what it grants; nothing for an invalid policy. */
function renderRules({ policy }: FileReport): string[] {
  if (policy?.status !== 'valid') return [];
  return policy.rules.map((rule) => {
    const { who, what, line } = describeRule(rule);
    return `  rule ${rule.index + 1} (line ${line}) allows ${escapeUnprintable(who)} to ${what}`;
  });
}

/** Findings of one file; one line when there are none. Then what its rules say, if asked. Lines without line ends. */
export function renderFileText(
  file: FileReport,
  { color = false, rules = false }: TextOptions = {},
): string[] {
  const paint = painter(color);
  const described = rules ? renderRules(file) : [];
  if (file.findings.length === 0)
    return [`${escapeUnprintable(file.path)}: ${paint('green', 'ok')}`, ...described];
  const findings = file.findings.flatMap((finding) => [...renderFinding(file, finding, paint), '']);
  if (described.length === 0) return findings;
  return [...findings, `${escapeUnprintable(file.path)}:`, ...described, ''];
}

/** The whole report; ends with a line that counts. */
export function renderText(files: readonly FileReport[], options: TextOptions = {}): string {
  const paint = painter(options.color ?? false);
  const lines = files.flatMap((file) => renderFileText(file, options));
  return `${[...lines, paint('bold', describeFindingCounts(files))].join('\n')}\n`;
}
