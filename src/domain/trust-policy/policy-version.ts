/** The versions of the policy language. v1alpha2 is v1alpha1 with nine more claims, and nothing else. */

import { isRecord } from '../../base/text.ts';
import { isLaterClaim, isMatchableClaim, isPolicyClaim, type MatchableClaim } from './claims.ts';

export const policyVersions = ['v1alpha1', 'v1alpha2'] as const;
export type PolicyVersion = (typeof policyVersions)[number];

/** The value of `apiVersion`. */
export function apiVersionOf(version: PolicyVersion): string {
  return `atmos-pro.com/${version}`;
}

/** Where the schema is published, for the comment that editors read. */
export function schemaAddressOf(version: PolicyVersion): string {
  return `https://atmos-pro.com/schemas/${version}/trust-policy.json`;
}

/** Whether a policy of the version may name the claim. */
export function isClaimOf(version: PolicyVersion, name: string): name is MatchableClaim {
  return version === 'v1alpha1' ? isPolicyClaim(name) : isMatchableClaim(name);
}

function usesLaterClaim(data: Readonly<Record<string, unknown>>): boolean {
  const rules = isRecord(data['spec']) ? data['spec']['rules'] : undefined;
  return (
    Array.isArray(rules) &&
    rules.some(
      (rule) => isRecord(rule) && isRecord(rule['match']) && Object.keys(rule['match']).some(isLaterClaim),
    )
  );
}

/**
 * The version by which a document is read. An unknown `apiVersion` makes the file invalid in every case; it is then judged by the
 * version that has its claims, so that its other errors are the ones that remain once the version is corrected.
 */
export function readPolicyVersion(data: unknown): PolicyVersion {
  if (!isRecord(data)) return 'v1alpha1';
  const named = policyVersions.find((version) => data['apiVersion'] === apiVersionOf(version));
  return named ?? (usesLaterClaim(data) ? 'v1alpha2' : 'v1alpha1');
}
