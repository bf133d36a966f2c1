/** The policies of a source and their protection, as pages show them. */
import type { PolicyFinding } from '../trust-policy/findings.ts';
import type { Permissions } from '../trust-policy/permissions.ts';
import type { PolicyRule } from '../trust-policy/policy.ts';

/** What is at the path of a policy. */
export type SourcePolicy =
  | { readonly status: 'valid'; readonly rules: readonly PolicyRule[] }
  /** `unreachable`: the App is not installed there, or suspended. `unread`: GitHub was not asked, or did not answer. */
  | {
      readonly status: 'none' | 'invalid' | 'unreachable' | 'unread';
      readonly problem: string;
    };

/** One file of the directory of policies. */
export interface FoundPolicy {
  readonly name: string;
  readonly path: string;
  readonly policy: SourcePolicy;
  /** Of the linter, without those that a file alone cannot tell. */
  readonly findings: readonly PolicyFinding[];
}

/** Whether people who may push can change the policies without a review; `unknown`: GitHub was not asked, or did not answer. */
export type PolicyProtection =
  | { readonly status: 'protected' }
  | { readonly status: 'unprotected' | 'unknown'; readonly problem: string };

/** A source, read as a whole. */
export interface FoundSource {
  /** By name. */
  readonly policies: readonly FoundPolicy[];
  /** Files that are not policies, or too many to read. */
  readonly skipped: number;
  readonly protection: PolicyProtection;
  /** What the App's installation holds: every grant is capped at it. */
  readonly held: Permissions;
  /** When GitHub was asked, in milliseconds since the Unix epoch. */
  readonly readAt: number;
}
