/** The claims that a policy may name, and the ID token's name of each. */

/** Policy claim → claim of the ID token, in every version of the language (docs/trust-policies.md#claims). */
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

/** What `atmos-pro.com/v1alpha2` can match on besides, under the token's own names, as the beginning of a sentence. */
export const laterClaims = {
  event_name: 'event_name is the event that started the run',
  job_workflow_ref: 'job_workflow_ref is the reusable workflow that the job runs, not the file of the caller',
  repository_id: 'repository_id is the number of the repository, which no other one ever gets',
  repository_owner_id: 'repository_owner_id is the number of the owner, which no other one ever gets',
  repository_visibility: 'repository_visibility is public, private or internal',
  actor_id: 'actor_id is the number of the account that started the run',
  runner_environment: 'runner_environment is github-hosted or self-hosted',
  base_ref: 'base_ref is the branch that a pull request would change',
  head_ref: 'head_ref is the branch of a pull request',
} as const satisfies Record<string, string>;

export type LaterClaim = keyof typeof laterClaims;

/** A claim of any version. */
export type MatchableClaim = PolicyClaim | LaterClaim;

/** All claims of the newest version, and the ID token's name of each; those that it adds come last. */
export const matchableClaims: Readonly<Record<MatchableClaim, keyof PolicyClaims>> = {
  ...policyClaims,
  event_name: 'event_name',
  job_workflow_ref: 'job_workflow_ref',
  repository_id: 'repository_id',
  repository_owner_id: 'repository_owner_id',
  repository_visibility: 'repository_visibility',
  actor_id: 'actor_id',
  runner_environment: 'runner_environment',
  base_ref: 'base_ref',
  head_ref: 'head_ref',
};

type TokenClaim = (typeof policyClaims)[PolicyClaim] | LaterClaim;

/**
 * Input of a decision: string claims of a **verified** ID token under GitHub's names. A claim that the token does
 * not carry is absent or `""`, which is how GitHub writes a claim without a value; neither ever matches.
 */
export type PolicyClaims = {
  readonly [Claim in TokenClaim]?: string | undefined;
};

/** Claims that the tokens of ordinary jobs lack: `"*"` for one of them is a condition. */
export type OccasionalClaim = 'environment' | 'base_ref' | 'head_ref';

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

export function isLaterClaim(name: string): name is LaterClaim {
  return Object.hasOwn(laterClaims, name);
}

export function isMatchableClaim(name: string): name is MatchableClaim {
  return isPolicyClaim(name) || isLaterClaim(name);
}
