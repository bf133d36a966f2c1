/** Payloads of `pull_request`, `pull_request_review` and `issue_comment`. */
import { showComment } from '../shapes/issue-comment.ts';
import { showFullPullRequest, showIssueOf, showLabel, showPullRequest } from '../shapes/pull-request.ts';
import { showReview } from '../shapes/review.ts';
import type { IssueComment, SimulatedPullRequest } from '../world/pull-requests.ts';
import { type Payloads, type RepositoryPlace, showFrame } from './frame.ts';

/** Of most activities: `action`, the pull request and the frame. */
type PlainPayload = Omit<Payloads['webhook-pull-request-opened'], 'action'>;

/** GitHub counts commits and lines in the background; here they are 0. */
const uncounted = { commits: 0, additions: 0, deletions: 0, changedFiles: 0 };

function findPull({ repository, event }: RepositoryPlace): SimulatedPullRequest {
  const pull = repository.pullRequests.get(event.subject ?? 0);
  if (pull === undefined) throw new Error(`Event ${event.number} is about no pull request of this world.`);
  return pull;
}

function countComments({ repository }: RepositoryPlace, { number }: SimulatedPullRequest): number {
  return repository.comments.filter(({ subject }) => subject === number).length;
}

export function renderPullRequest(place: RepositoryPlace): object {
  const { event } = place;
  const pull = findPull(place);
  const comments = countComments(place, pull);
  const shapePlace = { ...place, permissions: {} };
  const shown = showFullPullRequest(shapePlace, pull, { ...uncounted, comments });
  const labels = shown.labels.map((one) => ({ ...one, archived_by: null }));
  const pull_request = { ...shown, labels };
  const payload = { number: pull.number, pull_request, ...showFrame(place) } satisfies PlainPayload;
  const { action, before, after, label, changes } = event;
  switch (action) {
    case 'synchronize':
      return { ...payload, action, before, after };
    case 'labeled':
    case 'unlabeled':
      return { ...payload, action, label: showLabel(shapePlace, label ?? '') };
    case 'dequeued':
      return { ...payload, action, reason: event.reason };
    case 'edited':
      return { ...payload, action, changes };
    default:
      return { ...payload, action };
  }
}

function findComment({ repository, event }: RepositoryPlace): IssueComment {
  const comment = repository.comments.find(({ id }) => id === event.commentId);
  if (comment === undefined) throw new Error(`Event ${event.number} is about no comment of this world.`);
  return comment;
}

export function renderIssueComment(place: RepositoryPlace): object {
  const { world, repository, event } = place;
  const pull = findPull(place);
  const changes = event.changes === undefined ? {} : { changes: event.changes };
  return {
    action: event.action,
    ...changes,
    issue: showIssueOf({ world, repository, permissions: {} }, pull, countComments(place, pull)),
    comment: showComment(world, repository, findComment(place)),
    ...showFrame(place),
  };
}

/** Its state is in lower case, unlike in REST. */
export function renderReview(place: RepositoryPlace): object {
  const { world, event } = place;
  const pull = findPull(place);
  const review = pull.reviews.find(({ id }) => id === event.reviewId);
  if (review === undefined) throw new Error(`Event ${event.number} is about no review of this world.`);
  const shown = showReview(world, { ...place, pull }, review);
  return {
    action: event.action,
    review: { ...shown, state: shown.state.toLowerCase() },
    pull_request: showPullRequest({ ...place, permissions: {} }, pull),
    ...showFrame(place),
  };
}
