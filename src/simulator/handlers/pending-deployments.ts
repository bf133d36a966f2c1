/** Deployments of a run that wait for the rules of their environments. */
import type { components } from '@octokit/openapi-types';
import { apiRoute, type OperationRequest } from '../api/api-route.ts';
import { readJsonBody } from '../api/body.ts';
import type { ApiCaller } from '../api/caller.ts';
import type { SimulatorResponse } from '../api/handler.ts';
import { findRepositoryFor } from '../api/repository-access.ts';
import { apiError, json, notFound } from '../api/responses.ts';
import { showDeployment, showPendingDeployment } from '../shapes/deployment.ts';
import { environmentOf, jobsAwaiting, mayReview, needsReview, reviewJobs } from '../workflows/pass-gates.ts';
import { planOf, type RunPlan } from '../workflows/run-plans.ts';
import { actorOf } from '../world/actors.ts';
import type { DeploymentEnvironment } from '../world/workflows.ts';
import type { Account, Run } from '../world/world.ts';
import { attemptsOf } from './runs.ts';

const listPage = '/actions/workflow-runs#get-pending-deployments-for-a-workflow-run';
const reviewPage = '/actions/workflow-runs#review-pending-deployments-for-a-workflow-run';

/** Environments that jobs of the run wait for. */
function waitingEnvironments(plan: RunPlan, run: Run): readonly DeploymentEnvironment[] {
  const names = (run.flow?.jobs ?? []).flatMap(({ status, environment }) =>
    status === 'waiting' && environment !== undefined ? [environment.toLowerCase()] : [],
  );
  return [...new Set(names)].map((name) => environmentOf(plan.world, plan.repository, name));
}

function list(api: OperationRequest): SimulatorResponse {
  const access = findRepositoryFor(api, { permission: 'actions', level: 'read', page: listPage });
  if (access.status === 'refused') return access.response;
  const { world, caller } = api;
  const { repository } = access;
  const [run] = attemptsOf(world, repository, api.param('run_id'));
  if (run === undefined) return notFound(listPage);
  const plan = planOf(run);
  const accountId = caller.kind === 'token' ? actorOf(world, caller.token).id : 0;
  const pending = plan === undefined ? [] : waitingEnvironments(plan, run);
  return json(
    200,
    pending.map((environment): components['schemas']['pending-deployment'] => {
      const waiting = (run.flow?.jobs ?? []).filter((job) => {
        return job.status === 'waiting' && job.environment?.toLowerCase() === environment.name.toLowerCase();
      });
      const canApprove = plan !== undefined && mayReview(plan, environment, accountId);
      const since = waiting[0]?.waitingSince;
      return showPendingDeployment(world, repository, { environment, since, canApprove });
    }),
  );
}

export interface DeploymentReview {
  readonly approves: boolean;
  readonly comment: string;
  /** Environments by id. */
  readonly environmentIds: readonly number[];
  readonly reviewer: Account;
}

/** Answers for the environments that this reviewer can answer for; `undefined` when there is none. */
export function reviewPending(
  plan: RunPlan,
  review: DeploymentReview,
): readonly DeploymentEnvironment[] | undefined {
  const { run } = plan;
  const { reviewer, approves, comment } = review;
  const wanted = waitingEnvironments(plan, run).filter((environment) => {
    return (
      review.environmentIds.includes(environment.id) &&
      needsReview(environment) &&
      jobsAwaiting(run, environment).length > 0 &&
      mayReview(plan, environment, reviewer.id)
    );
  });
  if (wanted.length === 0) return undefined;
  for (const environment of wanted) {
    reviewJobs(plan, environment, { approves, comment, reviewerId: reviewer.id });
  }
  return wanted;
}

function isIdList(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((id) => typeof id === 'number');
}

function review(api: OperationRequest<Extract<ApiCaller, { kind: 'token' }>>): SimulatorResponse {
  const access = findRepositoryFor(api, { permission: 'deployments', level: 'write', page: reviewPage });
  if (access.status === 'refused') return access.response;
  const { world, caller } = api;
  const { repository } = access;
  const [run] = attemptsOf(world, repository, api.param('run_id'));
  if (run === undefined) return notFound(reviewPage);
  const body = readJsonBody(api.request);
  if (body.status === 'refused') return body.response;
  const { environment_ids: environmentIds, state, comment } = body.value;
  const missing = ['environment_ids', 'state', 'comment'].find((name) => body.value[name] === undefined);
  if (missing !== undefined) {
    return apiError(422, `Invalid request.\n\n"${missing}" wasn't supplied.`, { page: reviewPage });
  }
  const isState = state === 'approved' || state === 'rejected';
  if (!isIdList(environmentIds) || !isState || typeof comment !== 'string') {
    const message = 'Invalid request.\n\nA value does not have the type that the API description names.';
    return apiError(422, message, { page: reviewPage });
  }
  const reviewer = actorOf(world, caller.token);
  const plan = planOf(run);
  const approves = state === 'approved';
  const reviewed = plan && reviewPending(plan, { approves, comment, environmentIds, reviewer });
  if (reviewed === undefined) {
    const errors = ['No pending deployment requests to approve or reject'];
    return apiError(422, 'Validation Failed', { page: reviewPage, errors });
  }
  return json(
    200,
    reviewed.map((environment) => showDeployment(world, repository, { environment, run, creator: reviewer })),
  );
}

const path = '/repos/{owner}/{repo}/actions/runs/{run_id}/pending_deployments';

export const pendingDeploymentRoutes = [
  apiRoute({
    id: 'actions/get-pending-deployments-for-run',
    method: 'GET',
    path,
    caller: 'any',
    handle: list,
  }),
  apiRoute({
    id: 'actions/review-pending-deployments-for-run',
    method: 'POST',
    path,
    caller: 'token',
    handle: review,
  }),
];
