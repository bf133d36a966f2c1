/** The contexts that the expressions of a workflow file can use: `github`, `inputs`, `vars`, and in jobs `needs` and `matrix`. */
import { showAccount } from '../shapes/account.ts';
import { showRepository } from '../shapes/repository.ts';
import type { Run, WorkflowJob } from '../world/runs.ts';
import { fullNameOf, ownerOf, type Repository, type World } from '../world/world.ts';
import type { Contexts, ExpressionFunctions, ExpressionScope } from './expressions.ts';
import type { RunPlan } from './run-plans.ts';

function loginOf(world: World, id: number): string {
  return world.accounts.get(id)?.login ?? '';
}

export interface RunPlace {
  readonly world: World;
  readonly repository: Repository;
  readonly payload: Contexts;
}

/** What the payload of every event has. */
function showCommonPayload({ world, repository }: RunPlace, { actorId }: Run): Contexts {
  const { permissions: _, ...shown } = showRepository(world, repository, {});
  const sender = world.accounts.get(actorId);
  return { repository: shown, sender: sender && showAccount(world, sender) };
}

/** The `github` context, except what only a step has. */
function gitHubContext(place: RunPlace, run: Run): Contexts {
  const { world, repository, payload } = place;
  const name = fullNameOf(world, repository);
  const { urls } = world;
  return {
    event: { ...showCommonPayload(place, run), ...payload },
    event_name: run.event,
    ref: run.ref,
    ref_name: run.ref.replace(/^refs\/(?:heads|tags|pull)\//, ''),
    ref_type: run.ref.startsWith('refs/tags/') ? 'tag' : 'branch',
    ref_protected: false,
    sha: run.sha,
    head_ref: run.headRef,
    base_ref: run.baseRef,
    repository: name,
    repository_id: String(repository.id),
    repository_owner: ownerOf(world, repository).login,
    repository_owner_id: String(repository.ownerId),
    repositoryUrl: `git://${new URL(urls.server).host}/${name}.git`,
    run_id: String(run.id),
    run_number: String(run.number),
    run_attempt: String(run.attempt),
    actor: loginOf(world, run.actorId),
    actor_id: String(run.actorId),
    triggering_actor: loginOf(world, run.flow?.triggeringActorId ?? run.actorId),
    workflow: run.workflowName,
    workflow_ref: `${name}/${run.workflowFile}@${run.ref}`,
    workflow_sha: run.sha,
    server_url: urls.server,
    api_url: urls.api,
    graphql_url: urls.graphql,
  };
}

/** For `run-name` and `concurrency` of a workflow. */
export function workflowScope(place: RunPlace, run: Run): ExpressionScope {
  return {
    contexts: {
      github: gitHubContext(place, run),
      inputs: run.flow?.inputs ?? {},
      vars: place.repository.variables,
    },
  };
}

function needsContext(plan: RunPlan, needs: readonly string[]): Contexts {
  const entries = needs.map((key) => {
    const jobs = (plan.run.flow?.jobs ?? []).filter((job) => job.key === key);
    const outputs = Object.fromEntries(jobs.flatMap((job) => Object.entries(job.outputs)));
    return [key, { result: resultOf(jobs), outputs }] as const;
  });
  return Object.fromEntries(entries);
}

/** Of all jobs of one key, which a matrix has several of. */
function resultOf(jobs: readonly WorkflowJob[]): 'success' | 'failure' | 'cancelled' | 'skipped' {
  const has = (...conclusions: readonly string[]) =>
    jobs.some(({ conclusion }) => conclusion !== undefined && conclusions.includes(conclusion));
  if (has('failure', 'timed_out')) return 'failure';
  if (has('cancelled')) return 'cancelled';
  return has('success') ? 'success' : 'skipped';
}

/** The jobs that a job needs, and those that these need. */
function ancestorsOf(plan: RunPlan, needs: readonly string[]): readonly string[] {
  const found = new Set(needs);
  for (const key of found) {
    for (const need of plan.file.jobs.find((job) => job.key === key)?.needs ?? []) found.add(need);
  }
  return [...found];
}

function statusFunctions(plan: RunPlan, needs: readonly string[]): ExpressionFunctions {
  const results = (keys: readonly string[]) =>
    keys.map((key) => resultOf((plan.run.flow?.jobs ?? []).filter((job) => job.key === key)));
  return {
    always: () => true,
    cancelled: () => plan.cancelled,
    success: () => results(needs).every((result) => result === 'success'),
    failure: () => results(ancestorsOf(plan, needs)).includes('failure'),
  };
}

/** For what a job says of itself, once the jobs that it needs have ended. */
export function jobScope(plan: RunPlan, job: WorkflowJob): ExpressionScope {
  const { contexts } = workflowScope(plan, plan.run);
  const matrix = plan.jobs.get(job)?.matrix ?? {};
  return {
    contexts: { ...contexts, needs: needsContext(plan, job.needs), matrix },
    functions: statusFunctions(plan, job.needs),
  };
}
