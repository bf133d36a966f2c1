/** Checks the default trust policy on a repository's default branch. */

import { type CodeownersFile, inspectTrustPolicy } from '../../../domain/trust-policy/lint-policy.ts';
import { policyDirectory } from '../../../domain/trust-policy/policy-path.ts';
import type { PolicyFile } from '../../../github/policy-files.ts';
import { type DoctorResult, fail, pass, warn } from '../check.ts';

const file = `${policyDirectory}/default.yaml`;
/** Maximum number of findings printed for one policy. */
const maxFindings = 5;

export interface PolicyContext {
  readonly codeowners: readonly CodeownersFile[];
  /** Names of the permissions that the installation holds. */
  readonly heldPermissions: readonly string[];
}

/** A repository without a policy is valid: its jobs may call, and no job may read it. */
export function checkPolicy(
  name: string,
  policy: PolicyFile,
  { codeowners, heldPermissions }: PolicyContext,
): DoctorResult[] {
  if (policy.kind === 'absent')
    return [pass(`${name} has no default trust policy, so no job gets access to it. Its own jobs may call.`)];
  if (policy.kind === 'unusable')
    return [fail('policy-unusable', `${name}: ${file} cannot be read: it is a ${policy.problem}.`)];
  const { findings } = inspectTrustPolicy({ content: policy.content, file, codeowners, heldPermissions });
  const serious = findings.filter(({ severity }) => severity !== 'note');
  if (serious.length === 0)
    return [pass(`${name}: the default trust policy has no findings, and CODEOWNERS protects it.`)];
  const shown = serious.slice(0, maxFindings).map(({ id, severity, range, message }) => {
    const text = `${name}: ${file}:${range.start.line}:${range.start.column}: ${message}`;
    const finding = id === 'codeowners' ? 'policy-unprotected' : 'policy-finding';
    return severity === 'error' ? fail(finding, text) : warn(finding, text);
  });
  const rest = serious.length - shown.length;
  return rest === 0
    ? shown
    : [...shown, warn('policy-more', `${name}: ${rest} more ${rest === 1 ? 'finding' : 'findings'}.`)];
}
