/** The findings in the policies of a checkout: the one shape that every format is made from. */

import type { FindingId, PolicyFinding, Range, Severity } from '../findings.ts';
import type { CompiledTrustPolicy } from '../policy.ts';
import { type FileRuleId, readingRules } from './report-rules.ts';

type ReportRuleId = FindingId | FileRuleId;

/** A finding in a policy, or about its file. */
export type ReportFinding = Omit<PolicyFinding, 'id'> & { readonly id: ReportRuleId };

/** A finding about a file. */
export function createFileFinding(id: FileRuleId, range: Range, message: string): ReportFinding {
  return { id, severity: readingRules[id].severity, range, message };
}

export interface FileReport {
  /** Relative to the checkout, with `/` between its parts. */
  readonly path: string;
  /** The text that the positions are about; absent when there is none to show. */
  readonly text?: string | undefined;
  /** In the order of the text. */
  readonly findings: readonly ReportFinding[];
  /** Absent for a file that is not a policy, such as the one with the callers. */
  readonly policy?: CompiledTrustPolicy | undefined;
}

export type FindingCounts = Readonly<Record<Severity, number>>;

/** Worst first. */
export const severities = ['error', 'mistake', 'warning', 'note'] as const satisfies readonly Severity[];

export function countFindings(files: readonly FileReport[]): FindingCounts {
  const counts = { error: 0, mistake: 0, warning: 0, note: 0 };
  for (const { findings } of files) for (const { severity } of findings) counts[severity] += 1;
  return counts;
}

/** Lowest severity that fails a check. Mistakes fail wherever errors do. */
export type FailOn = 'error' | 'warning' | 'never';

export function countFailing(files: readonly FileReport[], failOn: FailOn): number {
  const { error, mistake, warning } = countFindings(files);
  return { error: error + mistake, warning: error + mistake + warning, never: 0 }[failOn];
}

/** A finding together with where it is. */
export interface LocatedFinding {
  readonly file: FileReport;
  readonly finding: ReportFinding;
}

/** Every finding, errors first, otherwise in the order of the files. */
export function listWorstFirst(files: readonly FileReport[]): readonly LocatedFinding[] {
  const located = files.flatMap((file) => file.findings.map((finding) => ({ file, finding })));
  return severities.flatMap((severity) => located.filter(({ finding }) => finding.severity === severity));
}

/** `2 errors, 1 warning in 3 files`, for people. */
export function describeFindingCounts(files: readonly FileReport[]): string {
  const counts = countFindings(files);
  const count = (number: number, word: string) => `${number} ${word}${number === 1 ? '' : 's'}`;
  const found = severities.filter((severity) => counts[severity] > 0);
  const what = found.map((severity) => count(counts[severity], severity)).join(', ') || 'no findings';
  return `${what} in ${count(files.length, 'file')}`;
}
