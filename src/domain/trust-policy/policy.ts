/** A policy after compilation: either rules that can be asked, or the findings that forbid it. */

import type { MatchableClaim } from './claims.ts';
import type { PolicyFinding, Range } from './findings.ts';
import type { Permissions } from './permissions.ts';

/** One `claim: pattern` entry of a rule. */
export interface ClaimMatcher {
  readonly claim: MatchableClaim;
  readonly kind: 'glob' | 'regex';
  /** As written in the policy. */
  readonly pattern: string;
  readonly range: Range;
  /** Tests one whole value; linear in pattern × value, without state. */
  readonly matches: (value: string) => boolean;
}

export interface PolicyRule {
  /** Position in `spec.rules`, from 0. */
  readonly index: number;
  readonly range: Range;
  /** All must match; never empty in a valid policy, and an empty list never matches. */
  readonly matchers: readonly ClaimMatcher[];
  /** As written; the read-only default comes on top. */
  readonly permissions: Permissions;
}

/** `findings` of a valid policy hold no errors. */
export type CompiledTrustPolicy =
  | {
      readonly status: 'valid';
      readonly name: string;
      readonly rules: readonly PolicyRule[];
      readonly findings: readonly PolicyFinding[];
    }
  | { readonly status: 'invalid'; readonly name: string; readonly findings: readonly PolicyFinding[] };
