/** Claims of a GitHub Actions ID token that this project reads; all are strings. */

/** A token without one of these is refused: identity (D8), decisions and the audit entry need them. */
export const requiredClaims = [
  'iss',
  'aud',
  'sub',
  'jti',
  'repository',
  'repository_id',
  'repository_owner',
  'repository_owner_id',
  'run_id',
  'run_attempt',
  'ref',
  'event_name',
] as const;

/** Claims that GitHub gives in some runs or releases only; absent or `""` when it does not. */
export const optionalClaims = [
  'actor',
  'actor_id',
  'base_ref',
  'check_run_id',
  'enterprise',
  'enterprise_id',
  'environment',
  'environment_node_id',
  'head_ref',
  'job_workflow_ref',
  'job_workflow_sha',
  'ref_protected',
  'ref_type',
  'repository_visibility',
  'run_number',
  'runner_environment',
  'sha',
  'workflow',
  'workflow_ref',
  'workflow_sha',
] as const;

type RequiredClaim = (typeof requiredClaims)[number];
type OptionalClaim = (typeof optionalClaims)[number];

export type IdTokenClaims = Readonly<Record<RequiredClaim, string> & Partial<Record<OptionalClaim, string>>>;
