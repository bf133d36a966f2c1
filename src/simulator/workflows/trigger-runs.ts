/** Starts the runs that an event starts: those whose workflow file asks for it, at the commit that the event is about. */
import { findAccount, type Repository, type World } from '../world/world.ts';
import { createWorkflowRun } from './create-run.ts';
import { isIncluded } from './filter-patterns.ts';
import { listWorkflowPaths, readWorkflowAt } from './find-workflows.ts';
import { captureEvent, type Happening, type Occasion, occasionsOf } from './occasions.ts';
import type { Trigger } from './read-workflow.ts';

/** Activities that start a workflow that names none; of other events, all do. */
const standardTypes: Readonly<Record<string, readonly string[]>> = {
  pull_request: ['opened', 'synchronize', 'reopened'],
  pull_request_target: ['opened', 'synchronize', 'reopened'],
};

function fitsNames(
  name: string | undefined,
  {
    included,
    ignored,
  }: { readonly included: readonly string[] | undefined; readonly ignored: readonly string[] | undefined },
): boolean {
  if (included !== undefined) return name !== undefined && isIncluded(included, name);
  return ignored === undefined || name === undefined || !isIncluded(ignored, name);
}

function fitsRef(trigger: Trigger, { event, branch, tag }: Occasion): boolean {
  const branches = { included: trigger.branches, ignored: trigger.branchesIgnored };
  const tags = { included: trigger.tags, ignored: trigger.tagsIgnored };
  if (event !== 'push') return fitsNames(branch, branches);
  // A filter for one kind of ref alone leaves out the other kind.
  const hasBranches = (branches.included ?? branches.ignored) !== undefined;
  const hasTags = (tags.included ?? tags.ignored) !== undefined;
  if (branch !== undefined) return (hasBranches || !hasTags) && fitsNames(branch, branches);
  return (hasTags || !hasBranches) && fitsNames(tag, tags);
}

async function fitsPaths({ paths, pathsIgnored }: Trigger, { changes }: Occasion): Promise<boolean> {
  if ((paths ?? pathsIgnored) === undefined || changes === undefined) return true;
  const changed = await changes();
  if (paths !== undefined) return changed.some((path) => isIncluded(paths, path));
  return changed.length === 0 || changed.some((path) => !isIncluded(pathsIgnored ?? [], path));
}

async function isWanted(trigger: Trigger, occasion: Occasion): Promise<boolean> {
  const types = trigger.types ?? standardTypes[occasion.event];
  if (types !== undefined && occasion.action !== undefined && !types.includes(occasion.action)) return false;
  return fitsRef(trigger, occasion) && (await fitsPaths(trigger, occasion));
}

async function startWanted(
  world: World,
  repository: Repository,
  { occasion, actorId }: { readonly occasion: Occasion; readonly actorId: number },
): Promise<void> {
  for (const path of await listWorkflowPaths(repository, occasion.sha)) {
    const read = await readWorkflowAt(repository, occasion.sha, path);
    if (read.status === 'refused') continue;
    const trigger = read.value.triggers.get(occasion.event);
    if (trigger === undefined || !(await isWanted(trigger, occasion))) continue;
    createWorkflowRun(world, { ...occasion, repository, path, file: read.value, actorId });
  }
}

async function startRunsFor(world: World, happening: Happening): Promise<void> {
  const { event } = happening;
  const repository = world.repositories.get(event.repositoryId ?? 0);
  const actorId = findAccount(world, event.actor)?.id;
  if (repository === undefined || actorId === undefined) return;
  for (const occasion of await occasionsOf(world, repository, happening)) {
    await startWanted(world, repository, { occasion, actorId });
  }
}

const working = new WeakMap<World, Promise<void>>();

/** Waits until every event so far has started what it starts. */
export async function whenRunsStarted(world: World): Promise<void> {
  await working.get(world);
}

/** From now on, events of the world start runs, one event after the other. */
export function watchForRuns(world: World): void {
  world.listeners.add((event) => {
    if (!event.startsWorkflows) return;
    const before = working.get(world) ?? Promise.resolve();
    const happening = captureEvent(world, event);
    const work = before.then(() => startRunsFor(world, happening));
    const note = (problem: unknown) => void world.actions.problems.push(String(problem));
    working.set(world, work.catch(note));
  });
}
