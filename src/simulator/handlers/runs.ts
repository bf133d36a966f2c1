/** Workflow runs, with `actions: read`. */
import { apiRoute, type OperationRequest } from '../api/api-route.ts';
import { findRepositoryFor, type Need } from '../api/repository-access.ts';
import { json, notFound } from '../api/responses.ts';
import { showRun } from '../shapes/workflow-run.ts';
import type { Repository, Run, World } from '../world/world.ts';

const page = '/actions/workflow-runs#get-a-workflow-run';
const attemptPage = '/actions/workflow-runs#get-a-workflow-run-attempt';

/** Latest first. */
function findAttempts(world: World, repository: Repository, id: string): readonly Run[] {
  const attempts = world.runs.get(Number(id)) ?? [];
  return attempts
    .filter(({ repositoryId }) => repositoryId === repository.id)
    .sort((left, right) => right.attempt - left.attempt);
}

/** `pick` chooses among the attempts of a run, latest first. */
function answerRun(api: OperationRequest, docs: string, pick: (attempts: readonly Run[]) => Run | undefined) {
  const need: Need = { permission: 'actions', level: 'read', page: docs };
  const access = findRepositoryFor(api, need);
  if (access.status === 'refused') return access.response;
  const { repository } = access;
  const run = pick(findAttempts(api.world, repository, api.param('run_id')));
  return run === undefined ? notFound(docs) : json(200, showRun(api.world, repository, run));
}

export const runRoutes = [
  apiRoute({
    id: 'actions/get-workflow-run',
    method: 'GET',
    path: '/repos/{owner}/{repo}/actions/runs/{run_id}',
    caller: 'any',
    // The latest attempt, as GitHub shows a run.
    handle: (api) => answerRun(api, page, ([latest]) => latest),
  }),
  apiRoute({
    id: 'actions/get-workflow-run-attempt',
    method: 'GET',
    path: '/repos/{owner}/{repo}/actions/runs/{run_id}/attempts/{attempt_number}',
    caller: 'any',
    handle: (api) =>
      answerRun(api, attemptPage, (attempts) =>
        attempts.find(({ attempt }) => String(attempt) === api.param('attempt_number')),
      ),
  }),
];
