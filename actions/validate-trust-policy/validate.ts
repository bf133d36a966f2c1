/** Finds the policies of the checkout and checks them. Each file is in the log as soon as it is checked. */
import { ActionError } from '../../src/base/errors.ts';
import { renderFileText } from '../../src/domain/trust-policy/report/render-text.ts';
import {
  checkPolicies,
  defaultPolicyPatterns,
  type PolicyCheckResult,
} from '../../src/runner/check-policies.ts';
import { findFiles } from '../../src/runner/find-files.ts';
import type { Runner } from '../../src/runner/runner.ts';
import type { Settings } from './settings.ts';

async function findPolicies(patterns: readonly string[], root: string, runner: Runner) {
  const paths = await findFiles(root, patterns);
  if (paths.length > 0) return paths;
  const named = patterns.join(', ');
  if (named !== defaultPolicyPatterns.join(', ')) {
    throw new ActionError('INPUT_INVALID', `No file matches the input "files": ${named}.`, {
      hint: 'Run actions/checkout before this step, and write patterns relative to the checkout.',
    });
  }
  const text = 'The checkout has no trust policies in .atmos/pro/sts. Run actions/checkout before this step.';
  await runner.warning(text, 'Trust policies');
  return paths;
}

/** Throws INPUT_INVALID when the patterns of the workflow match nothing. */
export async function validate(settings: Settings, runner: Runner): Promise<PolicyCheckResult> {
  const { codeowners, claims: callers, confinement } = settings;
  const root = confinement.workspace;
  const paths = await findPolicies(settings.files, root, runner);
  return checkPolicies({ root, paths, codeowners, callers }, (file) => {
    for (const line of renderFileText(file)) runner.logger.info(line);
  });
}
