/** Reviews of pull requests: listed, submitted and dismissed, with `pull_requests`. */
import { apiRoute, type OperationRequest } from '../api/api-route.ts';
import { readJsonBody } from '../api/body.ts';
import type { ApiCaller } from '../api/caller.ts';
import { refuseMisfits } from '../api/find-misfits.ts';
import type { SimulatorResponse } from '../api/handler.ts';
import { cutPage } from '../api/pages.ts';
import { findRepositoryFor, type Need, repositoryUrl } from '../api/repository-access.ts';
import { apiError, json, notFound } from '../api/responses.ts';
import { addReview, dismissReview } from '../refs/reviews.ts';
import { showReview } from '../shapes/review.ts';
import { actorOf } from '../world/actors.ts';
import type { SimulatedPullRequest } from '../world/pull-requests.ts';
import type { Repository } from '../world/world.ts';

type WriteRequest = OperationRequest<Extract<ApiCaller, { kind: 'token' }>>;

function needOf(level: 'read' | 'write', anchor: string): Need {
  return { permission: 'pull_requests', level, page: `/pulls/reviews#${anchor}` };
}

/** Runs `work` on the pull request of the path. */
function onPull(
  api: OperationRequest,
  need: Need,
  work: (place: { repository: Repository; pull: SimulatedPullRequest }) => SimulatorResponse,
): SimulatorResponse {
  const access = findRepositoryFor(api, need);
  if (access.status === 'refused') return access.response;
  const { repository } = access;
  const pull = repository.pullRequests.get(Number(api.param('pull_number')));
  return pull === undefined ? notFound(need.page) : work({ repository, pull });
}

function list(api: OperationRequest): SimulatorResponse {
  return onPull(api, needOf('read', 'list-reviews-for-a-pull-request'), (place) => {
    const { repository, pull } = place;
    const address = `${repositoryUrl(api, repository)}/pulls/${pull.number}/reviews`;
    const page = cutPage(pull.reviews, api.query, address);
    return json(
      200,
      page.items.map((review) => showReview(api.world, place, review)),
      page.headers,
    );
  });
}

const states = { APPROVE: 'APPROVED', REQUEST_CHANGES: 'CHANGES_REQUESTED', COMMENT: 'COMMENTED' } as const;
const text = { type: 'string' } as const;
const reviewRule = {
  type: 'object',
  // A review without an event would be a draft, which the simulator does not have.
  required: ['event'],
  properties: { body: text, commit_id: text, event: { type: 'string', enum: Object.keys(states) } },
} as const;

function create(api: WriteRequest): SimulatorResponse {
  const need = needOf('write', 'create-a-review-for-a-pull-request');
  const page = need.page ?? '';
  return onPull(api, need, (place) => {
    const read = readJsonBody(api.request);
    if (read.status === 'refused') return read.response;
    const refused = refuseMisfits(reviewRule, read.value, page);
    if (refused !== undefined) return refused;
    const { body = '', commit_id: commitId, event } = read.value;
    // The rule has just accepted it.
    const state = states[event as keyof typeof states];
    if (state !== 'APPROVED' && body === '') {
      return apiError(422, 'Unprocessable Entity', { page, errors: ['Body cannot be blank'] });
    }
    const { token } = api.caller;
    const added = addReview(
      api.world,
      { ...place, by: token },
      {
        ...{ authorId: actorOf(api.world, token).id, state, body: String(body) },
        commitId: commitId === undefined ? undefined : String(commitId),
      },
    );
    if (added !== 'own') return json(200, showReview(api.world, place, added));
    const act = state === 'APPROVED' ? 'approve' : 'request changes on';
    const errors = [`Can not ${act} your own pull request`];
    return apiError(422, 'Unprocessable Entity', { page, errors });
  });
}

function dismiss(api: WriteRequest): SimulatorResponse {
  const need = needOf('write', 'dismiss-a-review-for-a-pull-request');
  const page = need.page ?? '';
  return onPull(api, need, (place) => {
    const read = readJsonBody(api.request);
    if (read.status === 'refused') return read.response;
    const rule = { type: 'object', required: ['message'], properties: { message: text } } as const;
    const refused = refuseMisfits(rule, read.value, page);
    if (refused !== undefined) return refused;
    const review = place.pull.reviews.find(({ id }) => String(id) === api.param('review_id'));
    if (review === undefined) return notFound(page);
    const outcome = dismissReview(api.world, { ...place, by: api.caller.token }, review);
    return outcome === 'dismissed'
      ? json(200, showReview(api.world, place, review))
      : apiError(422, 'Unprocessable Entity', { page, errors: ['Can not dismiss this pull request review'] });
  });
}

const all = '/repos/{owner}/{repo}/pulls/{pull_number}/reviews';

export const reviewRoutes = [
  apiRoute({ id: 'pulls/list-reviews', method: 'GET', path: all, caller: 'any', handle: list }),
  apiRoute({
    id: 'pulls/create-review',
    method: 'POST',
    path: all,
    caller: 'token',
    createsContent: true,
    handle: create,
  }),
  apiRoute({
    id: 'pulls/dismiss-review',
    method: 'PUT',
    path: `${all}/{review_id}/dismissals`,
    caller: 'token',
    handle: dismiss,
  }),
];
