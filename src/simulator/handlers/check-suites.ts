/** Check suites: one for each App and commit. */
import type { components } from '@octokit/openapi-types';
import { apiRoute, type OperationRequest } from '../api/api-route.ts';
import { readJsonBody } from '../api/body.ts';
import type { ApiCaller } from '../api/caller.ts';
import { refuseMisfits } from '../api/find-misfits.ts';
import type { SimulatorResponse } from '../api/handler.ts';
import { cutPage } from '../api/pages.ts';
import { findRepositoryFor, repositoryUrl } from '../api/repository-access.ts';
import { apiError, json, notFound } from '../api/responses.ts';
import { readCommit } from '../git/commits.ts';
import { openSuite, rerequestSuite } from '../refs/checks.ts';
import { showTime } from '../shapes/app.ts';
import { showCheckSuite } from '../shapes/check.ts';
import { runsOfSuite } from '../world/check-suites.ts';
import type { CheckSuite } from '../world/checks.ts';
import type { Repository } from '../world/world.ts';
import { admitWriter, answerRuns, needChecks } from './check-runs.ts';

type WriteRequest = OperationRequest<Extract<ApiCaller, { kind: 'token' }>>;

async function readHead(
  { git }: Repository,
  sha: string,
): Promise<Omit<components['schemas']['simple-commit'], 'id'> | undefined> {
  const commit = await readCommit(git.objects, sha);
  if (commit === undefined) return undefined;
  const { tree, message, author, committer } = commit;
  return {
    tree_id: tree,
    message,
    timestamp: showTime(author.seconds * 1000),
    author: { name: author.name, email: author.email },
    committer: { name: committer.name, email: committer.email },
  };
}

async function showWhole(api: OperationRequest, repository: Repository, suite: CheckSuite) {
  const headCommit = await readHead(repository, suite.headSha);
  return showCheckSuite(api.world, repository, { suite, headCommit });
}

async function create(api: WriteRequest): Promise<SimulatorResponse> {
  const need = needChecks('write', 'suites#create-a-check-suite');
  const page = need.page ?? '';
  const access = admitWriter(api, need);
  if ('response' in access) return access.response;
  const read = readJsonBody(api.request);
  if (read.status === 'refused') return read.response;
  const rule = {
    type: 'object',
    required: ['head_sha'],
    properties: { head_sha: { type: 'string' } },
  } as const;
  const refused = refuseMisfits(rule, read.value, page);
  if (refused !== undefined) return refused;
  const headSha = String(read.value['head_sha']);
  const { repository, app } = access;
  if ((await readHead(repository, headSha)) === undefined) {
    return apiError(422, `No commit found for SHA: ${headSha}`, { page });
  }
  const { suite, isNew } = openSuite(api.world, repository, { by: api.caller.token, appId: app.id, headSha });
  return json(isNew ? 201 : 200, await showWhole(api, repository, suite));
}

async function onSuite(
  api: OperationRequest,
  anchor: string,
  work: (repository: Repository, suite: CheckSuite) => SimulatorResponse | Promise<SimulatorResponse>,
): Promise<SimulatorResponse> {
  const need = needChecks('read', anchor);
  const access = findRepositoryFor(api, need);
  if (access.status === 'refused') return access.response;
  const suite = access.repository.checkSuites.find(({ id }) => String(id) === api.param('check_suite_id'));
  return suite === undefined ? notFound(need.page) : await work(access.repository, suite);
}

function rerequest(api: WriteRequest): SimulatorResponse {
  const need = needChecks('write', 'suites#rerequest-a-check-suite');
  const access = admitWriter(api, need);
  if ('response' in access) return access.response;
  const suite = access.repository.checkSuites.find(({ id }) => String(id) === api.param('check_suite_id'));
  if (suite === undefined) return notFound(need.page);
  rerequestSuite(api.world, access.repository, { by: api.caller.token, suite });
  return json(201, {});
}

async function listForRef(api: OperationRequest): Promise<SimulatorResponse> {
  const need = needChecks('read', 'suites#list-check-suites-for-a-git-reference');
  const access = findRepositoryFor(api, need);
  if (access.status === 'refused') return access.response;
  const { repository } = access;
  const ref = api.param('ref');
  const sha = await repository.git.resolveRef(ref);
  if (sha === undefined) return apiError(422, `No commit found for SHA: ${ref}`, { page: need.page });
  const appId = api.query.get('app_id');
  const suites = repository.checkSuites.filter(
    (suite) => suite.headSha === sha && (appId === null || appId === String(suite.appId)),
  );
  const page = cutPage(suites, api.query, `${repositoryUrl(api, repository)}/commits/${ref}/check-suites`);
  const check_suites = await Promise.all(page.items.map((suite) => showWhole(api, repository, suite)));
  return json(200, { total_count: suites.length, check_suites }, page.headers);
}

const all = '/repos/{owner}/{repo}/check-suites';
const one = `${all}/{check_suite_id}`;

export const checkSuiteRoutes = [
  apiRoute({ id: 'checks/create-suite', method: 'POST', path: all, caller: 'token', handle: create }),
  apiRoute({
    id: 'checks/get-suite',
    method: 'GET',
    path: one,
    caller: 'any',
    handle: (api) =>
      onSuite(api, 'suites#get-a-check-suite', async (repository, suite) =>
        json(200, await showWhole(api, repository, suite)),
      ),
  }),
  apiRoute({
    id: 'checks/list-for-suite',
    method: 'GET',
    path: `${one}/check-runs`,
    caller: 'any',
    handle: (api) =>
      onSuite(api, 'runs#list-check-runs-in-a-check-suite', (repository, suite) =>
        answerRuns(api, repository, {
          runs: runsOfSuite(repository, suite),
          address: `${repositoryUrl(api, repository)}/check-suites/${suite.id}/check-runs`,
        }),
      ),
  }),
  apiRoute({
    id: 'checks/rerequest-suite',
    method: 'POST',
    path: `${one}/rerequest`,
    caller: 'token',
    handle: rerequest,
  }),
  apiRoute({
    id: 'checks/list-suites-for-ref',
    method: 'GET',
    path: '/repos/{owner}/{repo}/commits/{ref}/check-suites',
    caller: 'any',
    handle: listForRef,
  }),
];
