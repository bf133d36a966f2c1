/** The protection rules of an environment: which refs may deploy, who has to approve, and how long to wait. */
import { recordEventBy } from '../refs/events.ts';
import { nextIdOf } from '../world/ids.ts';
import type { Run, WorkflowJob } from '../world/runs.ts';
import type { DeploymentEnvironment } from '../world/workflows.ts';
import type { Repository, World } from '../world/world.ts';
import { isIncluded } from './filter-patterns.ts';
import type { RunPlan } from './run-plans.ts';

/** A job without an approval fails after this time. */
const approvalTimeMs = 30 * 24 * 60 * 60 * 1000;

/** The environment of a name; one that does not exist yet is made without rules, as at GitHub. */
export function environmentOf(world: World, repository: Repository, name: string): DeploymentEnvironment {
  const key = name.toLowerCase();
  const known = repository.environments.get(key);
  if (known !== undefined) return known;
  const environment: DeploymentEnvironment = {
    id: nextIdOf(world.lastIds, 'environment'),
    name,
    reviewers: [],
    reviewerTeams: [],
    waitMs: 0,
    branches: undefined,
    preventsSelfReview: false,
    createdAt: world.clock.now(),
  };
  repository.environments.set(key, environment);
  return environment;
}

function mayDeploy({ branches }: DeploymentEnvironment, run: Run): boolean {
  // A pull request's ref is compared as a whole, so that no pattern for branches fits it.
  const name = run.ref.replace(/^refs\/(?:heads|tags)\//, '');
  return branches === undefined || isIncluded(branches, name);
}

function hasWaited({ waitMs }: DeploymentEnvironment, job: WorkflowJob, now: number): boolean {
  return (job.waitingSince ?? now) + waitMs <= now;
}

export function needsReview({ reviewers, reviewerTeams }: DeploymentEnvironment): boolean {
  return reviewers.length + reviewerTeams.length > 0;
}

function isApproved(environment: DeploymentEnvironment, job: WorkflowJob): boolean {
  return !needsReview(environment) || job.approvedBy !== undefined;
}

/** Records that reviewers were asked or have answered. */
function recordReview(
  plan: RunPlan,
  environment: DeploymentEnvironment,
  review: {
    readonly action: 'requested' | 'approved' | 'rejected';
    readonly jobs: readonly WorkflowJob[];
    /** Login. */
    readonly actor: string;
    readonly comment?: string | undefined;
  },
): void {
  const { run, world } = plan;
  recordEventBy(world, {
    event: 'deployment_review',
    action: review.action,
    repositoryId: run.repositoryId,
    run: { id: run.id, attempt: run.attempt },
    review: {
      environment: environment.name,
      jobs: review.jobs.map(({ id }) => id),
      reviewers: environment.reviewers,
      reviewerTeams: environment.reviewerTeams,
      comment: review.comment,
    },
    actor: review.actor,
    startsWorkflows: false,
  });
}

export interface GateAnswers {
  pass(): void;
  fail(): void;
}

const answersOf = new WeakMap<WorkflowJob, GateAnswers>();

/** Passes at once, or when the environment allows it. */
export function passGates(plan: RunPlan, job: WorkflowJob, answers: GateAnswers): void {
  const { world, repository, run } = plan;
  if (job.environment === undefined) {
    answers.pass();
    return;
  }
  const environment = environmentOf(world, repository, job.environment);
  if (!mayDeploy(environment, run)) {
    answers.fail();
    return;
  }
  if (environment.waitMs === 0 && !needsReview(environment)) {
    answers.pass();
    return;
  }
  const now = world.clock.now();
  job.status = 'waiting';
  job.waitingSince = now;
  answersOf.set(job, answers);
  const undo = plan.jobs.get(job)?.undo ?? [];
  undo.push(world.clock.at(now + environment.waitMs, () => reconsider(plan, job)));
  if (!needsReview(environment)) return;
  undo.push(world.clock.at(now + approvalTimeMs, () => void (job.status === 'waiting' && answers.fail())));
  const actor = world.accounts.get(run.flow?.triggeringActorId ?? run.actorId)?.login ?? '';
  recordReview(plan, environment, { action: 'requested', jobs: [job], actor });
}

function reconsider(plan: RunPlan, job: WorkflowJob): void {
  if (job.status !== 'waiting' || job.environment === undefined) return;
  const environment = environmentOf(plan.world, plan.repository, job.environment);
  if (!isApproved(environment, job) || !hasWaited(environment, job, plan.world.clock.now())) return;
  answersOf.get(job)?.pass();
}

/** Jobs of the run that wait for this environment's reviewers. */
export function jobsAwaiting(run: Run, environment: DeploymentEnvironment): readonly WorkflowJob[] {
  return (run.flow?.jobs ?? []).filter(
    (job) =>
      job.status === 'waiting' &&
      job.approvedBy === undefined &&
      job.environment?.toLowerCase() === environment.name.toLowerCase(),
  );
}

/** Whether an account may answer for this environment. */
export function mayReview(plan: RunPlan, environment: DeploymentEnvironment, accountId: number): boolean {
  const { world, run } = plan;
  const isSelf = accountId === run.actorId || accountId === run.flow?.triggeringActorId;
  const isListed =
    environment.reviewers.includes(accountId) ||
    environment.reviewerTeams.some((id) => world.teams.get(id)?.members.has(accountId) === true);
  return isListed && !(environment.preventsSelfReview && isSelf);
}

/** Lets the waiting jobs of an environment start, or fail. */
export function reviewJobs(
  plan: RunPlan,
  environment: DeploymentEnvironment,
  review: { readonly approves: boolean; readonly reviewerId: number; readonly comment: string },
): void {
  const jobs = jobsAwaiting(plan.run, environment);
  const actor = plan.world.accounts.get(review.reviewerId)?.login ?? '';
  const action = review.approves ? 'approved' : 'rejected';
  recordReview(plan, environment, { action, jobs, actor, comment: review.comment });
  for (const job of jobs) {
    if (!review.approves) {
      answersOf.get(job)?.fail();
      continue;
    }
    job.approvedBy = review.reviewerId;
    reconsider(plan, job);
  }
}
