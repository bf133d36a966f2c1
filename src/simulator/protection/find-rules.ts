/** Finds the protections of a branch. */

import type { BranchProtection, Ruleset } from '../world/branch-rules.ts';
import type { Repository } from '../world/world.ts';

/** Patterns come from the author of the world, who may use costly regular expressions. */
export function toExpression(pattern: string): RegExp {
  const source = pattern.replace(/\*\*\/?|[*?]|[.+^${}()|\\]/g, (found) => {
    if (found === '**/') return '(?:.*/)?';
    if (found === '**') return '.*';
    if (found === '*') return '[^/]*';
    return found === '?' ? '[^/]' : `\\${found}`;
  });
  return new RegExp(`^${source}$`);
}

/** The classic rule for a branch (`feature/x`), if any. */
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

/** Push rulesets have no branches: they apply to every push. */
export function isPushRuleset({ rules }: Ruleset): boolean {
  return rules.includes('file_path_restriction');
}

/** The active rulesets for a full ref name. Branches only. */
export function findRulesets(repository: Repository, ref: string): Ruleset[] {
  if (!ref.startsWith('refs/heads/')) return [];
  return repository.rulesets.filter(
    (ruleset) =>
      ruleset.enforcement === 'active' &&
      (isPushRuleset(ruleset) ||
        (isNamed(repository, ref, ruleset.include) && !isNamed(repository, ref, ruleset.exclude))),
  );
}

/** `protected` of the branches API: by either kind of rule. */
export function isProtected(repository: Repository, branch: string): boolean {
  const rulesets = findRulesets(repository, `refs/heads/${branch}`);
  return (
    findProtection(repository, branch) !== undefined ||
    rulesets.length > 0 ||
    repository.mergeQueues.has(branch)
  );
}
