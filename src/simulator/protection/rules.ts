/** What protects branches: classic protection rules and rulesets, and which of them are about a given branch. */
import type { Repository } from '../world.ts';

/** A classic branch protection rule. Of several that fit a branch, the one with the exact name wins, then the first. */
export interface BranchProtection {
  readonly id: number;
  /** Branch name, with `*`, `?`, `[…]` and `**` as fnmatch(3) reads them: `*` stops at a slash. */
  readonly pattern: string;
  readonly requiresPullRequest: boolean;
  readonly requiresSignatures: boolean;
  readonly allowsForcePushes: boolean;
  readonly allowsDeletions: boolean;
  /** Slugs of Apps that may push although others may not; `undefined`: pushes are not restricted. */
  readonly pushAllowances: readonly string[] | undefined;
  /** Slugs of Apps that need no pull request. */
  readonly bypass: readonly string[];
}

export type RuleType =
  | 'creation'
  | 'update'
  | 'deletion'
  | 'non_fast_forward'
  | 'pull_request'
  | 'required_signatures';

export interface Ruleset {
  readonly id: number;
  readonly name: string;
  readonly enforcement: 'active' | 'evaluate' | 'disabled';
  /** Full ref names or patterns of them, `~DEFAULT_BRANCH` or `~ALL`. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly rules: readonly RuleType[];
  /** Slugs of Apps that are bound by none of it. */
  readonly bypass: readonly string[];
}

/** Patterns come from whoever wrote the world, who may be trusted with a regular expression. */
function toExpression(pattern: string): RegExp {
  const source = pattern.replace(/\*\*\/?|[*?]|[.+^${}()|\\]/g, (found) => {
    if (found === '**/') return '(?:.*/)?';
    if (found === '**') return '.*';
    if (found === '*') return '[^/]*';
    return found === '?' ? '[^/]' : `\\${found}`;
  });
  return new RegExp(`^${source}$`);
}

/** The classic rule for a branch (`feature/x`), if one fits. */
export function findProtection(repository: Repository, branch: string): BranchProtection | undefined {
  const { protections } = repository;
  return (
    protections.find(({ pattern }) => pattern === branch) ??
    protections.find(({ pattern }) => toExpression(pattern).test(branch))
  );
}

function isNamed(repository: Repository, ref: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => {
    if (pattern === '~ALL') return true;
    if (pattern === '~DEFAULT_BRANCH') return ref === `refs/heads/${repository.git.defaultBranch()}`;
    return pattern === ref || toExpression(pattern).test(ref);
  });
}

/** The rulesets in force for a full ref name; of branches only. */
export function findRulesets(repository: Repository, ref: string): Ruleset[] {
  if (!ref.startsWith('refs/heads/')) return [];
  return repository.rulesets.filter(
    ({ enforcement, include, exclude }) =>
      enforcement === 'active' && isNamed(repository, ref, include) && !isNamed(repository, ref, exclude),
  );
}

/** As `protected` of the branches API: by either kind of rule. */
export function isProtected(repository: Repository, branch: string): boolean {
  const rulesets = findRulesets(repository, `refs/heads/${branch}`);
  return findProtection(repository, branch) !== undefined || rulesets.length > 0;
}
