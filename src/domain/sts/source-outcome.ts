/** The outcome of one source, and the part of it that the caller may be told. */
import type { GrantedPermissions } from './group-grants.ts';

/** The closed list of reasons (docs/wire.md#github-tokens-sts). */
export type ExclusionReason =
  | 'no_trust_policy'
  | 'trust_policy_denied'
  | 'trust_policy_invalid'
  | 'not_installed_in_workspace'
  | 'installation_suspended';

interface GrantedOutcome {
  readonly status: 'granted';
  readonly permissions: GrantedPermissions;
  /** Positions in `spec.rules`, from 0. */
  readonly matchedRules: readonly number[];
  /** Git's id of the policy that decided. */
  readonly policyBlob: string;
}

interface ExcludedOutcome {
  readonly status: 'excluded';
  readonly reason: ExclusionReason;
  /** Why, in full; for the audit log, and for callers of the same owner. */
  readonly explanation: string;
}

/** GitHub could not be asked, so nothing is known; it passes. */
interface UnjudgedOutcome {
  readonly status: 'unjudged';
  /** For the audit log. */
  readonly explanation: string;
  /** When asking again may help, in milliseconds since the Unix epoch. */
  readonly retryAt?: number | undefined;
  /** It was our own limit for the caller, not GitHub. */
  readonly isLimited?: boolean | undefined;
}

export type SourceOutcome = GrantedOutcome | ExcludedOutcome | UnjudgedOutcome;

export interface Exclusion {
  readonly repo: string;
  readonly reason: ExclusionReason;
  readonly message?: string | undefined;
}

/** One sentence for every caller: it speaks of GitHub, and of no policy. */
export const unjudgedMessage =
  'GitHub could not be asked about this repository just now, so nothing was decided. Run the job again.';

export interface DescribeExclusionInput {
  readonly spelling: string;
  readonly outcome: ExcludedOutcome | UnjudgedOutcome;
  /** The caller's repository belongs to the account that owns the source. */
  readonly sameOwner: boolean;
}

/**
 * What the caller is told. Explanations quote the policy, so only callers of the same owner get them. A repository that
 * the workspace does not have is told from no other: never a message.
 *
 * A source that GitHub kept us from judging has no reason of its own in the contract. It is reported as
 * `installation_suspended`, the one reason that says "the installation cannot be used now" and nothing about the
 * policy, together with `unjudgedMessage`.
 */
export function describeExclusion({ spelling, outcome, sameOwner }: DescribeExclusionInput): Exclusion {
  if (outcome.status === 'unjudged') {
    return { repo: spelling, reason: 'installation_suspended', message: unjudgedMessage };
  }
  const { reason, explanation } = outcome;
  const told = sameOwner && reason !== 'not_installed_in_workspace';
  return told ? { repo: spelling, reason, message: explanation } : { repo: spelling, reason };
}
