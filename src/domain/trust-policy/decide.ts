/** A policy and a verified caller → granted or denied. */

import type { PolicyClaims } from './claims.ts';
import type { TrustPolicyDecision } from './decision.ts';
import { explainTrustPolicy } from './explain.ts';
import { createClaimTest, matchesRule } from './match.ts';
import { basePermissions, capPermissions, type Permissions, unitePermissions } from './permissions.ts';
import type { CompiledTrustPolicy } from './policy.ts';

export interface TrustPolicyQuestion {
  /** Nothing when the file does not exist. */
  readonly policy: CompiledTrustPolicy | undefined;
  readonly claims: PolicyClaims;
  /** What the App's installation holds on the source; every grant is capped at it. */
  readonly installationPermissions: Permissions;
}

/**
 * The order of rules never matters. The grant is the union over all rules that match, on top of reading contents and metadata,
 * capped at the installation; it is never empty and the caller cannot change it. Pure, and never throws.
 */
export function decideTrustPolicy(question: TrustPolicyQuestion): TrustPolicyDecision {
  const { policy, claims, installationPermissions } = question;
  if (policy === undefined) return { status: 'no_trust_policy' };
  if (policy.status === 'invalid') return { status: 'trust_policy_invalid', findings: policy.findings };
  const test = createClaimTest(claims);
  const matched = policy.rules.filter((rule) => matchesRule(rule, test));
  if (matched.length === 0) {
    return { status: 'trust_policy_denied', explanation: explainTrustPolicy(policy, claims) };
  }
  const united = unitePermissions([basePermissions, ...matched.map((rule) => rule.permissions)]);
  const permissions = capPermissions(united, installationPermissions);
  if (!Object.hasOwn(permissions, 'contents')) {
    const explanation = explainTrustPolicy(policy, claims);
    return {
      status: 'trust_policy_denied',
      explanation: { ...explanation, reason: 'contents-not-installed' },
    };
  }
  return { status: 'granted', permissions, matchedRules: matched.map((rule) => rule.index) };
}
