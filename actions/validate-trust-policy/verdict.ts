/** Decides whether the findings fail the step. */
import { ActionError } from '../../src/base/errors.ts';
import {
  countFailing,
  describeFindingCounts,
  type FileReport,
} from '../../src/domain/trust-policy/report/report.ts';
import type { Inputs } from './inputs.ts';

/** Throws INPUT_POLICY_INVALID if there is a finding of the severity or worse. */
export function failOn(severity: Inputs['fail-on'], files: readonly FileReport[]): void {
  if (countFailing(files, severity) === 0) return;
  throw new ActionError('INPUT_POLICY_INVALID', `Trust policies: ${describeFindingCounts(files)}.`, {
    hint: 'Fix the findings in the annotations and the job summary.',
  });
}
