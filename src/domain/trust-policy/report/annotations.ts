/** Findings as GitHub's annotations, as data for the caller to print. */

import type { Severity } from '../findings.ts';
import { type FileReport, listWorstFirst, severities } from './report.ts';

/** What GitHub shows of one step, of each kind. */
export const maxAnnotationsPerLevel = 10;

type AnnotationLevel = 'error' | 'warning' | 'notice';

/** Columns from 1, in UTF-16 code units, and only where the range is within one line, as GitHub takes them. */
interface Annotation {
  readonly level: AnnotationLevel;
  readonly file: string;
  readonly line: number;
  readonly endLine: number;
  readonly column?: number | undefined;
  readonly endColumn?: number | undefined;
  readonly title: string;
  readonly message: string;
}

const levels: Readonly<Record<Severity, AnnotationLevel>> = {
  error: 'error',
  mistake: 'error',
  warning: 'warning',
  note: 'notice',
};

export interface AnnotationPlan {
  /** Worst first, at most `maxAnnotationsPerLevel` of each level. */
  readonly shown: readonly Annotation[];
  /** How many GitHub would not show. */
  readonly hidden: number;
}

/** The annotations that GitHub will show, of all that there are. */
export function planAnnotations(files: readonly FileReport[]): AnnotationPlan {
  const all = listWorstFirst(files).map(({ file, finding }): Annotation => {
    const { start, end } = finding.range;
    const columns = start.line === end.line ? { column: start.column, endColumn: end.column } : {};
    return {
      level: levels[finding.severity],
      file: file.path,
      line: start.line,
      endLine: end.line,
      ...columns,
      title: `Trust policy: ${finding.id}`,
      message: finding.message,
    };
  });
  const shown = [...new Set(severities.map((severity) => levels[severity]))].flatMap((kind) =>
    all.filter(({ level }) => level === kind).slice(0, maxAnnotationsPerLevel),
  );
  return { shown, hidden: all.length - shown.length };
}
