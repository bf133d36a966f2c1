/** Pull requests: listed and read, with `pull_requests: read`. */
import { apiRoute, type OperationRequest } from '../api/api-route.ts';
import type { SimulatorResponse } from '../api/handler.ts';
import { cutPage } from '../api/pages.ts';
import { findRepositoryFor, type Need, repositoryUrl } from '../api/repository-access.ts';
import { json, notFound } from '../api/responses.ts';
import { diffCommits, findMergeBase, listNewCommits } from '../git/diff.ts';
import { type PullRequestCounts, showFullPullRequest, showPullRequest } from '../shapes/pull-request.ts';
import type { SimulatedPullRequest } from '../world/pull-requests.ts';
import { ownerOf, type Repository, type World } from '../world/world.ts';

const needOf = (anchor: string): Need => ({
  permission: 'pull_requests',
  level: 'read',
  page: `/pulls/pulls#${anchor}`,
});

/** `head` is `owner:branch`; GitHub ignores one without an owner. */
function fits(world: World, pull: SimulatedPullRequest, query: URLSearchParams): boolean {
  const state = query.get('state') ?? 'open';
  const base = query.get('base');
  const head = query.get('head');
  if (state !== 'all' && (pull.state === 'open') !== (state === 'open')) return false;
  if (base !== null && base !== pull.baseRef) return false;
  if (head === null || !head.includes(':')) return true;
  const repository = world.repositories.get(pull.headRepositoryId);
  const owner = repository && ownerOf(world, repository).login.toLowerCase();
  const colon = head.indexOf(':');
  return head.slice(0, colon).toLowerCase() === owner && head.slice(colon + 1) === pull.headRef;
}

async function list(api: OperationRequest): Promise<SimulatorResponse> {
  const access = findRepositoryFor(api, needOf('list-pull-requests'));
  if (access.status === 'refused') return access.response;
  const { repository, permissions } = access;
  const { world, query } = api;
  const fitting = [...repository.pullRequests.values()]
    .filter((pull) => fits(world, pull, query))
    .sort((left, right) => right.number - left.number);
  if (query.get('direction') === 'asc') fitting.reverse();
  const page = cutPage(fitting, query, `${repositoryUrl(api, repository)}/pulls`);
  const place = { world, repository, permissions };
  return json(
    200,
    page.items.map((pull) => showPullRequest(place, pull)),
    page.headers,
  );
}

async function countChanges(
  world: World,
  repository: Repository,
  pull: SimulatedPullRequest,
): Promise<PullRequestCounts> {
  const comments = repository.comments.filter(({ subject }) => subject === pull.number).length;
  const head = await world.repositories
    .get(pull.headRepositoryId)
    ?.git.resolveRef(`refs/heads/${pull.headRef}`);
  const base = await repository.git.resolveRef(`refs/heads/${pull.baseRef}`);
  const none = { comments, commits: 0, additions: 0, deletions: 0, changedFiles: 0 };
  // A fork's commits are in another repository.
  if (head === undefined || base === undefined || pull.headRepositoryId !== repository.id) return none;
  const { git } = repository;
  const common = await findMergeBase(git, base, head);
  if (common === undefined) return none;
  const files = await diffCommits(git, common, head);
  const sum = (pick: 'additions' | 'deletions') => files.reduce((total, file) => total + file[pick], 0);
  return {
    comments,
    commits: (await listNewCommits(git, base, head)).length,
    additions: sum('additions'),
    deletions: sum('deletions'),
    changedFiles: files.length,
  };
}

async function get(api: OperationRequest): Promise<SimulatorResponse> {
  const need = needOf('get-a-pull-request');
  const access = findRepositoryFor(api, need);
  if (access.status === 'refused') return access.response;
  const { repository, permissions } = access;
  const { world } = api;
  const pull = repository.pullRequests.get(Number(api.param('pull_number')));
  if (pull === undefined) return notFound(need.page);
  const counts = await countChanges(world, repository, pull);
  return json(200, showFullPullRequest({ world, repository, permissions }, pull, counts));
}

export const pullRoutes = [
  apiRoute({
    id: 'pulls/list',
    method: 'GET',
    path: '/repos/{owner}/{repo}/pulls',
    caller: 'any',
    handle: list,
  }),
  apiRoute({
    id: 'pulls/get',
    method: 'GET',
    path: '/repos/{owner}/{repo}/pulls/{pull_number}',
    caller: 'any',
    handle: get,
  }),
];
