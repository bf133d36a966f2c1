/** Makes the branch protection, the rulesets and the merge queues of a seed. */

import type { BranchProtection, Ruleset } from '../world/branch-rules.ts';
import type { createIdSource } from '../world/ids.ts';
import type { MergeQueue } from '../world/merge-queues.ts';
import type { MergeQueueSeed, ProtectionSeed, RulesetSeed } from './seed-types.ts';

type NextId = ReturnType<typeof createIdSource>;

/** The defaults of GitHub's own form: a pull request is required, nothing else is allowed. */
export function createProtection(seed: ProtectionSeed, nextId: NextId): BranchProtection {
  return {
    id: nextId(),
    pattern: seed.pattern,
    requiresPullRequest: seed.require_pull_request ?? true,
    requiresSignatures: seed.require_signatures ?? false,
    allowsForcePushes: seed.allow_force_pushes ?? false,
    allowsDeletions: seed.allow_deletions ?? false,
    pushAllowances: seed.push_allowances,
    bypass: seed.bypass ?? [],
    requiredChecks: seed.required_checks ?? [],
  };
}

export function createRuleset(seed: RulesetSeed, nextId: NextId): Ruleset {
  return {
    id: nextId(),
    name: seed.name,
    enforcement: seed.enforcement ?? 'active',
    include: seed.include ?? ['~DEFAULT_BRANCH'],
    exclude: seed.exclude ?? [],
    rules: seed.rules,
    restrictedPaths: seed.restricted_file_paths ?? [],
    requiredApprovals: seed.required_approving_review_count ?? 0,
    requiresCodeOwnerReview: seed.require_code_owner_review ?? false,
    dismissesStaleReviews: seed.dismiss_stale_reviews ?? false,
    bypass: seed.bypass ?? [],
  };
}

/** GitHub's defaults. */
export function createMergeQueue(seed: MergeQueueSeed, nextId: NextId): MergeQueue {
  const { min = 1, max = min, wait_minutes: waitMinutes = 5 } = seed.group_size ?? {};
  return {
    rulesetId: nextId(),
    branch: seed.branch,
    requiredChecks: seed.checks.map((check) =>
      typeof check === 'string' ? { name: check, app: undefined } : { name: check.name, app: check.app },
    ),
    method: seed.method ?? 'merge',
    buildConcurrency: seed.build_concurrency ?? 5,
    groupSize: { min, max: Math.max(min, max), waitMs: waitMinutes * 60_000 },
    timeoutMs: (seed.timeout_minutes ?? 60) * 60_000,
    entries: [],
    companyTimer: undefined,
  };
}
