/** Adds and dismisses reviews of pull requests, and records the events. */
import type { Causer } from '../world/actors.ts';
import { headShaOf } from '../world/heads.ts';
import { firstIds } from '../world/ids.ts';
import type { PullRequestReview, SimulatedPullRequest } from '../world/pull-requests.ts';
import type { Repository, World } from '../world/world.ts';
import { recordEvent } from './events.ts';

export interface ReviewPlace {
  readonly repository: Repository;
  readonly pull: SimulatedPullRequest;
  readonly by: Causer;
}

function nextReviewId(world: World): number {
  const ids = [...world.repositories.values()].flatMap(({ pullRequests }) =>
    [...pullRequests.values()].flatMap(({ reviews }) => reviews.map(({ id }) => id)),
  );
  return Math.max(firstIds.review - 1, ...ids) + 1;
}

function recordReview(
  world: World,
  { repository, pull, by }: ReviewPlace,
  happened: { readonly reviewId: number; readonly action: string },
): void {
  const about = { event: 'pull_request_review', repositoryId: repository.id, subject: pull.number } as const;
  recordEvent(world, by, { ...about, ...happened });
}

/** Of the head, unless `commitId` says another commit. An author cannot approve or block their own pull request. */
export function addReview(
  world: World,
  place: ReviewPlace,
  review: Pick<PullRequestReview, 'authorId' | 'body' | 'state'> & { readonly commitId?: string | undefined },
): PullRequestReview | 'own' {
  const { pull } = place;
  if (review.authorId === pull.authorId && review.state !== 'COMMENTED') return 'own';
  const commitId = review.commitId ?? headShaOf(world, pull);
  const added = { ...review, id: nextReviewId(world), commitId, submittedAt: world.clock.now() };
  pull.reviews.push(added);
  pull.requestedReviewers.delete(review.authorId);
  recordReview(world, place, { reviewId: added.id, action: 'submitted' });
  return added;
}

/** Only an approval or a request for changes can be dismissed. */
export function dismissReview(
  world: World,
  place: ReviewPlace,
  review: PullRequestReview,
): 'dismissed' | 'impossible' {
  if (review.state !== 'APPROVED' && review.state !== 'CHANGES_REQUESTED') return 'impossible';
  review.state = 'DISMISSED';
  recordReview(world, place, { reviewId: review.id, action: 'dismissed' });
  return 'dismissed';
}
