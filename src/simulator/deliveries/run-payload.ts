/** Payloads of `workflow_run` and `deployment_review`. */
import { showAccount } from '../shapes/account.ts';
import { showTime } from '../shapes/app.ts';
import { nodeIdOf } from '../shapes/node-id.ts';
import { showRun } from '../shapes/workflow-run.ts';
import type { Run } from '../world/runs.ts';
import { fullNameOf } from '../world/world.ts';
import { type Payloads, type RepositoryPlace, showFrame } from './frame.ts';

function findRun({ world, event }: RepositoryPlace): Run {
  const attempts = world.runs.get(event.run?.id ?? 0) ?? [];
  const run = attempts.find(({ attempt }) => attempt === event.run?.attempt);
  if (run === undefined) throw new Error(`Event ${event.number} is about no run of this world.`);
  return run;
}

function showWorkflow({ world, repository }: RepositoryPlace, run: Run): Payloads['webhooks_workflow'] {
  const id = run.flow?.workflowId ?? run.id;
  const name = fullNameOf(world, repository);
  const time = showTime(repository.createdAt);
  return {
    id,
    node_id: nodeIdOf('Workflow', id),
    name: run.workflowName,
    path: run.workflowFile,
    state: 'active',
    created_at: time,
    updated_at: time,
    url: `${world.urls.api}/repos/${name}/actions/workflows/${id}`,
    html_url: `${world.urls.server}/${name}/blob/${repository.git.defaultBranch()}/${run.workflowFile}`,
    badge_url: `${world.urls.server}/${name}/workflows/${encodeURIComponent(run.workflowName)}/badge.svg`,
  };
}

export function renderWorkflowRun(place: RepositoryPlace): object {
  const run = findRun(place);
  return {
    action: place.event.action,
    workflow: showWorkflow(place, run),
    workflow_run: showRun(place.world, place.repository, run),
    ...showFrame(place),
  };
}

function showJobs(place: RepositoryPlace, run: Run) {
  const { world, repository, event } = place;
  const page = `${world.urls.server}/${fullNameOf(world, repository)}/actions/runs/${run.id}`;
  return (run.flow?.jobs ?? [])
    .filter(({ id }) => event.review?.jobs.includes(id) === true)
    .map((job) => ({
      id: job.id,
      name: job.name,
      status: job.status,
      conclusion: null,
      environment: event.review?.environment ?? '',
      html_url: `${page}/job/${job.id}`,
      created_at: showTime(job.createdAt),
      updated_at: showTime(event.at),
    }));
}

/** `requested` names one waiting job and who asks, the others all jobs and who decided. */
export function renderDeploymentReview(place: RepositoryPlace): object {
  const { world, repository, event } = place;
  const run = findRun(place);
  const frame = showFrame(place);
  const jobs = showJobs(place, run);
  const reviewers = (event.review?.reviewers ?? []).flatMap((id) => {
    const account = world.accounts.get(id);
    return account === undefined ? [] : [{ type: 'User', reviewer: showAccount(world, account) }];
  });
  const decision =
    event.action === 'requested'
      ? { environment: event.review?.environment, requestor: frame.sender }
      : { approver: frame.sender, comment: event.review?.comment ?? '', workflow_job_runs: jobs };
  return {
    action: event.action,
    ...decision,
    since: showTime(event.at),
    reviewers,
    workflow_job_run: jobs[0],
    workflow_run: showRun(world, repository, run),
    ...frame,
  };
}
