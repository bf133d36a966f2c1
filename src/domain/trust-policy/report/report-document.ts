/** A report as JSON, for programs: the action's output and `--format json`. */

import type { CallerResult } from '../callers/judge-callers.ts';
import type { Fix, Range, Severity } from '../findings.ts';
import { describeRule, type RuleInWords } from './describe-rule.ts';
import { countFindings, type FileReport, listWorstFirst, type ReportFinding } from './report.ts';

interface FindingDocument {
  readonly id: string;
  readonly severity: Severity;
  readonly message: string;
  /** Lines and columns from 1, columns in UTF-16 code units, the end not included. */
  readonly range: Range;
  readonly fix?: Fix | undefined;
}

export interface ReportDocument {
  /** No file has an error. */
  readonly valid: boolean;
  readonly errors: number;
  /** The file is valid, and part of it can never take effect. */
  readonly mistakes: number;
  readonly warnings: number;
  readonly notes: number;
  /** Present when findings had to be left out; the counts are of all. */
  readonly truncated?: true | undefined;
  readonly files: readonly {
    readonly path: string;
    readonly valid: boolean;
    readonly findings: readonly FindingDocument[];
    /** The callers and their permissions, as text; absent for an invalid policy. */
    readonly rules?: readonly RuleInWords[] | undefined;
  }[];
  readonly callers?: readonly CallerResult[] | undefined;
}

export interface ReportDocumentOptions {
  readonly callers?: readonly CallerResult[] | undefined;
  /** Most findings in the document, the worst ones; all when absent. */
  readonly maxFindings?: number | undefined;
  /** Whether rules are told in words. */
  readonly rules?: boolean | undefined;
}

function toFinding({ id, severity, message, range, fix }: ReportFinding): FindingDocument {
  return { id, severity, message, range, fix };
}

/** Whether the file has no error. */
export function isValid({ findings }: FileReport): boolean {
  return findings.every(({ severity }) => severity !== 'error');
}

export function toReportDocument(
  files: readonly FileReport[],
  { callers, maxFindings = Infinity, rules = true }: ReportDocumentOptions = {},
): ReportDocument {
  const counts = countFindings(files);
  const all = listWorstFirst(files);
  const kept = new Set(all.slice(0, maxFindings).map(({ finding }) => finding));
  return {
    valid: counts.error === 0,
    errors: counts.error,
    mistakes: counts.mistake,
    warnings: counts.warning,
    notes: counts.note,
    truncated: kept.size < all.length || !rules ? true : undefined,
    files: files.map((file) => ({
      path: file.path,
      valid: isValid(file),
      findings: file.findings.filter((finding) => kept.has(finding)).map(toFinding),
      rules: rules && file.policy?.status === 'valid' ? file.policy.rules.map(describeRule) : undefined,
    })),
    callers,
  };
}

/** The document as text of at most `maxLength` UTF-16 code units; says less until it fits. */
export function renderBoundedReport(
  files: readonly FileReport[],
  maxLength: number,
  { callers }: { readonly callers?: readonly CallerResult[] | undefined } = {},
): string {
  const full = JSON.stringify(toReportDocument(files, { callers }));
  if (full.length <= maxLength) return full;
  for (const maxFindings of [1_000, 100, 10]) {
    const shorter = JSON.stringify(toReportDocument(files, { callers, maxFindings, rules: false }));
    if (shorter.length <= maxLength) return shorter;
  }
  const { files: _, callers: __, ...counts } = toReportDocument(files, { maxFindings: 0, rules: false });
  return JSON.stringify({ ...counts, truncated: true, files: [] });
}
