/** The outputs of `validate-trust-policy`. */

import { countFindings } from '../../src/domain/trust-policy/report/report.ts';
import { renderBoundedReport } from '../../src/domain/trust-policy/report/report-document.ts';
import type { PolicyCheckResult } from '../../src/runner/check-policies.ts';

/** Longest report, in UTF-16 code units. All outputs of a job together may have 1 MiB. */
const maxReportLength = 524_288;

/** Every output by its name in `action.yml`. */
export function toOutputs({ files, callers }: PolicyCheckResult, sarifFile: string | undefined) {
  const counts = countFindings(files);
  return {
    valid: String(counts.error === 0),
    errors: String(counts.error),
    mistakes: String(counts.mistake),
    warnings: String(counts.warning),
    'sarif-file': sarifFile ?? '',
    report: renderBoundedReport(files, maxReportLength, { callers }),
  } as const;
}
