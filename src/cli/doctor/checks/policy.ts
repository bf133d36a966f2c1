/** A repository's default trust policy, as it stands on its default branch. */

import { type CodeownersFile, inspectTrustPolicy } from '../../../domain/trust-policy/lint-policy.ts';
import { policyDirectory } from '../../../domain/trust-policy/policy-path.ts';
import type { PolicyFile } from '../../../github/policy-files.ts';
import { type Finding, fail, ok, warn } from '../check.ts';

const file = `${policyDirectory}/default.yaml`;
/** Most findings of one policy that are printed. */
const maxFindings = 5;

/** No policy is no fault: such a repository only calls. */
export function judgePolicy(
  name: string,
  policy: PolicyFile,
  codeowners: readonly CodeownersFile[],
): Finding[] {
  if (policy.kind === 'absent')
    return [ok(`${name} has no default trust policy: it may call, and nobody reads it.`)];
  if (policy.kind === 'unusable')
    return [
      fail(
        'policy-unusable',
        `${name}: ${file} cannot be read, it is a ${policy.problem}.`,
        'Only a regular file of text counts.',
      ),
    ];
  const { findings } = inspectTrustPolicy({ content: policy.content, file, codeowners });
  const serious = findings.filter(({ severity }) => severity !== 'note');
  const shown = serious.slice(0, maxFindings).map(({ id, severity, range, message }) => {
    const text = `${name}: ${file}:${range.start.line}:${range.start.column}: ${message}`;
    const advice =
      id === 'codeowners'
        ? 'Protect the folder, or whoever may push may let anybody in.'
        : '`atmos-pro policy lint` explains it in a checkout.';
    const finding = id === 'codeowners' ? 'policy-unprotected' : 'policy-finding';
    return severity === 'error' ? fail(finding, text, advice) : warn(finding, text, advice);
  });
  const rest = serious.length - shown.length;
  if (rest > 0)
    shown.push(
      warn('policy-more', `${name}: ${rest} more findings.`, '`atmos-pro policy lint` shows all of them.'),
    );
  return shown.length > 0
    ? shown
    : [ok(`${name}: its default trust policy is sound, and CODEOWNERS protects it.`)];
}
