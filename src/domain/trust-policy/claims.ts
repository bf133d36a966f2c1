/** The nine claims that a policy may name, and the ID token's name of each. */

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
 * Input of a decision: string claims of a **verified** ID token under GitHub's names. A claim that the token does
 * not carry is absent or `""`, which is how GitHub writes a claim without a value; neither ever matches.
 */
export type PolicyClaims = {
  readonly [Claim in TokenClaim | SupportingClaim]?: string | undefined;
};

/** What `atmos-pro.com/v1alpha2` can match on besides, as the beginning of a sentence. */
export const laterClaims: Readonly<Record<string, string>> = {
  event_name: 'event_name is the event that started the run',
  job_workflow_ref: 'job_workflow_ref is the reusable workflow that the job runs, not the file of the caller',
  repository_id: 'repository_id is the number of the repository, which no other one ever gets',
  repository_owner_id: 'repository_owner_id is the number of the owner, which no other one ever gets',
  repository_visibility: 'repository_visibility is public, private or internal',
  actor_id: 'actor_id is the number of the account that started the run',
  runner_environment: 'runner_environment is github-hosted or self-hosted',
  base_ref: 'base_ref is the branch that a pull request would change',
  head_ref: 'head_ref is the branch of a pull request',
};

/** Claims of GitHub's ID tokens that no version can match on. */
export const unmatchedClaims: ReadonlySet<string> = new Set([
  ...['iss', 'aud', 'exp', 'iat', 'nbf', 'jti', 'enterprise', 'enterprise_id', 'check_run_id'],
  ...['run_id', 'run_number', 'run_attempt', 'workflow_sha', 'job_workflow_sha', 'ref_protected'],
]);

/** Longest claim value that is matched, in UTF-16 code units; a longer one matches nothing. */
export const maxClaimLength = 1024;

export function isPolicyClaim(name: string): name is PolicyClaim {
  return Object.hasOwn(policyClaims, name);
}
