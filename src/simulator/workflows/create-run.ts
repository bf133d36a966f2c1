/** Makes attempts of workflow runs, and sets them going. */
import { nextIdOf } from '../world/ids.ts';
import type { Run, RunFlow, RunInputs, WorkflowJob } from '../world/runs.ts';
import type { Play, WorkflowRecord } from '../world/workflows.ts';
import type { Repository, World } from '../world/world.ts';
import { advanceJobs, announce, cancelRun, failAtStart, readGroup } from './advance-run.ts';
import { enterGroup, groupKeyOf, isFree, leaveGroup } from './concurrency.ts';
import { type Contexts, fillInText } from './expressions.ts';
import type { JobSpec } from './read-jobs.ts';
import type { SimulatedWorkflow } from './read-workflow.ts';
import { workflowScope } from './run-contexts.ts';
import { keepPlan, type RunPlan } from './run-plans.ts';

/** https://docs.github.com/actions/reference/limits: more runs of a repository than this in ten seconds are blocked. */
const maxRecentRuns = 500;
const recentMs = 10_000;

const standardPlay: Play = {
  afterMs: 10_000,
  conclusion: 'success',
  exit: undefined,
  report: undefined,
  executes: false,
  jobs: new Map(),
};

/** What starts a run. */
export interface RunOrder {
  readonly repository: Repository;
  readonly path: string;
  readonly file: SimulatedWorkflow;
  readonly event: string;
  readonly ref: string;
  readonly sha: string;
  readonly actorId: number;
  /** Of a pull request. */
  readonly head?:
    | {
        readonly sha: string;
        readonly ref: string;
        readonly baseRef: string;
        readonly repositoryId: number;
        readonly number: number;
      }
    | undefined;
  readonly inputs?: RunInputs | undefined;
  /** `github.event`. */
  readonly payload: Contexts;
  /** Shown where the workflow has no `run-name`. */
  readonly title: string;
}

/** The workflow of a path, which gets its id when it is seen first. */
export function workflowOf(world: World, repository: Repository, path: string): WorkflowRecord {
  const known = repository.workflows.get(path);
  if (known !== undefined) return known;
  const record = { id: nextIdOf(world.lastIds, 'workflow'), path, createdAt: world.clock.now(), runs: 0 };
  repository.workflows.set(path, record);
  return record;
}

function nextRunId(world: World): number {
  // Runs that a test adds by itself count, too.
  for (;;) {
    const id = nextIdOf(world.lastIds, 'run');
    if (!world.runs.has(id)) return id;
  }
}

function createWorkflowJob(world: World, spec: JobSpec, name: string): WorkflowJob {
  return {
    id: nextIdOf(world.lastIds, 'workflowJob'),
    key: spec.key,
    name,
    needs: spec.needs,
    labels: spec.labels,
    createdAt: world.clock.now(),
    status: 'queued',
    conclusion: undefined,
    startedAt: undefined,
    completedAt: undefined,
    environment: undefined,
    concurrencyGroup: undefined,
    waitingSince: undefined,
    approvedBy: undefined,
    outputs: {},
    called: undefined,
    steps: [],
  };
}

function createFlow(
  world: World,
  workflowId: number,
  order: Pick<RunOrder, 'inputs' | 'actorId' | 'title' | 'head'>,
): RunFlow {
  const now = world.clock.now();
  return {
    workflowId,
    displayTitle: order.title,
    inputs: order.inputs ?? {},
    pullRequest: order.head?.number,
    triggeringActorId: order.actorId,
    startedAt: now,
    visibleAt: now + world.actions.visibleAfterMs,
    concurrencyGroup: undefined,
    status: 'queued',
    updatedAt: now,
    jobs: [],
    problem: undefined,
    exit: undefined,
    report: undefined,
  };
}

/** Announces an attempt, and starts it when its concurrency group is free. */
function openAttempt(plan: RunPlan): void {
  const { world, run, file } = plan;
  const { flow } = run;
  if (flow === undefined) return;
  keepPlan(plan);
  world.runs.set(run.id, [...(world.runs.get(run.id) ?? []), run]);
  const begin = (): void => {
    if (flow.status === 'pending') flow.status = 'queued';
    plan.undo.push(world.clock.at(world.clock.now() + world.actions.startAfterMs, () => advanceJobs(plan)));
  };
  try {
    const group = file.concurrency && readGroup(file.concurrency, workflowScope(plan, run));
    flow.concurrencyGroup = group?.name;
    enterRunGroup(plan, group, begin);
  } catch (problem) {
    announce(plan, 'requested');
    failAtStart(plan, problem);
  }
}

/** Announces the attempt before it enters its group, so that its first event comes before those of runs that it cancels. */
function enterRunGroup(
  plan: RunPlan,
  group: ReturnType<typeof readGroup> | undefined,
  begin: () => void,
): void {
  const { world, run } = plan;
  const { flow } = run;
  if (group === undefined || flow === undefined) {
    announce(plan, 'requested');
    begin();
    return;
  }
  const key = groupKeyOf(run.repositoryId, group.name);
  const member = { start: begin, cancel: () => cancelRun(plan) };
  plan.undo.push(() => leaveGroup(world, key, member));
  if (!isFree(world, key)) flow.status = 'pending';
  announce(plan, 'requested');
  enterGroup(world, key, { member, cancelsRunning: group.cancelsRunning });
}

function isBlocked(world: World, repository: Repository): boolean {
  const since = world.clock.now() - recentMs;
  const recent = [...world.runs.values()].filter(([first]) => {
    return first?.repositoryId === repository.id && first.createdAt > since && first.flow !== undefined;
  });
  return recent.length >= maxRecentRuns;
}

/** The first attempt of a run. `undefined` when GitHub would block it because there are too many. */
export function createWorkflowRun(world: World, order: RunOrder): Run | undefined {
  const { repository, file, path, head } = order;
  if (isBlocked(world, repository)) return undefined;
  const workflow = workflowOf(world, repository, path);
  workflow.runs += 1;
  const flow = createFlow(world, workflow.id, order);
  const run: Run = {
    id: nextRunId(world),
    attempt: 1,
    number: workflow.runs,
    repositoryId: repository.id,
    event: order.event,
    ref: order.ref,
    sha: order.sha,
    actorId: order.actorId,
    workflowFile: path,
    workflowName: file.name ?? path,
    headRef: head?.ref ?? '',
    headRepositoryId: head?.repositoryId ?? repository.id,
    headSha: head?.sha ?? order.sha,
    baseRef: head?.baseRef ?? '',
    createdAt: flow.startedAt,
    conclusion: undefined,
    completedAt: undefined,
    flow,
  };
  startPlan(createPlan(world, run, order), file.runName);
  return run;
}

function createPlan(
  world: World,
  run: Run,
  order: Pick<RunOrder, 'repository' | 'file' | 'payload'>,
): RunPlan {
  const { repository, file, payload } = order;
  const play = world.actions.plays.get(run.workflowFile.split('/').at(-1) ?? '') ?? standardPlay;
  return {
    world,
    repository,
    run,
    file,
    payload,
    play,
    jobs: new Map(),
    undo: [],
    announced: false,
    cancelled: false,
  };
}

function startPlan(plan: RunPlan, runName: string | undefined): void {
  const { world, run, file, play } = plan;
  const { flow } = run;
  if (flow === undefined) return;
  flow.exit = play.exit;
  flow.report = play.report;
  for (const spec of file.jobs) {
    const job = createWorkflowJob(world, spec, spec.name ?? spec.key);
    flow.jobs.push(job);
    plan.jobs.set(job, { spec, matrix: undefined, undo: [], credentials: undefined });
  }
  try {
    const name = runName === undefined ? '' : fillInText(runName, workflowScope(plan, run)).trim();
    if (name !== '') flow.displayTitle = name;
  } catch (problem) {
    world.runs.set(run.id, [run]);
    keepPlan(plan);
    announce(plan, 'requested');
    failAtStart(plan, problem);
    return;
  }
  openAttempt(plan);
}

/** Keys of the jobs that did not succeed, and of those that need them. */
function keysToRepeat({ run, file }: RunPlan): ReadonlySet<string> {
  const jobs = run.flow?.jobs ?? [];
  const repeated = new Set(jobs.filter(({ conclusion }) => conclusion !== 'success').map(({ key }) => key));
  for (const key of repeated) {
    for (const job of file.jobs) if (job.needs.includes(key)) repeated.add(job.key);
  }
  return repeated;
}

/** A new attempt of a run that has ended: of all its jobs, or of those that did not succeed. */
export function createNextAttempt(
  previous: RunPlan,
  options: { readonly onlyFailed: boolean; readonly actorId: number },
): Run {
  const { world } = previous;
  const { flow, ...last } = previous.run;
  if (flow === undefined) throw new Error(`Run ${last.id} has no workflow file.`);
  const again: RunFlow = {
    ...createFlow(world, flow.workflowId, {
      ...flow,
      title: flow.displayTitle,
      actorId: options.actorId,
      head: undefined,
    }),
    pullRequest: flow.pullRequest,
    visibleAt: flow.visibleAt,
    exit: flow.exit,
    report: flow.report,
  };
  const run: Run = {
    ...last,
    attempt: last.attempt + 1,
    conclusion: undefined,
    completedAt: undefined,
    flow: again,
  };
  const plan = createPlan(world, run, previous);
  const repeated = keysToRepeat(previous);
  for (const old of flow.jobs) {
    const { spec, matrix } = previous.jobs.get(old) ?? {};
    if (spec === undefined) continue;
    const keeps = options.onlyFailed && !repeated.has(old.key);
    const job = keeps ? { ...old } : createWorkflowJob(world, spec, old.name);
    again.jobs.push(job);
    plan.jobs.set(job, { spec, matrix, undo: [], credentials: undefined });
  }
  openAttempt(plan);
  return run;
}
