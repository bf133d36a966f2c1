/** Comments on pull requests, which GitHub keeps as comments of issues: either permission will do. */

import { apiRoute, type OperationRequest } from '../api/api-route.ts';
import { readJsonBody } from '../api/body.ts';
import type { ApiCaller } from '../api/caller.ts';
import type { SimulatorResponse } from '../api/handler.ts';
import { cutPage } from '../api/pages.ts';
import { findRepositoryFor, type Need, repositoryUrl } from '../api/repository-access.ts';
import { apiError, json, noContent, notFound } from '../api/responses.ts';
import { archivedMessage } from '../api/write-access.ts';
import { recordEvent } from '../refs/events.ts';
import { showComment } from '../shapes/issue-comment.ts';
import { actorOf, appOf } from '../world/actors.ts';
import { createComment } from '../world/comments.ts';
import type { IssueComment } from '../world/pull-requests.ts';
import type { Repository } from '../world/world.ts';

type WriteRequest = OperationRequest<Extract<ApiCaller, { kind: 'token' }>>;

/** Characters of a body; the refusal of a longer one says so. */
const maxCommentCharacters = 65_536;

function needOf(level: 'read' | 'write', anchor: string): Need {
  return { permission: 'issues', alternative: 'pull_requests', level, page: `/issues/comments#${anchor}` };
}

type BodyReading = { readonly text: string } | { readonly response: SimulatorResponse };

function readText(api: OperationRequest, page: string): BodyReading {
  const read = readJsonBody(api.request);
  if (read.status === 'refused') return { response: read.response };
  const { body } = read.value;
  if (typeof body !== 'string') {
    return { response: apiError(422, 'Invalid request.\n\n"body" wasn\'t supplied.', { page }) };
  }
  const refuse = (error: object): BodyReading => ({
    response: apiError(422, 'Validation Failed', {
      page,
      errors: [{ resource: 'IssueComment', field: 'data', code: 'unprocessable', ...error }],
    }),
  });
  if (body.trim() === '') return refuse({ message: 'Body cannot be blank' });
  return [...body].length > maxCommentCharacters
    ? refuse({ message: `Body is too long (maximum is ${maxCommentCharacters} characters)` })
    : { text: body };
}

function eventOf({ id: repositoryId }: Repository, { id: commentId, subject }: IssueComment) {
  return { event: 'issue_comment', repositoryId, subject, commentId } as const;
}

function create(api: WriteRequest): SimulatorResponse {
  const need = needOf('write', 'create-an-issue-comment');
  const page = need.page ?? '';
  const access = findRepositoryFor(api, need);
  if (access.status === 'refused') return access.response;
  const { repository } = access;
  if (repository.archived) return apiError(403, archivedMessage, { page });
  const subject = Number(api.param('issue_number'));
  if (!repository.pullRequests.has(subject)) return notFound(page);
  const read = readText(api, page);
  if ('response' in read) return read.response;
  const { world, caller } = api;
  const comment = createComment(world, repository, {
    subject,
    body: read.text,
    authorId: actorOf(world, caller.token).id,
    appId: appOf(world, caller.token)?.id,
  });
  recordEvent(world, caller.token, { ...eventOf(repository, comment), action: 'created' });
  return json(201, showComment(api.world, repository, comment));
}

/** Runs `work` on the comment of the path. */
function onComment(
  api: OperationRequest,
  need: Need,
  work: (repository: Repository, comment: IssueComment) => SimulatorResponse,
): SimulatorResponse {
  const access = findRepositoryFor(api, need);
  if (access.status === 'refused') return access.response;
  const id = Number(api.param('comment_id'));
  const comment = access.repository.comments.find((one) => one.id === id);
  return comment === undefined ? notFound(need.page) : work(access.repository, comment);
}

function update(api: WriteRequest): SimulatorResponse {
  const need = needOf('write', 'update-an-issue-comment');
  return onComment(api, need, (repository, comment) => {
    if (repository.archived) return apiError(403, archivedMessage, { page: need.page ?? '' });
    const read = readText(api, need.page ?? '');
    if ('response' in read) return read.response;
    const changes = { body: { from: comment.body } };
    comment.body = read.text;
    comment.updatedAt = api.world.clock.now();
    const event = eventOf(repository, comment);
    recordEvent(api.world, api.caller.token, { ...event, action: 'edited', changes });
    return json(200, showComment(api.world, repository, comment));
  });
}

function remove(api: WriteRequest): SimulatorResponse {
  return onComment(api, needOf('write', 'delete-an-issue-comment'), (repository, comment) => {
    recordEvent(api.world, api.caller.token, { ...eventOf(repository, comment), action: 'deleted' });
    repository.comments.splice(repository.comments.indexOf(comment), 1);
    return noContent;
  });
}

function list(api: OperationRequest): SimulatorResponse {
  const need = needOf('read', 'list-issue-comments');
  const access = findRepositoryFor(api, need);
  if (access.status === 'refused') return access.response;
  const { repository } = access;
  const subject = Number(api.param('issue_number'));
  if (!repository.pullRequests.has(subject)) return notFound(need.page);
  const since = Date.parse(api.query.get('since') ?? '') || 0;
  const comments = repository.comments.filter((one) => one.subject === subject && one.updatedAt >= since);
  const page = cutPage(comments, api.query, `${repositoryUrl(api, repository)}/issues/${subject}/comments`);
  return json(
    200,
    page.items.map((comment) => showComment(api.world, repository, comment)),
    page.headers,
  );
}

const oneComment = '/repos/{owner}/{repo}/issues/comments/{comment_id}';
const commentsOf = '/repos/{owner}/{repo}/issues/{issue_number}/comments';

export const issueCommentRoutes = [
  apiRoute({ id: 'issues/list-comments', method: 'GET', path: commentsOf, caller: 'any', handle: list }),
  apiRoute({
    id: 'issues/create-comment',
    method: 'POST',
    path: commentsOf,
    caller: 'token',
    createsContent: true,
    handle: create,
  }),
  apiRoute({
    id: 'issues/get-comment',
    method: 'GET',
    path: oneComment,
    caller: 'any',
    handle: (api) =>
      onComment(api, needOf('read', 'get-an-issue-comment'), (repository, comment) =>
        json(200, showComment(api.world, repository, comment)),
      ),
  }),
  apiRoute({
    id: 'issues/update-comment',
    method: 'PATCH',
    path: oneComment,
    caller: 'token',
    handle: update,
  }),
  apiRoute({
    id: 'issues/delete-comment',
    method: 'DELETE',
    path: oneComment,
    caller: 'token',
    handle: remove,
  }),
];
