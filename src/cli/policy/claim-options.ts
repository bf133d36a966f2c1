/** The options of `policy explain` that set claims of an ID token. */
import { ActionError } from '../../base/errors.ts';
import { claimFields, findRefFault } from '../../domain/trust-policy/callers/claim-fields.ts';
import type { PolicyClaims } from '../../domain/trust-policy/claims.ts';

/** `workflow-ref` → `workflowRef`, the name in the parsed options. */
function propertyOf(flag: string): string {
  return flag.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** The claims that options set. Throws INPUT_INVALID for a ref in a form that no ID token has, so a policy must not match it. */
export function readClaimOptions(options: Readonly<Record<string, unknown>>): PolicyClaims {
  const given = claimFields.flatMap(({ flag, claim }): [string, string][] => {
    const value = options[propertyOf(flag)];
    return typeof value === 'string' ? [[claim, value]] : [];
  });
  const claims: PolicyClaims = Object.fromEntries(given);
  const fault = findRefFault(claims);
  if (fault === undefined) return claims;
  const { flag, value, expected, hint } = fault;
  throw new ActionError(
    'INPUT_INVALID',
    `Invalid --${flag}: expected ${expected}, got ${JSON.stringify(value)}.`,
    { hint },
  );
}
