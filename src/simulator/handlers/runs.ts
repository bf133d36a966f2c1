/** Workflow runs, with `actions: read`. */
import type { components } from '@octokit/openapi-types';
import { apiRoute, type OperationRequest } from '../api/api-route.ts';
import { findRepositoryFor, type Need, repositoryUrl } from '../api/repository-access.ts';
import { json, notFound } from '../api/responses.ts';
import { showAccount } from '../shapes/account.ts';
import { showTime } from '../shapes/app.ts';
import { nodeIdOf } from '../shapes/node-id.ts';
import { showMinimalRepository } from '../shapes/repository.ts';
import { fullNameOf, type Repository, type Run, type World } from '../world/world.ts';

const page = '/actions/workflow-runs#get-a-workflow-run';
const attemptPage = '/actions/workflow-runs#get-a-workflow-run-attempt';

/** Latest first. */
function findAttempts(world: World, repository: Repository, id: string): readonly Run[] {
  return [...world.jobs.values()]
    .map(({ run }) => run)
    .filter((run) => run.repositoryId === repository.id && String(run.id) === id)
    .sort((left, right) => right.attempt - left.attempt);
}

function headBranch(run: Run): string {
  return run.headRef === '' ? run.ref.replace(/^refs\/(?:heads|tags|pull)\//, '') : run.headRef;
}

function showRun(
  world: World,
  run: Run,
  place: { readonly repository: Repository; readonly url: string },
): components['schemas']['workflow-run'] {
  const { repository } = place;
  const url = `${place.url}/actions/runs/${run.id}`;
  const actor = world.accounts.get(run.actorId);
  const time = showTime(run.createdAt);
  const shown = actor && showAccount(world, actor);
  const actors = shown === undefined ? {} : { actor: shown, triggering_actor: shown };
  return {
    id: run.id,
    name: run.workflowName,
    node_id: nodeIdOf('WorkflowRun', run.id),
    head_branch: headBranch(run),
    head_sha: run.headSha,
    path: run.workflowFile,
    display_title: run.workflowName,
    run_number: run.number,
    run_attempt: run.attempt,
    event: run.event,
    status: run.conclusion === undefined ? 'in_progress' : 'completed',
    conclusion: run.conclusion ?? null,
    workflow_id: run.id,
    check_suite_id: run.id,
    check_suite_node_id: nodeIdOf('WorkflowRun', run.id),
    url,
    html_url: `${world.urls.server}/${fullNameOf(world, repository)}/actions/runs/${run.id}`,
    pull_requests: [],
    created_at: time,
    updated_at: run.completedAt === undefined ? time : showTime(run.completedAt),
    run_started_at: time,
    ...actors,
    referenced_workflows: [],
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    check_suite_url: `${place.url}/check-suites/${run.id}`,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    previous_attempt_url: run.attempt > 1 ? `${url}/attempts/${run.attempt - 1}` : null,
    workflow_url: `${place.url}/actions/workflows/${run.id}`,
    head_commit: null,
    repository: showMinimalRepository(world, repository),
    head_repository: showMinimalRepository(world, world.repositories.get(run.headRepositoryId) ?? repository),
  };
}

/** `pick` chooses among the attempts of a run, latest first. */
function answerRun(api: OperationRequest, docs: string, pick: (attempts: readonly Run[]) => Run | undefined) {
  const need: Need = { permission: 'actions', level: 'read', page: docs };
  const access = findRepositoryFor(api, need);
  if (access.status === 'refused') return access.response;
  const { repository } = access;
  const run = pick(findAttempts(api.world, repository, api.param('run_id')));
  if (run === undefined) return notFound(docs);
  return json(200, showRun(api.world, run, { repository, url: repositoryUrl(api, repository) }));
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
