/** Finds the policies of the checkout and checks them; each file is in the log as soon as it is done. */
import { ActionError } from '../../src/base/errors.ts';
import { renderFileText } from '../../src/domain/trust-policy/report/render-text.ts';
import {
  checkPolicies,
  defaultPolicyPatterns,
  type PolicyCheckResult,
} from '../../src/runner/check-policies.ts';
import { confinePath } from '../../src/runner/confined-path.ts';
import { readVariable } from '../../src/runner/environment.ts';
import { findFiles } from '../../src/runner/find-files.ts';
import type { Runner } from '../../src/runner/runner.ts';
import type { Inputs } from './inputs.ts';

/** Where the workspace is, and where else a file may be written. */
export function confinementOf({ environment }: Runner) {
  const temporary = readVariable('RUNNER_TEMP', environment);
  return {
    workspace: readVariable('GITHUB_WORKSPACE', environment) ?? process.cwd(),
    others: temporary === undefined ? [] : [temporary],
  };
}

async function findPolicies(patterns: readonly string[], root: string, runner: Runner) {
  const paths = await findFiles(root, patterns);
  if (paths.length > 0) return paths;
  const named = patterns.join(', ');
  if (named !== defaultPolicyPatterns.join(', ')) {
    throw new ActionError('INPUT_INVALID', `No file matches the input "files": ${named}.`, {
      hint: 'Patterns are relative to the checkout; is there a step with actions/checkout before this one?',
    });
  }
  const text = 'The checkout has no trust policies in .atmos/pro/sts. Is there a step with actions/checkout?';
  await runner.warning(text, 'Trust policies');
  return paths;
}

/** Throws INPUT_INVALID for a path that leads out of the workspace and for patterns that find nothing. */
export async function validate(inputs: Inputs, runner: Runner): Promise<PolicyCheckResult> {
  const confinement = confinementOf(runner);
  const { workspace: root } = confinement;
  // What would fail in the end fails before anything is said.
  if (inputs['sarif-file'] !== undefined) confinePath(inputs['sarif-file'], 'sarif-file', confinement);
  if (inputs.claims !== undefined) confinePath(inputs.claims, 'claims', { workspace: root });
  const paths = await findPolicies(inputs.files, root, runner);
  return checkPolicies({ root, paths, codeowners: inputs.codeowners, callers: inputs.claims }, (file) => {
    for (const line of renderFileText(file)) runner.logger.info(line);
  });
}
