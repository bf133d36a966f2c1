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

/** Paths of the policies. Throws INPUT_INVALID if there are none: a green step that checked nothing would mislead. */
async function findPolicies({ files, allowEmpty, confinement }: Settings, runner: Runner) {
  const paths = await findFiles(confinement.workspace, files);
  if (paths.length > 0) return paths;
  const isDefault = files.join() === defaultPolicyPatterns.join();
  const text = isDefault
    ? 'The checkout has no trust policies in .atmos/pro/sts.'
    : `No file matches the input "files": ${files.join(', ')}.`;
  if (!allowEmpty) {
    throw new ActionError('INPUT_INVALID', text, {
      hint: 'Run actions/checkout before this step. To pass without policies, set `allow-empty: true`.',
    });
  }
  await runner.warning(`${text} Nothing was checked.`, 'Trust policies');
  return paths;
}

/** Throws INPUT_INVALID if no file matches, unless the workflow allows it. */
export async function validate(settings: Settings, runner: Runner): Promise<PolicyCheckResult> {
  const { codeowners, claims: callers, confinement } = settings;
  const root = confinement.workspace;
  const paths = await findPolicies(settings, runner);
  return checkPolicies({ root, paths, codeowners, callers }, (file) => {
    for (const line of renderFileText(file)) runner.logger.info(line);
  });
}
