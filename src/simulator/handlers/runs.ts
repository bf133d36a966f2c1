/** Workflow runs: read, run again and cancelled. */
import type { components } from '@octokit/openapi-types';
import { apiRoute, type OperationRequest } from '../api/api-route.ts';
import type { ApiCaller } from '../api/caller.ts';
import type { SimulatorResponse } from '../api/handler.ts';
import { findRepositoryFor, type Need } from '../api/repository-access.ts';
import { apiError, json, notFound } from '../api/responses.ts';
import { showRun } from '../shapes/workflow-run.ts';
import { cancelRun } from '../workflows/advance-run.ts';
import { createNextAttempt } from '../workflows/create-run.ts';
import { planOf } from '../workflows/run-plans.ts';
import { actorOf } from '../world/actors.ts';
import { statusOf } from '../world/runs.ts';
import type { Repository, Run, World } from '../world/world.ts';

/** A run can be re-run for this time after it was made. */
const rerunTimeMs = 30 * 24 * 60 * 60 * 1000;

function needOf(level: 'read' | 'write', anchor: string): Need {
  return { permission: 'actions', level, page: `/actions/workflow-runs#${anchor}` };
}

/** Latest first. */
export function attemptsOf(world: World, repository: Repository, id: string): readonly Run[] {
  const attempts = world.runs.get(Number(id)) ?? [];
  return attempts
    .filter(({ repositoryId }) => repositoryId === repository.id)
    .sort((left, right) => right.attempt - left.attempt);
}

/** A re-run may show the number of the attempt before for a while. */
export function showLatest(
  world: World,
  repository: Repository,
  run: Run,
): components['schemas']['workflow-run'] {
  const shown = showRun(world, repository, run);
  const { startedAt } = run.flow ?? {};
  const lags = startedAt !== undefined && world.clock.now() < startedAt + world.actions.attemptLagMs;
  return lags && run.attempt > 1 ? { ...shown, run_attempt: run.attempt - 1 } : shown;
}

function getLatest(api: OperationRequest): SimulatorResponse {
  const need = needOf('read', 'get-a-workflow-run');
  const access = findRepositoryFor(api, need);
  if (access.status === 'refused') return access.response;
  const { repository } = access;
  const [latest] = attemptsOf(api.world, repository, api.param('run_id'));
  return latest === undefined ? notFound(need.page) : json(200, showLatest(api.world, repository, latest));
}

function getAttempt(api: OperationRequest): SimulatorResponse {
  const need = needOf('read', 'get-a-workflow-run-attempt');
  const access = findRepositoryFor(api, need);
  if (access.status === 'refused') return access.response;
  const { repository } = access;
  const run = attemptsOf(api.world, repository, api.param('run_id')).find(({ attempt }) => {
    return String(attempt) === api.param('attempt_number');
  });
  return run === undefined ? notFound(need.page) : json(200, showRun(api.world, repository, run));
}

type WriteRequest = OperationRequest<Extract<ApiCaller, { kind: 'token' }>>;

/** Runs `work` on the latest attempt of the path. */
function onRun(api: WriteRequest, anchor: string, work: (run: Run) => SimulatorResponse): SimulatorResponse {
  const need = needOf('write', anchor);
  const access = findRepositoryFor(api, need);
  if (access.status === 'refused') return access.response;
  const [latest] = attemptsOf(api.world, access.repository, api.param('run_id'));
  return latest === undefined ? notFound(need.page) : work(latest);
}

function rerun(api: WriteRequest, anchor: string, onlyFailed: boolean): SimulatorResponse {
  return onRun(api, anchor, (run) => {
    const page = needOf('write', anchor).page ?? '';
    if (statusOf(run) !== 'completed') return apiError(403, 'This workflow is already running', { page });
    if (api.world.clock.now() > run.createdAt + rerunTimeMs) {
      const message = 'Unable to retry this workflow run because it was created over a month ago';
      return apiError(403, message, { page });
    }
    const plan = planOf(run);
    const hasFailed = run.conclusion !== 'success' && run.conclusion !== 'skipped';
    if (plan === undefined || (onlyFailed && !hasFailed)) {
      return apiError(403, 'This workflow run cannot be retried', { page });
    }
    createNextAttempt(plan, { onlyFailed, actorId: actorOf(api.world, api.caller.token).id });
    return json(201, {});
  });
}

function cancel(api: WriteRequest): SimulatorResponse {
  const anchor = 'cancel-a-workflow-run';
  return onRun(api, anchor, (run) => {
    if (statusOf(run) === 'completed') {
      const page = needOf('write', anchor).page ?? '';
      return apiError(409, 'Cannot cancel a workflow run that is completed.', { page });
    }
    const plan = planOf(run);
    if (plan === undefined) run.conclusion = 'cancelled';
    else cancelRun(plan);
    return json(202, {});
  });
}

const oneRun = '/repos/{owner}/{repo}/actions/runs/{run_id}';

export const runRoutes = [
  // The latest attempt, as GitHub shows a run.
  apiRoute({ id: 'actions/get-workflow-run', method: 'GET', path: oneRun, caller: 'any', handle: getLatest }),
  apiRoute({
    id: 'actions/get-workflow-run-attempt',
    method: 'GET',
    path: `${oneRun}/attempts/{attempt_number}`,
    caller: 'any',
    handle: getAttempt,
  }),
  apiRoute({
    id: 'actions/re-run-workflow',
    method: 'POST',
    path: `${oneRun}/rerun`,
    caller: 'token',
    handle: (api) => rerun(api, 're-run-a-workflow', false),
  }),
  apiRoute({
    id: 'actions/re-run-workflow-failed-jobs',
    method: 'POST',
    path: `${oneRun}/rerun-failed-jobs`,
    caller: 'token',
    handle: (api) => rerun(api, 're-run-failed-jobs-from-a-workflow-run', true),
  }),
  apiRoute({
    id: 'actions/cancel-workflow-run',
    method: 'POST',
    path: `${oneRun}/cancel`,
    caller: 'token',
    handle: cancel,
  }),
];
