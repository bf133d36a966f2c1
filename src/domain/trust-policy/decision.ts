/** The decision of a policy about a caller, and its reasons. */

import type { MatchableClaim } from './claims.ts';
import type { PolicyFinding } from './findings.ts';
import type { Permissions } from './permissions.ts';

/** A hint at what the author probably meant; never changes the decision. */
export type NearMiss =
  /** Would match if upper and lower case were the same. */
  | { readonly kind: 'case' }
  /** The job runs in an environment, so its subject ends in `:environment:NAME`, not `:ref:…`. */
  | { readonly kind: 'environment-subject'; readonly environment: string }
  /** The run is for a pull request: subject `…:pull_request`, ref `refs/pull/N/merge`. */
  | { readonly kind: 'pull-request' }
  /** The pattern pins ids, and this repository has the same names with other ids. */
  | { readonly kind: 'other-ids' }
  /** The pattern is written for subjects with names or ids, and this subject is customized. */
  | { readonly kind: 'custom-subject' }
  /** The pattern has a colon in the name of an environment, and GitHub writes it as `%3A`. */
  | { readonly kind: 'encoded-colon' }
  /** The expression would match if it were a glob. */
  | { readonly kind: 'glob-in-regex' }
  /** The pattern matches the other claim about workflows: the caller's own file, or the reusable one that the job runs. */
  | { readonly kind: 'other-workflow'; readonly claim: 'workflow_ref' | 'job_workflow_ref' }
  /** The pattern has the full ref of a branch, and the claim is its short name. */
  | { readonly kind: 'full-ref' }
  /** The value begins with the pattern, which has no `*` at its end. */
  | { readonly kind: 'prefix' };

/** `absent`: the token does not carry the claim. `too-long`: over 1,024 characters, which matches nothing. */
export type ClaimOutcome = 'matched' | 'not-matched' | 'absent' | 'too-long';

export interface ClaimExplanation {
  readonly claim: MatchableClaim;
  readonly matcher: 'glob' | 'regex';
  readonly pattern: string;
  readonly line: number;
  readonly outcome: ClaimOutcome;
  /** What the token carries, cut to 256 characters; left out when it is absent. */
  readonly value?: string | undefined;
  readonly nearMisses: readonly NearMiss[];
}

export interface RuleExplanation {
  /** Position in `spec.rules`, from 0. */
  readonly rule: number;
  readonly line: number;
  readonly matched: boolean;
  readonly claims: readonly ClaimExplanation[];
}

export interface Explanation {
  readonly policyName: string;
  /** `contents-not-installed`: a rule matched, but the App's installation may not read contents at all. */
  readonly reason: 'no-rule-matched' | 'contents-not-installed' | 'rule-matched';
  readonly rules: readonly RuleExplanation[];
}

export type TrustPolicyDecision =
  | {
      readonly status: 'granted';
      /** Never empty: at least `contents`. */
      readonly permissions: Permissions;
      /** Positions in `spec.rules`, from 0, ascending. */
      readonly matchedRules: readonly number[];
    }
  | { readonly status: 'no_trust_policy' }
  | { readonly status: 'trust_policy_invalid'; readonly findings: readonly PolicyFinding[] }
  | { readonly status: 'trust_policy_denied'; readonly explanation: Explanation };
