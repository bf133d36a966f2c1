/** Keeps what the simulator needs to carry on an attempt, and what GitHub's users never see. */
import type { Run, SimulatedJob, WorkflowJob } from '../world/runs.ts';
import type { Play } from '../world/workflows.ts';
import type { Repository, World } from '../world/world.ts';
import type { Contexts } from './expressions.ts';
import type { JobSpec } from './read-jobs.ts';
import type { SimulatedWorkflow } from './read-workflow.ts';

interface JobPlan {
  readonly spec: JobSpec;
  /** The combination of this job, of a matrix. */
  readonly matrix: Readonly<Record<string, unknown>> | undefined;
  /** Undoes what the job holds: its concurrency group, its appointments, its process. */
  readonly undo: (() => void)[];
  credentials: SimulatedJob | undefined;
}

export interface RunPlan {
  readonly world: World;
  readonly repository: Repository;
  readonly run: Run;
  readonly file: SimulatedWorkflow;
  /** `github.event`. */
  readonly payload: Contexts;
  readonly play: Play;
  /** By job. */
  readonly jobs: Map<WorkflowJob, JobPlan>;
  /** Undoes what the attempt holds. */
  readonly undo: (() => void)[];
  /** Whether `in_progress` was sent. */
  announced: boolean;
  cancelled: boolean;
}

const plans = new WeakMap<Run, RunPlan>();

export function keepPlan(plan: RunPlan): void {
  plans.set(plan.run, plan);
}

/** `undefined` for a run that no workflow file describes. */
export function planOf(run: Run): RunPlan | undefined {
  return plans.get(run);
}
