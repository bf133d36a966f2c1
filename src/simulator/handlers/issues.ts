/** Issues: opened, listed with the pull requests as GitHub does, read and changed. */
import { apiRoute, type OperationRequest } from '../api/api-route.ts';
import { readJsonBody } from '../api/body.ts';
import type { ApiCaller } from '../api/caller.ts';
import type { SimulatorResponse } from '../api/handler.ts';
import { cutPage } from '../api/pages.ts';
import { findRepositoryFor, type Need, repositoryUrl } from '../api/repository-access.ts';
import { apiError, json, notFound } from '../api/responses.ts';
import { archivedMessage } from '../api/write-access.ts';
import { showIssue } from '../shapes/issue.ts';
import { showIssueOf } from '../shapes/pull-request.ts';
import { actorOf, appOf } from '../world/actors.ts';
import { createIssue, moveIssue } from '../world/issues.ts';
import type { SimulatedIssue } from '../world/pull-requests.ts';
import type { Repository } from '../world/world.ts';

type WriteRequest = OperationRequest<Extract<ApiCaller, { kind: 'token' }>>;

/** Characters. */
const maxTitle = 256;
const maxBody = 65_536;
const closeReasons = ['completed', 'not_planned', 'duplicate'] as const;

function needOf(level: 'read' | 'write', anchor: string): Need {
  return { permission: 'issues', level, page: `/issues/issues#${anchor}` };
}

interface Fields {
  readonly title: string | undefined;
  readonly body: string | null | undefined;
  readonly state: 'open' | 'closed' | undefined;
  readonly reason: (typeof closeReasons)[number] | null;
}

type FieldReading = { readonly fields: Fields } | { readonly response: SimulatorResponse };

function readFields(api: OperationRequest, page: string): FieldReading {
  const read = readJsonBody(api.request);
  if (read.status === 'refused') return { response: read.response };
  const { title, body, state, state_reason: given } = read.value;
  const refuse = (field: string, message: string): FieldReading => {
    const errors = [{ resource: 'Issue', field, code: 'custom', message }];
    return { response: apiError(422, 'Validation Failed', { page, errors }) };
  };
  if (typeof title === 'string' && title.trim() === '') return refuse('title', "title can't be blank");
  if (typeof title === 'string' && [...title].length > maxTitle)
    return refuse('title', `title is too long (maximum is ${maxTitle} characters)`);
  if (typeof body === 'string' && [...body].length > maxBody)
    return refuse('body', `body is too long (maximum is ${maxBody} characters)`);
  return {
    fields: {
      title: typeof title === 'string' ? title : undefined,
      body: typeof body === 'string' || body === null ? body : undefined,
      state: state === 'open' || state === 'closed' ? state : undefined,
      reason: closeReasons.find((reason) => reason === given) ?? null,
    },
  };
}

function create(api: WriteRequest): SimulatorResponse {
  const need = needOf('write', 'create-an-issue');
  const page = need.page ?? '';
  const access = findRepositoryFor(api, need);
  if (access.status === 'refused') return access.response;
  const { repository } = access;
  if (repository.archived) return apiError(403, archivedMessage, { page });
  const read = readFields(api, page);
  if ('response' in read) return read.response;
  const { title, body = null } = read.fields;
  if (title === undefined) return apiError(422, 'Invalid request.\n\n"title" wasn\'t supplied.', { page });
  const { world, caller } = api;
  const authorId = actorOf(world, caller.token).id;
  const issue = createIssue(world, repository, {
    ...{ title, body, authorId, appId: appOf(world, caller.token)?.id },
  });
  return json(201, showIssue(world, repository, issue));
}

/** Runs `work` on the issue of the path. Pull requests are read by their own operation. */
function onIssue(
  api: OperationRequest,
  need: Need,
  work: (repository: Repository, issue: SimulatedIssue) => SimulatorResponse,
): SimulatorResponse {
  const access = findRepositoryFor(api, need);
  if (access.status === 'refused') return access.response;
  const issue = access.repository.issues.get(Number(api.param('issue_number')));
  return issue === undefined ? notFound(need.page) : work(access.repository, issue);
}

function update(api: WriteRequest): SimulatorResponse {
  const need = needOf('write', 'update-an-issue');
  return onIssue(api, need, (repository, issue) => {
    const page = need.page ?? '';
    if (repository.archived) return apiError(403, archivedMessage, { page });
    const read = readFields(api, page);
    if ('response' in read) return read.response;
    const { title = issue.title, body = issue.body, state, reason } = read.fields;
    Object.assign(issue, { title, body, updatedAt: api.world.clock.now() });
    if (state !== undefined) moveIssue(api.world, issue, { state, reason });
    return json(200, showIssue(api.world, repository, issue));
  });
}

function list(api: OperationRequest): SimulatorResponse {
  const access = findRepositoryFor(api, needOf('read', 'list-repository-issues'));
  if (access.status === 'refused') return access.response;
  const { repository, permissions } = access;
  const { world, query } = api;
  const place = { world, repository, permissions };
  const state = query.get('state') ?? 'open';
  const creator = query.get('creator')?.toLowerCase();
  const shown = [
    ...[...repository.issues.values()].map((issue) => showIssue(world, repository, issue)),
    ...[...repository.pullRequests.values()].map((pull) => showIssueOf(place, pull, 0)),
  ].filter(
    (one) =>
      (state === 'all' || one.state === state) &&
      (creator === undefined || one.user?.login.toLowerCase() === creator),
  );
  shown.sort((one, other) => other.number - one.number);
  if (query.get('direction') === 'asc') shown.reverse();
  const page = cutPage(shown, query, `${repositoryUrl(api, repository)}/issues`);
  return json(200, page.items, page.headers);
}

const oneIssue = '/repos/{owner}/{repo}/issues/{issue_number}';
const issuesOf = '/repos/{owner}/{repo}/issues';

export const issueRoutes = [
  apiRoute({ id: 'issues/list-for-repo', method: 'GET', path: issuesOf, caller: 'any', handle: list }),
  apiRoute({
    id: 'issues/create',
    method: 'POST',
    path: issuesOf,
    caller: 'token',
    createsContent: true,
    handle: create,
  }),
  apiRoute({
    id: 'issues/get',
    method: 'GET',
    path: oneIssue,
    caller: 'any',
    handle: (api) =>
      onIssue(api, needOf('read', 'get-an-issue'), (repository, issue) =>
        json(200, showIssue(api.world, repository, issue)),
      ),
  }),
  apiRoute({ id: 'issues/update', method: 'PATCH', path: oneIssue, caller: 'token', handle: update }),
];
