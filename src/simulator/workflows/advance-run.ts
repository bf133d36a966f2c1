/** Moves an attempt of a run forward: its jobs start when what they need has ended, and it ends with the last of them. */
import { recordEventBy } from '../refs/events.ts';
import { nextIdOf } from '../world/ids.ts';
import type { RunConclusion, RunStatus, WorkflowJob } from '../world/runs.ts';
import { enterGroup, groupKeyOf, isFree, leaveGroup } from './concurrency.ts';
import { expandMatrix } from './expand-matrix.ts';
import { type ExpressionScope, evaluateCondition, fillInText, fillInValue, isTruthy } from './expressions.ts';
import { passGates } from './pass-gates.ts';
import { jobScope } from './run-contexts.ts';
import type { RunPlan } from './run-plans.ts';
import { type JobOutcome, startJob, stopJob } from './start-job.ts';
import type { ConcurrencySpec } from './workflow-fields.ts';

/** Records a transition as GitHub would send it. */
export function announce(plan: RunPlan, action: 'requested' | 'in_progress' | 'completed'): void {
  const { world, run } = plan;
  recordEventBy(world, {
    event: 'workflow_run',
    action,
    repositoryId: run.repositoryId,
    run: { id: run.id, attempt: run.attempt },
    actor: world.accounts.get(run.flow?.triggeringActorId ?? run.actorId)?.login ?? '',
    startsWorkflows: false,
  });
}

function statusOfJobs(jobs: readonly WorkflowJob[], announced: boolean): RunStatus {
  const has = (status: RunStatus) => jobs.some((job) => job.status === status);
  if (jobs.every(({ status }) => status === 'completed')) return 'completed';
  if (has('in_progress')) return 'in_progress';
  if (has('waiting')) return 'waiting';
  if (has('pending')) return 'pending';
  return announced ? 'in_progress' : 'queued';
}

/** Runs what an attempt or a job has to undo, the last first. */
function undoAll(undo: (() => void)[]): void {
  for (const step of undo.splice(0).reverse()) step();
}

function conclusionOf(plan: RunPlan, jobs: readonly WorkflowJob[]): RunConclusion {
  const has = (conclusion: RunConclusion) => jobs.some((job) => job.conclusion === conclusion);
  if (plan.cancelled) return 'cancelled';
  if (has('failure')) return 'failure';
  if (has('timed_out')) return 'timed_out';
  if (has('cancelled')) return 'cancelled';
  return has('success') ? 'success' : 'skipped';
}

/** Ends the attempt, and leaves its concurrency group. */
function finishRun(plan: RunPlan, conclusion: RunConclusion): void {
  const { world, run } = plan;
  const { flow } = run;
  if (flow === undefined || flow.status === 'completed') return;
  flow.status = 'completed';
  flow.updatedAt = world.clock.now();
  run.conclusion = conclusion;
  run.completedAt = world.clock.now();
  announce(plan, 'completed');
  undoAll(plan.undo);
}

/** Brings the attempt's status up to date with its jobs. */
function updateStatus(plan: RunPlan): void {
  const { flow } = plan.run;
  if (flow === undefined || flow.status === 'completed') return;
  const status = statusOfJobs(flow.jobs, plan.announced);
  if (status === 'completed') {
    finishRun(plan, conclusionOf(plan, flow.jobs));
    return;
  }
  if (status === flow.status) return;
  flow.status = status;
  flow.updatedAt = plan.world.clock.now();
  if (status !== 'in_progress' || plan.announced) return;
  plan.announced = true;
  announce(plan, 'in_progress');
}

/** Ends a job, and starts those that waited for it. */
function finishJob(plan: RunPlan, job: WorkflowJob, outcome: JobOutcome): void {
  if (job.status === 'completed') return;
  job.status = 'completed';
  job.conclusion = outcome.conclusion;
  job.completedAt = plan.world.clock.now();
  job.outputs = outcome.outputs ?? {};
  job.steps = outcome.steps ?? [];
  stopJob(plan, job);
  undoAll(plan.jobs.get(job)?.undo ?? []);
  advanceJobs(plan);
}

/** The jobs of the file that have not been looked into yet and need nothing that still runs. */
function nextJobs(plan: RunPlan): readonly WorkflowJob[] {
  const jobs = plan.run.flow?.jobs ?? [];
  const open = new Set(jobs.filter(({ status }) => status !== 'completed').map(({ key }) => key));
  return jobs.filter((job) => job.status === 'queued' && !job.needs.some((need) => open.has(need)));
}

/** `cancel-in-progress` and the group's name, filled in. */
export function readGroup(
  spec: ConcurrencySpec,
  scope: ExpressionScope,
): { readonly name: string; readonly cancelsRunning: boolean } {
  const cancels = fillInValue(spec.cancelInProgress, scope);
  return {
    name: fillInText(spec.group, scope),
    cancelsRunning: cancels === 'true' || (cancels !== 'false' && isTruthy(cancels)),
  };
}

function enterJobGroup(
  plan: RunPlan,
  job: WorkflowJob,
  { name, cancelsRunning }: ReturnType<typeof readGroup>,
) {
  const { world, run } = plan;
  const key = groupKeyOf(run.repositoryId, name);
  const member = {
    start: () => openJob(plan, job),
    cancel: () => finishJob(plan, job, { conclusion: 'cancelled' }),
  };
  job.concurrencyGroup = name;
  plan.jobs.get(job)?.undo.push(() => leaveGroup(world, key, member));
  if (!isFree(world, key)) job.status = 'pending';
  enterGroup(world, key, { member, cancelsRunning });
}

/** Past its concurrency group, a job waits for its environment and starts. */
function openJob(plan: RunPlan, job: WorkflowJob): void {
  passGates(plan, job, {
    pass() {
      job.status = 'in_progress';
      job.startedAt = plan.world.clock.now();
      updateStatus(plan);
      startJob(plan, job, (outcome) => finishJob(plan, job, outcome));
    },
    fail: () => finishJob(plan, job, { conclusion: 'failure' }),
  });
  updateStatus(plan);
}

const statusFunction = /\b(?:always|cancelled|failure|success)\s*\(/i;

/** A condition without a status function also asks for success. */
function isWanted(condition: string | undefined, scope: ExpressionScope): boolean {
  if (condition === undefined) return evaluateCondition('success()', scope);
  if (!statusFunction.test(condition) && !evaluateCondition('success()', scope)) return false;
  return evaluateCondition(condition, scope);
}

/** A job with a matrix is replaced by one job for each combination. */
function spreadMatrix(plan: RunPlan, job: WorkflowJob, matrix: unknown): void {
  const { jobs } = plan.run.flow ?? {};
  const jobPlan = plan.jobs.get(job);
  if (jobs === undefined || jobPlan === undefined) return;
  const combinations = expandMatrix(matrix).map((combination, index) => {
    const id = index === 0 ? job.id : nextIdOf(plan.world.lastIds, 'workflowJob');
    const values = Object.values(combination).map(String).join(', ');
    const single = { ...job, id, name: `${job.name} (${values})` };
    plan.jobs.set(single, { spec: jobPlan.spec, matrix: combination, undo: [], credentials: undefined });
    return single;
  });
  jobs.splice(jobs.indexOf(job), 1, ...combinations);
}

function beginJob(plan: RunPlan, job: WorkflowJob): void {
  const spec = plan.jobs.get(job)?.spec;
  if (spec === undefined) return;
  const scope = jobScope(plan, job);
  if (!isWanted(spec.if, scope)) {
    finishJob(plan, job, { conclusion: 'skipped' });
    return;
  }
  if (spec.matrix !== undefined && plan.jobs.get(job)?.matrix === undefined) {
    spreadMatrix(plan, job, fillInValue(spec.matrix, scope));
    return;
  }
  const environment = spec.environment === undefined ? '' : fillInText(spec.environment, scope);
  job.environment = environment === '' ? undefined : environment;
  if (spec.concurrency === undefined) openJob(plan, job);
  else enterJobGroup(plan, job, readGroup(spec.concurrency, scope));
}

/** A workflow file that turns out not to be usable ends the run with what it says. */
export function failAtStart(plan: RunPlan, problem: unknown): void {
  const { flow } = plan.run;
  if (flow === undefined) return;
  flow.problem = problem instanceof Error ? problem.message : String(problem);
  plan.cancelled = true;
  for (const job of flow.jobs) {
    if (job.status === 'completed') continue;
    Object.assign(job, { status: 'completed', conclusion: 'cancelled', completedAt: plan.world.clock.now() });
    stopJob(plan, job);
    undoAll(plan.jobs.get(job)?.undo ?? []);
  }
  finishRun(plan, 'startup_failure');
}

export function advanceJobs(plan: RunPlan): void {
  for (;;) {
    const [job] = nextJobs(plan);
    if (job === undefined || plan.cancelled) break;
    try {
      beginJob(plan, job);
    } catch (problem) {
      failAtStart(plan, problem);
      return;
    }
  }
  updateStatus(plan);
}

/** Ends every job that has not ended. */
export function cancelRun(plan: RunPlan): void {
  plan.cancelled = true;
  for (const job of plan.run.flow?.jobs ?? []) finishJob(plan, job, { conclusion: 'cancelled' });
  finishRun(plan, 'cancelled');
}
