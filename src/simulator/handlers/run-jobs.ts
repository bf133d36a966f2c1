/** Jobs of workflow runs. */
import { apiRoute, type OperationRequest } from '../api/api-route.ts';
import type { SimulatorResponse } from '../api/handler.ts';
import { cutPage } from '../api/pages.ts';
import { findRepositoryFor, type Need, repositoryUrl } from '../api/repository-access.ts';
import { json, notFound } from '../api/responses.ts';
import { showWorkflowJob } from '../shapes/workflow-job.ts';
import type { Repository, Run } from '../world/world.ts';
import { attemptsOf } from './runs.ts';

function needOf(anchor: string): Need {
  return { permission: 'actions', level: 'read', page: `/actions/workflow-jobs#${anchor}` };
}

function answerJobs(
  api: OperationRequest,
  repository: Repository,
  list: { readonly runs: readonly Run[]; readonly address: string },
): SimulatorResponse {
  const all = list.runs.flatMap((run) => (run.flow?.jobs ?? []).map((job) => ({ run, job })));
  const page = cutPage(all, api.query, `${repositoryUrl(api, repository)}/actions/${list.address}`);
  const jobs = page.items.map((item) => showWorkflowJob(api.world, repository, item));
  return json(200, { total_count: all.length, jobs }, page.headers);
}

/** Of the latest attempt, or with `filter=all` of every attempt. */
function listJobs(api: OperationRequest): SimulatorResponse {
  const need = needOf('list-jobs-for-a-workflow-run');
  const access = findRepositoryFor(api, need);
  if (access.status === 'refused') return access.response;
  const attempts = attemptsOf(api.world, access.repository, api.param('run_id'));
  if (attempts.length === 0) return notFound(need.page);
  const runs = api.query.get('filter') === 'all' ? attempts : attempts.slice(0, 1);
  return answerJobs(api, access.repository, { runs, address: `runs/${api.param('run_id')}/jobs` });
}

function listAttemptJobs(api: OperationRequest): SimulatorResponse {
  const need = needOf('list-jobs-for-a-workflow-run-attempt');
  const access = findRepositoryFor(api, need);
  if (access.status === 'refused') return access.response;
  const [id, number] = [api.param('run_id'), api.param('attempt_number')];
  const runs = attemptsOf(api.world, access.repository, id).filter(
    ({ attempt }) => String(attempt) === number,
  );
  if (runs.length === 0) return notFound(need.page);
  return answerJobs(api, access.repository, { runs, address: `runs/${id}/attempts/${number}/jobs` });
}

function getJob(api: OperationRequest): SimulatorResponse {
  const need = needOf('get-a-job-for-a-workflow-run');
  const access = findRepositoryFor(api, need);
  if (access.status === 'refused') return access.response;
  const { repository } = access;
  const runs = [...api.world.runs.values()].flat().filter((run) => run.repositoryId === repository.id);
  for (const run of runs) {
    const job = run.flow?.jobs.find(({ id }) => String(id) === api.param('job_id'));
    if (job !== undefined) return json(200, showWorkflowJob(api.world, repository, { run, job }));
  }
  return notFound(need.page);
}

const oneRun = '/repos/{owner}/{repo}/actions/runs/{run_id}';

export const runJobRoutes = [
  apiRoute({
    id: 'actions/list-jobs-for-workflow-run',
    method: 'GET',
    path: `${oneRun}/jobs`,
    caller: 'any',
    handle: listJobs,
  }),
  apiRoute({
    id: 'actions/list-jobs-for-workflow-run-attempt',
    method: 'GET',
    path: `${oneRun}/attempts/{attempt_number}/jobs`,
    caller: 'any',
    handle: listAttemptJobs,
  }),
  apiRoute({
    id: 'actions/get-job-for-workflow-run',
    method: 'GET',
    path: '/repos/{owner}/{repo}/actions/jobs/{job_id}',
    caller: 'any',
    handle: getJob,
  }),
];
