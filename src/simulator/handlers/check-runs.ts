/** Check runs: made, changed and asked for again by the App that owns them, read with `checks: read`. */
import { apiRoute, type OperationRequest } from '../api/api-route.ts';
import type { ApiCaller } from '../api/caller.ts';
import type { SimulatorResponse } from '../api/handler.ts';
import { cutPage } from '../api/pages.ts';
import { findRepositoryFor, type Need, repositoryUrl } from '../api/repository-access.ts';
import { apiError, json, notFound } from '../api/responses.ts';
import { archivedMessage } from '../api/write-access.ts';
import { readCommit } from '../git/commits.ts';
import { addCheckRun, changeCheckRun, rerequestRun } from '../refs/checks.ts';
import { showCheckRun } from '../shapes/check.ts';
import { appOf } from '../world/actors.ts';
import { type CheckRun, latestChecks, stateOfCheck } from '../world/checks.ts';
import type { App, Repository } from '../world/world.ts';
import { type CheckBody, readCheckBody } from './check-body.ts';

type WriteRequest = OperationRequest<Extract<ApiCaller, { kind: 'token' }>>;

export function needChecks(level: 'read' | 'write', anchor: string): Need {
  return { permission: 'checks', level, page: `/checks/${anchor}` };
}

export type WriteAccess =
  | { readonly repository: Repository; readonly app: App }
  | { readonly response: SimulatorResponse };

/** Only Apps write checks. */
export function admitWriter(api: WriteRequest, need: Need): WriteAccess {
  const access = findRepositoryFor(api, need);
  if (access.status === 'refused') return { response: access.response };
  const app = appOf(api.world, api.caller.token);
  const { page } = need;
  if (app === undefined)
    return { response: apiError(403, 'You must authenticate via a GitHub App.', { page }) };
  const { repository } = access;
  return repository.archived ? { response: apiError(403, archivedMessage, { page }) } : { repository, app };
}

/** `undefined` where the body says nothing. */
function toChanges({ name, details_url, external_id, status, conclusion, output, ...body }: CheckBody) {
  const timeOf = (text: string | undefined) => (text === undefined ? undefined : Date.parse(text));
  return {
    name,
    detailsUrl: details_url,
    externalId: external_id,
    status: conclusion === undefined ? status : ('completed' as const),
    conclusion,
    startedAt: timeOf(body.started_at),
    completedAt: timeOf(body.completed_at),
    output: output && { title: output.title, summary: output.summary, text: output.text ?? null },
    annotations: output?.annotations,
    actions: body.actions,
  };
}

async function create(api: WriteRequest): Promise<SimulatorResponse> {
  const need = needChecks('write', 'runs#create-a-check-run');
  const page = need.page ?? '';
  const access = admitWriter(api, need);
  if ('response' in access) return access.response;
  const read = readCheckBody(api, { page, required: ['name', 'head_sha'] });
  if ('response' in read) return read.response;
  const { repository, app } = access;
  const { name = '', head_sha: headSha = '' } = read.body;
  if ((await readCommit(repository.git.objects, headSha)) === undefined) {
    return apiError(422, `No commit found for SHA: ${headSha}`, { page });
  }
  const run = addCheckRun(api.world, repository, {
    by: api.caller.token,
    appId: app.id,
    headSha,
    name,
    changes: toChanges(read.body),
  });
  return json(201, showCheckRun(api.world, repository, run));
}

function findRun(api: OperationRequest, repository: Repository): CheckRun | undefined {
  return repository.checkRuns.find(({ id }) => String(id) === api.param('check_run_id'));
}

function update(api: WriteRequest): SimulatorResponse {
  const need = needChecks('write', 'runs#update-a-check-run');
  const page = need.page ?? '';
  const access = admitWriter(api, need);
  if ('response' in access) return access.response;
  const { repository, app } = access;
  const run = findRun(api, repository);
  if (run === undefined) return notFound(page);
  if (run.appId !== app.id) {
    const message = `Invalid app_id \`${run.appId}\` - check run can only be modified by the GitHub App that created it.`;
    return apiError(403, message, { page });
  }
  const read = readCheckBody(api, { page, required: [] });
  if ('response' in read) return read.response;
  changeCheckRun(api.world, repository, { by: api.caller.token, run, changes: toChanges(read.body) });
  return json(200, showCheckRun(api.world, repository, run));
}

function rerequest(api: WriteRequest): SimulatorResponse {
  const need = needChecks('write', 'runs#rerequest-a-check-run');
  const access = admitWriter(api, need);
  if ('response' in access) return access.response;
  const run = findRun(api, access.repository);
  if (run === undefined) return notFound(need.page);
  rerequestRun(api.world, access.repository, { by: api.caller.token, run });
  return json(201, {});
}

function onRun(
  api: OperationRequest,
  anchor: string,
  work: (repository: Repository, run: CheckRun) => SimulatorResponse,
): SimulatorResponse {
  const need = needChecks('read', anchor);
  const access = findRepositoryFor(api, need);
  if (access.status === 'refused') return access.response;
  const run = findRun(api, access.repository);
  return run === undefined ? notFound(need.page) : work(access.repository, run);
}

function listAnnotations(api: OperationRequest): SimulatorResponse {
  return onRun(api, 'runs#list-check-run-annotations', (repository, run) => {
    const address = `${repositoryUrl(api, repository)}/check-runs/${run.id}/annotations`;
    const page = cutPage(run.annotations, api.query, address);
    const shown = page.items.map((one) => ({
      ...one,
      start_column: one.start_column ?? null,
      end_column: one.end_column ?? null,
      title: one.title ?? null,
      raw_details: one.raw_details ?? null,
      blob_href: `${repositoryUrl(api, repository)}/blob/${run.headSha}/${one.path}`,
    }));
    return json(200, shown, page.headers);
  });
}

/** Filters `check_name`, `status`, `app_id` and `filter`. Newest first. */
export function answerRuns(
  api: OperationRequest,
  repository: Repository,
  { runs, address }: { readonly runs: readonly CheckRun[]; readonly address: string },
): SimulatorResponse {
  const { query, world } = api;
  const wanted = (name: string, value: string) => query.get(name) === null || query.get(name) === value;
  const now = world.clock.now();
  const fitting = (query.get('filter') === 'all' ? runs : latestChecks(runs)).filter(
    (run) =>
      wanted('check_name', run.name) &&
      wanted('status', stateOfCheck(run, now).status) &&
      wanted('app_id', String(run.appId)),
  );
  const page = cutPage(fitting.toReversed(), query, address);
  const check_runs = page.items.map((run) => showCheckRun(world, repository, run));
  return json(200, { total_count: fitting.length, check_runs }, page.headers);
}

async function listForRef(api: OperationRequest): Promise<SimulatorResponse> {
  const need = needChecks('read', 'runs#list-check-runs-for-a-git-reference');
  const access = findRepositoryFor(api, need);
  if (access.status === 'refused') return access.response;
  const { repository } = access;
  const ref = api.param('ref');
  const sha = await repository.git.resolveRef(ref);
  if (sha === undefined) return apiError(422, `No commit found for SHA: ${ref}`, { page: need.page });
  const runs = repository.checkRuns.filter(({ headSha }) => headSha === sha);
  const address = `${repositoryUrl(api, repository)}/commits/${ref}/check-runs`;
  return answerRuns(api, repository, { runs, address });
}

const all = '/repos/{owner}/{repo}/check-runs';
const one = `${all}/{check_run_id}`;

export const checkRunRoutes = [
  apiRoute({ id: 'checks/create', method: 'POST', path: all, caller: 'token', handle: create }),
  apiRoute({ id: 'checks/update', method: 'PATCH', path: one, caller: 'token', handle: update }),
  apiRoute({
    id: 'checks/get',
    method: 'GET',
    path: one,
    caller: 'any',
    handle: (api) =>
      onRun(api, 'runs#get-a-check-run', (repository, run) =>
        json(200, showCheckRun(api.world, repository, run)),
      ),
  }),
  apiRoute({
    id: 'checks/list-annotations',
    method: 'GET',
    path: `${one}/annotations`,
    caller: 'any',
    handle: listAnnotations,
  }),
  apiRoute({
    id: 'checks/rerequest-run',
    method: 'POST',
    path: `${one}/rerequest`,
    caller: 'token',
    handle: rerequest,
  }),
  apiRoute({
    id: 'checks/list-for-ref',
    method: 'GET',
    path: '/repos/{owner}/{repo}/commits/{ref}/check-runs',
    caller: 'any',
    handle: listForRef,
  }),
];
