/** Workflows of a repository, and the dispatch of their runs. */
import type { components } from '@octokit/openapi-types';
import { apiRoute, type OperationRequest } from '../api/api-route.ts';
import { readJsonBody } from '../api/body.ts';
import type { ApiCaller } from '../api/caller.ts';
import type { SimulatorResponse } from '../api/handler.ts';
import { cutPage } from '../api/pages.ts';
import { findRepositoryFor, type Need, repositoryUrl } from '../api/repository-access.ts';
import { apiError, json, noContent, notFound } from '../api/responses.ts';
import { archivedMessage } from '../api/write-access.ts';
import { showTime } from '../shapes/app.ts';
import { nodeIdOf } from '../shapes/node-id.ts';
import { runPageUrl } from '../shapes/workflow-run.ts';
import { createWorkflowRun } from '../workflows/create-run.ts';
import { readWorkflowAt, resolveRefName } from '../workflows/find-workflows.ts';
import { fitDispatchInputs } from '../workflows/fit-inputs.ts';
import type { SimulatedWorkflow } from '../workflows/read-workflow.ts';
import { actorOf } from '../world/actors.ts';
import type { WorkflowRecord } from '../world/workflows.ts';
import { fullNameOf, type Repository, type World } from '../world/world.ts';
import { findWorkflow, listWorkflows } from './find-workflow.ts';

function needOf(level: 'read' | 'write', anchor: string): Need {
  return { permission: 'actions', level, page: `/actions/workflows#${anchor}` };
}

async function showWorkflow(
  world: World,
  repository: Repository,
  workflow: WorkflowRecord,
): Promise<components['schemas']['workflow']> {
  const name = fullNameOf(world, repository);
  const file = workflow.path.split('/').at(-1) ?? '';
  const read = await readWorkflowAt(repository, 'HEAD', workflow.path);
  const time = showTime(workflow.createdAt);
  return {
    id: workflow.id,
    node_id: nodeIdOf('Workflow', workflow.id),
    // GitHub shows the path of a file that it cannot read.
    name: (read.status === 'ok' ? read.value.name : undefined) ?? workflow.path,
    path: workflow.path,
    state: 'active',
    created_at: time,
    updated_at: time,
    url: `${world.urls.api}/repos/${name}/actions/workflows/${workflow.id}`,
    html_url: `${world.urls.server}/${name}/blob/${repository.git.defaultBranch()}/${workflow.path}`,
    badge_url: `${world.urls.server}/${name}/actions/workflows/${file}/badge.svg`,
  };
}

async function list(api: OperationRequest): Promise<SimulatorResponse> {
  const access = findRepositoryFor(api, needOf('read', 'list-repository-workflows'));
  if (access.status === 'refused') return access.response;
  const { repository } = access;
  const all = await listWorkflows(api.world, repository);
  const page = cutPage(all, api.query, `${repositoryUrl(api, repository)}/actions/workflows`);
  const workflows = await Promise.all(page.items.map((one) => showWorkflow(api.world, repository, one)));
  return json(200, { total_count: all.length, workflows }, page.headers);
}

async function get(api: OperationRequest): Promise<SimulatorResponse> {
  const need = needOf('read', 'get-a-workflow');
  const access = findRepositoryFor(api, need);
  if (access.status === 'refused') return access.response;
  const { repository } = access;
  const workflow = await findWorkflow(api.world, repository, api.param('workflow_id'));
  return workflow === undefined
    ? notFound(need.page)
    : json(200, await showWorkflow(api.world, repository, workflow));
}

type WriteRequest = OperationRequest<Extract<ApiCaller, { kind: 'token' }>>;

const dispatchNeed = needOf('write', 'create-a-workflow-dispatch-event');
const page = dispatchNeed.page ?? '';
/** From this version on, every dispatch is answered with the run. */
const versionWithDetails = '2026-03-10';
const permittedKeys = ['ref', 'inputs', 'return_run_details'];

function refuse(status: number, message: string): { readonly response: SimulatorResponse } {
  return { response: apiError(status, message, { page }) };
}

interface DispatchRequest {
  readonly ref: string;
  readonly inputs: unknown;
  readonly wantsDetails: boolean;
}

function readDispatch(api: WriteRequest): DispatchRequest | { readonly response: SimulatorResponse } {
  const body = readJsonBody(api.request);
  if (body.status === 'refused') return body;
  const { ref, inputs, return_run_details: details = false } = body.value;
  const { returnsRunDetails } = api.world.actions;
  const permitted = returnsRunDetails ? permittedKeys : permittedKeys.slice(0, 2);
  const foreign = Object.keys(body.value).find((key) => !permitted.includes(key));
  if (foreign !== undefined) {
    // A server that does not know the field yet answers 400.
    return refuse(
      foreign === 'return_run_details' ? 400 : 422,
      `Invalid request.\n\n"${foreign}" is not a permitted key.`,
    );
  }
  if (ref === undefined) return refuse(422, 'Invalid request.\n\n"ref" wasn\'t supplied.');
  if (typeof ref !== 'string')
    return refuse(422, "Invalid request.\n\nFor 'properties/ref', the value is not a string.");
  if (typeof details !== 'boolean') {
    return refuse(
      422,
      "Invalid request.\n\nFor 'properties/return_run_details', the value is not a boolean.",
    );
  }
  const version = api.request.headers['x-github-api-version'] ?? '';
  return {
    ref,
    inputs: inputs ?? {},
    wantsDetails: details || (returnsRunDetails && version >= versionWithDetails),
  };
}

interface DispatchTarget {
  readonly ref: string;
  readonly sha: string;
  readonly file: SimulatedWorkflow;
}

async function findTarget(
  repository: Repository,
  workflow: WorkflowRecord,
  name: string,
): Promise<DispatchTarget | { readonly response: SimulatorResponse }> {
  const ref = await resolveRefName(repository, name);
  const sha = ref === undefined ? undefined : await repository.git.resolveRef(`${ref}^{commit}`);
  if (ref === undefined || sha === undefined) return refuse(422, `No ref found for: ${name}`);
  const read = await readWorkflowAt(repository, sha, workflow.path);
  if (read.status === 'refused' && read.refusal.tag === 'invalid_workflow') {
    return refuse(422, `Invalid Argument - failed to parse workflow: ${read.refusal.message}`);
  }
  if (read.status === 'refused' || !read.value.triggers.has('workflow_dispatch')) {
    return refuse(422, "Workflow does not have 'workflow_dispatch' trigger");
  }
  return { ref, sha, file: read.value };
}

async function dispatch(api: WriteRequest): Promise<SimulatorResponse> {
  const access = findRepositoryFor(api, dispatchNeed);
  if (access.status === 'refused') return access.response;
  const { repository } = access;
  const { world, caller } = api;
  if (repository.archived) return apiError(403, archivedMessage, { page });
  const workflow = await findWorkflow(world, repository, api.param('workflow_id'));
  const onTrunk = workflow && (await readWorkflowAt(repository, 'HEAD', workflow.path));
  const isMissing = onTrunk?.status === 'refused' && onTrunk.refusal.tag === 'missing';
  if (workflow === undefined || isMissing) return notFound(page);
  const request = readDispatch(api);
  if ('response' in request) return request.response;
  const target = await findTarget(repository, workflow, request.ref);
  if ('response' in target) return target.response;
  const inputs = fitDispatchInputs(target.file.inputs, request.inputs);
  if (inputs.status === 'refused') return apiError(422, inputs.refusal.message, { page });
  const texts = Object.entries(inputs.value).map(([name, value]) => [name, String(value)]);
  const run = createWorkflowRun(world, {
    ...target,
    repository,
    path: workflow.path,
    event: 'workflow_dispatch',
    actorId: actorOf(world, caller.token).id,
    inputs: inputs.value,
    payload: { inputs: Object.fromEntries(texts), ref: target.ref, workflow: workflow.path },
    title: target.file.name ?? workflow.path,
  });
  if (run === undefined) return apiError(422, 'Too many workflow runs were triggered at once.', { page });
  if (!request.wantsDetails) return noContent;
  const details: components['schemas']['workflow-dispatch-response'] = {
    workflow_run_id: run.id,
    run_url: `${repositoryUrl(api, repository)}/actions/runs/${run.id}`,
    html_url: runPageUrl(world, repository, run.id),
  };
  return json(200, details);
}

const oneWorkflow = '/repos/{owner}/{repo}/actions/workflows/{workflow_id}';

export const workflowRoutes = [
  apiRoute({
    id: 'actions/list-repo-workflows',
    method: 'GET',
    path: '/repos/{owner}/{repo}/actions/workflows',
    caller: 'any',
    handle: list,
  }),
  apiRoute({ id: 'actions/get-workflow', method: 'GET', path: oneWorkflow, caller: 'any', handle: get }),
  apiRoute({
    id: 'actions/create-workflow-dispatch',
    method: 'POST',
    path: `${oneWorkflow}/dispatches`,
    caller: 'token',
    handle: dispatch,
  }),
];
