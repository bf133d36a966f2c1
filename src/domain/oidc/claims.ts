/** Claims of a GitHub Actions ID token that this project reads; all are strings. */
import { isStorable } from '../../base/text.ts';

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
const optionalClaims = [
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

function isClaimText(value: unknown): value is string {
  return typeof value === 'string' && isStorable(value);
}

export type IdTokenClaims = Readonly<Record<RequiredClaim, string> & Partial<Record<OptionalClaim, string>>>;

/** Without these claims a token does not identify a job. `ref` is empty for events that have none. */
const mayBeEmpty: ReadonlySet<string> = new Set(['ref']);

/**
 * The claims of a verified payload that are known here; others are left behind, so that what a session carries is bounded. Nothing
 * when a required one is missing or empty, or any known one is not a string that a database can store.
 */
export function readIdTokenClaims(payload: Readonly<Record<string, unknown>>): IdTokenClaims | undefined {
  const claims: Record<string, string> = {};
  for (const name of requiredClaims) {
    const value = Object.hasOwn(payload, name) ? payload[name] : undefined;
    if (!isClaimText(value) || (value === '' && !mayBeEmpty.has(name))) return undefined;
    claims[name] = value;
  }
  for (const name of optionalClaims) {
    const value = Object.hasOwn(payload, name) ? payload[name] : undefined;
    if (value === undefined || value === null) continue;
    if (!isClaimText(value)) return undefined;
    claims[name] = value;
  }
  // The first loop has found every required claim.
  return claims as IdTokenClaims;
}
