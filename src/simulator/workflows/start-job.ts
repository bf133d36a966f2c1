/** A job at work: it gets its credentials, and is played in the world's time or run as real processes. */
import { randomBytes } from 'node:crypto';
import { isRecord } from '../../base/text.ts';
import { toJobPermissions } from '../world/job-permissions.ts';
import type { RunConclusion, SimulatedJob, WorkflowCall, WorkflowJob, WorkflowStep } from '../world/runs.ts';
import { jobTokenOf, newStatefulToken } from '../world/tokens.ts';
import type { World } from '../world/world.ts';
import { type Contexts, type ExpressionScope, fillInValue } from './expressions.ts';
import type { JobSpec } from './read-jobs.ts';
import { jobScope } from './run-contexts.ts';
import type { RunPlan } from './run-plans.ts';

export interface JobOutcome {
  readonly conclusion: RunConclusion;
  readonly outputs?: Readonly<Record<string, string>> | undefined;
  readonly steps?: readonly WorkflowStep[] | undefined;
}

/** A job to run as real processes. */
interface JobOrder {
  readonly world: World;
  readonly credentials: SimulatedJob;
  readonly spec: JobSpec;
  /** `env` of the workflow. */
  readonly env: unknown;
  readonly contexts: Contexts;
  /** Aborted when the job is cancelled. */
  readonly signal: AbortSignal;
}

export type JobExecutor = (order: JobOrder) => Promise<JobOutcome>;

const executors = new WeakMap<World, JobExecutor>();
const executing = new WeakMap<World, Set<Promise<void>>>();

/** Gives a world the means to run jobs as real processes. */
export function setJobExecutor(world: World, execute: JobExecutor): void {
  executors.set(world, execute);
}

/** Waits until no job runs as a real process. */
export async function whenJobsEnd(world: World): Promise<void> {
  const open = executing.get(world);
  while (open !== undefined && open.size > 0) await Promise.all(open);
}

function createCredentials(plan: RunPlan, job: WorkflowJob, spec: JobSpec): SimulatedJob {
  const { run, file, world } = plan;
  return {
    name: `${run.id}-${run.attempt}-${job.id}`,
    key: job.key,
    run,
    checkRunId: job.id,
    environment: job.environment,
    reusableWorkflow: undefined,
    runnerEnvironment: spec.labels.includes('self-hosted') ? 'self-hosted' : 'github-hosted',
    permissions: toJobPermissions(world, run, spec.permissions ?? file.permissions),
    requestToken: randomBytes(48).toString('base64url'),
    token: newStatefulToken(),
  };
}

function execute(plan: RunPlan, order: JobOrder, finish: (outcome: JobOutcome) => void): void {
  const { world } = plan;
  const run = executors.get(world);
  if (run === undefined) {
    if (plan.run.flow !== undefined) plan.run.flow.problem = 'This simulator does not run real processes.';
    finish({ conclusion: 'failure' });
    return;
  }
  const open = executing.get(world) ?? new Set();
  executing.set(world, open);
  const work = run(order)
    .then(finish, (problem: unknown) => {
      if (plan.run.flow !== undefined) plan.run.flow.problem = String(problem);
      finish({ conclusion: 'failure' });
    })
    .finally(() => open.delete(work));
  open.add(work);
}

/** `undefined` for a job with steps. The called file is not read: what becomes of the job is played. */
function callOf({ uses, with: given }: JobSpec, scope: ExpressionScope): WorkflowCall | undefined {
  if (uses === undefined) return undefined;
  const inputs = fillInValue(given, scope);
  return { uses, with: isRecord(inputs) ? inputs : {} };
}

/** Starts a job. `finish` is called when it has ended. */
export function startJob(plan: RunPlan, job: WorkflowJob, finish: (outcome: JobOutcome) => void): void {
  const { world, play } = plan;
  const jobPlan = plan.jobs.get(job);
  if (jobPlan === undefined) return;
  const { spec } = jobPlan;
  const credentials = createCredentials(plan, job, spec);
  jobPlan.credentials = credentials;
  world.jobs.set(credentials.name, credentials);
  world.tokens.set(credentials.token, jobTokenOf(world, credentials));
  const scope = jobScope(plan, job);
  job.called = callOf(spec, scope);
  if (job.called === undefined && (play.executes || world.actions.executes)) {
    const stopped = new AbortController();
    jobPlan.undo.push(() => stopped.abort());
    const { contexts } = scope;
    execute(plan, { world, credentials, spec, env: plan.file.env, contexts, signal: stopped.signal }, finish);
    return;
  }
  const own = play.jobs.get(job.key);
  const end = world.clock.now() + (own?.afterMs ?? play.afterMs);
  const outcome = { conclusion: own?.conclusion ?? play.conclusion, outputs: own?.outputs };
  jobPlan.undo.push(world.clock.at(end, () => finish(outcome)));
}

/** Its token ends with the job. */
export function stopJob(plan: RunPlan, job: WorkflowJob): void {
  const token = plan.world.tokens.get(plan.jobs.get(job)?.credentials?.token ?? '');
  if (token !== undefined) token.revoked = true;
}
