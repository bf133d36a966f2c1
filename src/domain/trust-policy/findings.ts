/** The findings that a policy can have: the closed table of ids, and the shape of a finding. */

import type { FindingRule, Severity } from './finding-rule.ts';
import { callerRules } from './rules/caller.ts';
import { fileRules } from './rules/file.ts';
import { patternRules } from './rules/pattern.ts';
import { permissionRules } from './rules/permission.ts';
import { shapeRules } from './rules/shape.ts';

export type { FindingRule, Severity } from './finding-rule.ts';

/** Every finding there is, in words and with two examples. Errors make the whole file invalid; nothing else does. */
export const findingRules = {
  ...fileRules,
  ...shapeRules,
  ...patternRules,
  ...permissionRules,
  ...callerRules,
} as const;

export type FindingId = keyof typeof findingRules;

/** Most errors that a compiled policy is given; what is left out is of the same kinds. The linter gives all. */
export const maxFindings = 100;

/** Both counted from 1; columns in UTF-16 code units, as editors, SARIF and GitHub's annotations count them. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** From `start` up to, not including, `end`. */
export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** An edit that is certain to be right: put `text` where `range` is. */
export interface Fix {
  readonly range: Range;
  readonly text: string;
}

export interface PolicyFinding {
  readonly id: FindingId;
  readonly severity: Severity;
  readonly range: Range;
  /** One or two full sentences; quotes at most a short piece of the policy. */
  readonly message: string;
  readonly fix?: Fix | undefined;
}

/** A finding of `id` with the severity that the table gives it. */
export function createFinding(
  id: FindingId,
  { range, message, fix }: Pick<PolicyFinding, 'range' | 'message' | 'fix'>,
): PolicyFinding {
  const rule: FindingRule = findingRules[id];
  return { id, severity: rule.severity, range, message, fix };
}

/** Findings in the order of the text. */
export function sortFindings(findings: readonly PolicyFinding[]): PolicyFinding[] {
  return findings.toSorted(
    (a, b) => a.range.start.line - b.range.start.line || a.range.start.column - b.range.start.column,
  );
}
