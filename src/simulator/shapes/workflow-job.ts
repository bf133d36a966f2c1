/** A job of a workflow run as REST shows it. */
import type { components } from '@octokit/openapi-types';
import type { Run, WorkflowJob } from '../world/runs.ts';
import { fullNameOf, type Repository, type World } from '../world/world.ts';
import { showTime } from './app.ts';
import { nodeIdOf } from './node-id.ts';
import { headBranchOf, runPageUrl } from './workflow-run.ts';

function showTimeOr(time: number | undefined): string | null {
  return time === undefined ? null : showTime(time);
}

export function showWorkflowJob(
  world: World,
  repository: Repository,
  { run, job }: { readonly run: Run; readonly job: WorkflowJob },
): components['schemas']['job'] {
  const url = `${world.urls.api}/repos/${fullNameOf(world, repository)}`;
  const hasRunner = job.startedAt !== undefined;
  return {
    id: job.id,
    run_id: run.id,
    run_url: `${url}/actions/runs/${run.id}`,
    run_attempt: run.attempt,
    node_id: nodeIdOf('CheckRun', job.id),
    head_sha: run.headSha,
    head_branch: headBranchOf(run),
    url: `${url}/actions/jobs/${job.id}`,
    html_url: `${runPageUrl(world, repository, run.id)}/job/${job.id}`,
    status: job.status,
    conclusion: job.conclusion === 'startup_failure' ? 'failure' : (job.conclusion ?? null),
    created_at: showTime(job.createdAt),
    // GitHub shows the time of creation until the job starts.
    started_at: showTime(job.startedAt ?? job.createdAt),
    completed_at: showTimeOr(job.completedAt),
    name: job.name,
    steps: job.steps.map(({ name, conclusion }, index) => ({
      name,
      conclusion,
      status: 'completed' as const,
      number: index + 1,
    })),
    check_run_url: `${url}/check-runs/${job.id}`,
    labels: [...job.labels],
    runner_id: hasRunner ? 1 : null,
    runner_name: hasRunner ? 'GitHub Actions 1' : null,
    runner_group_id: hasRunner ? 1 : null,
    runner_group_name: hasRunner ? 'GitHub Actions' : null,
    workflow_name: run.workflowName,
  };
}
