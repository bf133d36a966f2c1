/** Judges the approvals that the rulesets of a branch require. */
import { isAtLeast } from '../world/access.ts';
import { headShaOf } from '../world/heads.ts';
import type { PullRequestReview, SimulatedPullRequest } from '../world/pull-requests.ts';
import { roleOf } from '../world/roles.ts';
import { ownerOf, type Repository, type World } from '../world/world.ts';
import { findRulesets } from './find-rules.ts';

const writing: ReadonlySet<string | undefined> = new Set(['write', 'maintain', 'admin']);

/** A person by their role, an App by its permission for contents. */
function mayWrite(world: World, repository: Repository, authorId: number): boolean {
  const app = [...world.apps.values()].find(({ botId }) => botId === authorId);
  if (app === undefined) {
    const account = world.accounts.get(authorId);
    return account !== undefined && writing.has(roleOf(world, repository, account));
  }
  const owner = ownerOf(world, repository).id;
  const installed = [...world.installations.values()].find(
    ({ appId, accountId }) => appId === app.id && accountId === owner,
  );
  return isAtLeast(installed?.permissions['contents'], 'write');
}

/** The last one of each reviewer, without comments. */
function lastOpinions({ reviews }: SimulatedPullRequest): readonly PullRequestReview[] {
  const opinions = reviews.filter(({ state }) => state !== 'COMMENTED');
  return [...new Map(opinions.map((review) => [review.authorId, review])).values()];
}

/** Why the pull request cannot be merged, as GitHub says it; `undefined`: it has the approvals that its base branch requires. */
export function judgeReviews(
  world: World,
  repository: Repository,
  pull: SimulatedPullRequest,
): string | undefined {
  const rulesets = findRulesets(repository, `refs/heads/${pull.baseRef}`).filter(({ rules }) =>
    rules.includes('pull_request'),
  );
  const required = Math.max(0, ...rulesets.map(({ requiredApprovals }) => requiredApprovals));
  if (required === 0) return undefined;
  const head = headShaOf(world, pull);
  const areStaleDismissed = rulesets.some(({ dismissesStaleReviews }) => dismissesStaleReviews);
  const opinions = lastOpinions(pull).filter(({ authorId }) => mayWrite(world, repository, authorId));
  if (opinions.some(({ state }) => state === 'CHANGES_REQUESTED'))
    return 'Changes have been requested by a reviewer with write access.';
  const approvals = opinions.filter(
    ({ state, commitId }) => state === 'APPROVED' && (!areStaleDismissed || commitId === head),
  );
  if (approvals.length >= required) return undefined;
  const reviews = required === 1 ? 'review is' : 'reviews are';
  return `At least ${required} approving ${reviews} required by reviewers with write access.`;
}
