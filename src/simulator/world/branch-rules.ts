/** The rules that protect branches: classic protection rules and rulesets. */

/** A classic branch protection rule. Of several that fit a branch, the one with the exact name wins, then the first. */
export interface BranchProtection {
  readonly id: number;
  /** Branch name, with `*`, `?`, `[…]` and `**` as fnmatch(3) reads them: `*` stops at a slash. */
  readonly pattern: string;
  readonly requiresPullRequest: boolean;
  readonly requiresSignatures: boolean;
  readonly allowsForcePushes: boolean;
  readonly allowsDeletions: boolean;
  /** Slugs of the only Apps that may push. `undefined`: pushes are not restricted. */
  readonly pushAllowances: readonly string[] | undefined;
  /** Slugs of Apps that do not need a pull request. */
  readonly bypass: readonly string[];
  /** Names of checks that must pass before a pull request is merged. */
  readonly requiredChecks: readonly string[];
}

export type RuleType =
  | 'creation'
  | 'update'
  | 'deletion'
  | 'non_fast_forward'
  | 'pull_request'
  | 'required_signatures'
  | 'file_path_restriction';

export interface Ruleset {
  readonly id: number;
  readonly name: string;
  readonly enforcement: 'active' | 'evaluate' | 'disabled';
  /** Full ref names or patterns of them, `~DEFAULT_BRANCH` or `~ALL`. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly rules: readonly RuleType[];
  /** Of `file_path_restriction`: patterns of paths that no push may change. Such a ruleset is a push ruleset: it applies to every branch. */
  readonly restrictedPaths: readonly string[];
  /** Of `pull_request`: how many reviewers with write access must approve before a merge. */
  readonly requiredApprovals: number;
  /** Of `pull_request`. Only shown. */
  readonly requiresCodeOwnerReview: boolean;
  /** Of `pull_request`: only approvals of the head count for a merge. */
  readonly dismissesStaleReviews: boolean;
  /** Slugs of Apps that bypass all of its rules. */
  readonly bypass: readonly string[];
}
