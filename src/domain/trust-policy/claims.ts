/** The nine claims that a policy may name, and where each stands in the ID token. */

/** Policy claim → claim of the ID token (docs/trust-policies.md#claims). Any other name in a policy is an error. */
export const policyClaims = {
  subject: 'sub',
  repository: 'repository',
  repository_owner: 'repository_owner',
  ref: 'ref',
  ref_type: 'ref_type',
  actor: 'actor',
  workflow_ref: 'workflow_ref',
  environment: 'environment',
  sha: 'sha',
} as const satisfies Record<string, string>;

export type PolicyClaim = keyof typeof policyClaims;
type TokenClaim = (typeof policyClaims)[PolicyClaim];

/** Read besides the nine: the ids rebuild the other subject form, the event explains a denial. */
type SupportingClaim = 'repository_id' | 'repository_owner_id' | 'event_name';

/**
 * What a decision looks at: string claims of a **verified** ID token under GitHub's names. A claim that the token does
 * not carry is absent or `""`, which is how GitHub writes a claim without a value; neither ever matches.
 */
export type PolicyClaims = {
  readonly [Claim in TokenClaim | SupportingClaim]?: string | undefined;
};

/** Longest claim value that is matched, in UTF-16 code units; a longer one matches nothing. */
export const maxClaimLength = 1024;

export function isPolicyClaim(name: string): name is PolicyClaim {
  return Object.hasOwn(policyClaims, name);
}
