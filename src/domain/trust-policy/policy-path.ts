/** Where a policy lies in its repository. */

import { ActionError } from '../../base/errors.ts';

/** Directory of all policies of a repository. */
export const policyDirectory = '.atmos/pro/sts';

/** Name of a policy, as a pattern for JSON Schema. It goes into a path, hence the narrow alphabet and no `..`. */
export const policyNamePattern = '^(?!.*\\.\\.)[A-Za-z0-9][A-Za-z0-9._-]{0,63}$';
const policyName = new RegExp(policyNamePattern);

export function isPolicyName(name: string): boolean {
  return policyName.test(name);
}

/** Path from the root of the repository; throws `INPUT_INVALID` for a name that could leave the directory. */
export function policyPath(name: string): string {
  if (!isPolicyName(name)) {
    throw new ActionError('INPUT_INVALID', `${JSON.stringify(name.slice(0, 80))} is not a policy name.`, {
      hint: 'A policy name has 1 to 64 letters, digits, dots, hyphens and underscores, and no two dots in a row.',
    });
  }
  return `${policyDirectory}/${name}.yaml`;
}
