/** Lists every attempt of every workflow run, with what GitHub never shows: inputs, groups, faults of the workflow file. */
import { type Run, statusOf, type WorkflowJob } from '../world/runs.ts';
import { fullNameOf, type World } from '../world/world.ts';

function toTime(time: number | undefined): string | null {
  return time === undefined ? null : new Date(time).toISOString();
}

function listJob(job: WorkflowJob) {
  return {
    id: job.id,
    key: job.key,
    name: job.name,
    status: job.status,
    conclusion: job.conclusion ?? null,
    environment: job.environment ?? null,
    concurrency_group: job.concurrencyGroup ?? null,
    started_at: toTime(job.startedAt),
    completed_at: toTime(job.completedAt),
    outputs: job.outputs,
    called: job.called ?? null,
    steps: job.steps,
  };
}

function listRun(world: World, run: Run) {
  const { flow } = run;
  const repository = world.repositories.get(run.repositoryId);
  return {
    id: run.id,
    attempt: run.attempt,
    number: run.number,
    repository: repository === undefined ? null : fullNameOf(world, repository),
    workflow: run.workflowFile,
    event: run.event,
    ref: run.ref,
    sha: run.sha,
    head_sha: run.headSha,
    actor: world.accounts.get(run.actorId)?.login ?? '',
    title: flow?.displayTitle ?? run.workflowName,
    inputs: flow?.inputs ?? {},
    pull_request: flow?.pullRequest ?? null,
    status: statusOf(run),
    conclusion: run.conclusion ?? null,
    concurrency_group: flow?.concurrencyGroup ?? null,
    created_at: toTime(run.createdAt),
    started_at: toTime(flow?.startedAt ?? run.createdAt),
    completed_at: toTime(run.completedAt),
    visible_at: toTime(flow?.visibleAt ?? run.createdAt),
    problem: flow?.problem ?? null,
    exit: flow?.exit ?? null,
    report: flow?.report ?? null,
    jobs: (flow?.jobs ?? []).map(listJob),
  };
}

/** Oldest first. `repository` is `owner/name`. */
export function listAllRuns(world: World, repository: string | undefined) {
  const runs = [...world.runs.values()].flat().map((run) => listRun(world, run));
  return {
    now: toTime(world.clock.now()),
    runs: runs.filter((run) => repository === undefined || run.repository === repository),
    problems: world.actions.problems,
  };
}
