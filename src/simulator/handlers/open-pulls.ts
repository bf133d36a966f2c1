/** Pull requests: opened, and reviews of them requested, with `pull_requests: write`. */
import { apiRoute, type OperationRequest } from '../api/api-route.ts';
import { readJsonBody } from '../api/body.ts';
import type { ApiCaller } from '../api/caller.ts';
import { type BodyRule, refuseMisfits } from '../api/find-misfits.ts';
import type { SimulatorResponse } from '../api/handler.ts';
import { findRepositoryFor, type RepositoryAccess } from '../api/repository-access.ts';
import { apiError, json, notFound } from '../api/responses.ts';
import { archivedMessage } from '../api/write-access.ts';
import { openPull, type PullProblem } from '../refs/open-pull.ts';
import { showFullPullRequest, showPullRequest } from '../shapes/pull-request.ts';
import { actorOf } from '../world/actors.ts';
import {
  type Account,
  findAccount,
  fullNameOf,
  ownerOf,
  type Repository,
  type World,
} from '../world/world.ts';

type WriteRequest = OperationRequest<Extract<ApiCaller, { kind: 'token' }>>;
type Allowed = Extract<RepositoryAccess, { status: 'allowed' }>;

const text = { type: 'string' } as const;
const createRule = {
  type: 'object',
  required: ['base', 'head'],
  properties: { title: text, body: text, head: text, base: text, head_repo: text },
} as const;
const names = { type: 'array', items: text } as const;
const requestRule = { type: 'object', properties: { reviewers: names, team_reviewers: names } } as const;
/** Characters. */
const maxTitle = 256;
const maxBody = 65_536;
/** GitHub has no counts yet when it answers. */
const uncounted = { comments: 0, commits: 0, additions: 0, deletions: 0, changedFiles: 0 };

/** Runs `work` with the body in a repository that is not archived. */
function write(
  api: WriteRequest,
  { page, rule }: { readonly page: string; readonly rule: BodyRule },
  work: (access: Allowed, body: Readonly<Record<string, unknown>>) => SimulatorResponse,
): SimulatorResponse {
  const access = findRepositoryFor(api, { permission: 'pull_requests', level: 'write', page });
  if (access.status === 'refused') return access.response;
  if (access.repository.archived) return apiError(403, archivedMessage, { page });
  const read = readJsonBody(api.request);
  if (read.status === 'refused') return read.response;
  return refuseMisfits(rule, read.value, page) ?? work(access, read.value);
}

function invalid(page: string, error: Readonly<Record<string, string>>): SimulatorResponse {
  const errors = [{ resource: 'PullRequest', ...error }];
  return apiError(422, 'Validation Failed', { page, errors });
}

function refuseProblem(problem: PullProblem, page: string): SimulatorResponse {
  return 'field' in problem
    ? invalid(page, { field: problem.field, code: 'invalid' })
    : invalid(page, { code: 'custom', message: problem.message });
}

/** `branch`, or `owner:branch` of this repository. Heads in forks cannot be named by tokens here. */
function readHead(world: World, repository: Repository, head: string): string | undefined {
  const colon = head.indexOf(':');
  if (colon === -1) return head;
  const owner = ownerOf(world, repository).login.toLowerCase();
  return head.slice(0, colon).toLowerCase() === owner ? head.slice(colon + 1) : undefined;
}

function create(api: WriteRequest): SimulatorResponse {
  const page = '/pulls/pulls#create-a-pull-request';
  return write(api, { page, rule: createRule }, ({ repository, permissions }, given) => {
    const { world, caller } = api;
    const { title, body, head, base, draft } = given;
    if (typeof title !== 'string' || title.trim() === '')
      return invalid(page, { field: 'title', code: 'missing_field' });
    if ([...title].length > maxTitle)
      return invalid(page, {
        field: 'title',
        code: 'custom',
        message: `title is too long (maximum is ${maxTitle} characters)`,
      });
    if ([...String(body ?? '')].length > maxBody)
      return invalid(page, {
        field: 'body',
        code: 'custom',
        message: `body is too long (maximum is ${maxBody} characters)`,
      });
    const headRef = readHead(world, repository, String(head));
    if (headRef === undefined) return invalid(page, { field: 'head', code: 'invalid' });
    const { token } = caller;
    const opened = openPull(world, repository, {
      ...{ head: repository, headRef, baseRef: String(base), title, draft: draft === true },
      ...{ body: typeof body === 'string' ? body : null, authorId: actorOf(world, token).id, by: token },
    });
    if (!('number' in opened)) return refuseProblem(opened, page);
    return json(201, showFullPullRequest({ world, repository, permissions }, opened, uncounted));
  });
}

/** To read a public repository is not to be a collaborator. */
function isCollaborator(world: World, repository: Repository, { id }: Account): boolean {
  return (
    repository.ownerId === id ||
    repository.people.has(id) ||
    [...repository.teams.keys()].some((team) => world.teams.get(team)?.members.has(id) === true)
  );
}

function request(api: WriteRequest): SimulatorResponse {
  const page = '/pulls/review-requests#request-reviewers-for-a-pull-request';
  return write(api, { page, rule: requestRule }, ({ repository, permissions }, given) => {
    const { world } = api;
    const pull = repository.pullRequests.get(Number(api.param('pull_number')));
    if (pull === undefined) return notFound(page);
    // The rule has just accepted them.
    const logins = (given['reviewers'] ?? []) as readonly string[];
    const accounts = logins.map((login) => findAccount(world, login));
    const known = accounts.filter((account) => account !== undefined);
    if (known.some(({ id }) => id === pull.authorId))
      return apiError(422, 'Review cannot be requested from pull request author.', { page });
    const areAll =
      known.length === accounts.length && known.every((one) => isCollaborator(world, repository, one));
    if (!areAll || given['team_reviewers'] !== undefined) {
      const name = fullNameOf(world, repository);
      const message = `Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a collaborator of the ${name} repository.`;
      return apiError(422, message, { page });
    }
    for (const { id } of known) pull.requestedReviewers.add(id);
    return json(201, showPullRequest({ world, repository, permissions }, pull));
  });
}

export const openPullRoutes = [
  apiRoute({
    id: 'pulls/create',
    method: 'POST',
    path: '/repos/{owner}/{repo}/pulls',
    caller: 'token',
    createsContent: true,
    handle: create,
  }),
  apiRoute({
    id: 'pulls/request-reviewers',
    method: 'POST',
    path: '/repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers',
    caller: 'token',
    createsContent: true,
    handle: request,
  }),
];
