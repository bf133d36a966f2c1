/** Changes checks, and records the events that follow: of suites that a push requests, of runs, and of what is completed. */
import { installationCovers, isAtLeast } from '../world/access.ts';
import type { Causer } from '../world/actors.ts';
import { createSuite, findSuite, nextCheckRunId, runsOfSuite } from '../world/check-suites.ts';
import { type CheckAnnotation, type CheckRun, type CheckSuite, stateOfSuite } from '../world/checks.ts';
import type { Repository, World } from '../world/world.ts';
import { noCommit, recordEvent } from './events.ts';

function recordSuite(
  world: World,
  by: Causer,
  about: { readonly repository: Repository; readonly suite: CheckSuite; readonly action: string },
): void {
  const { repository, suite, action } = about;
  // Only its own App is asked.
  const to = action === 'completed' ? {} : { appId: suite.appId };
  const event = { event: 'check_suite', repositoryId: repository.id, checkSuiteId: suite.id } as const;
  recordEvent(world, by, { ...event, action, ...to });
}

/** The suite of an App for a commit; a new one is announced to its App. */
export function openSuite(
  world: World,
  repository: Repository,
  options: {
    readonly by: Causer;
    readonly appId: number;
    readonly headSha: string;
    readonly headBranch?: string | undefined;
    readonly before?: string | undefined;
  },
): { readonly suite: CheckSuite; readonly isNew: boolean } {
  const present = findSuite(repository, options);
  if (present !== undefined) return { suite: present, isNew: false };
  const { by, appId, headSha, headBranch, before } = options;
  const suite = createSuite(world, repository, { appId, headSha, headBranch, before });
  recordSuite(world, by, { repository, suite, action: 'requested' });
  return { suite, isNew: true };
}

/** From now on, each push to a branch requests a suite of each App that may write checks. */
export function requestSuites(world: World): void {
  world.listeners.add(({ event, ref = '', before, after = noCommit, ...pushed }) => {
    const repository = world.repositories.get(pushed.repositoryId ?? 0);
    const isBranch = event === 'push' && ref.startsWith('refs/heads/') && after !== noCommit;
    if (!isBranch || repository === undefined) return;
    const by = [...world.accounts.values()].find(({ login }) => login === pushed.actor);
    const headBranch = ref.slice('refs/heads/'.length);
    for (const installation of world.installations.values()) {
      const { appId, permissions, suspendedAt } = installation;
      const mayCheck = suspendedAt === undefined && isAtLeast(permissions['checks'], 'write');
      if (!mayCheck || !installationCovers(installation, repository)) continue;
      openSuite(world, repository, { by, appId, headSha: after, headBranch, before });
    }
  });
}

/** What an App says about a run; `undefined` leaves it as it is. */
export interface CheckChanges {
  readonly name: string | undefined;
  readonly detailsUrl: string | undefined;
  readonly externalId: string | undefined;
  readonly status: CheckRun['status'] | undefined;
  readonly conclusion: CheckRun['conclusion'];
  readonly startedAt: number | undefined;
  readonly completedAt: number | undefined;
  readonly output: CheckRun['output'];
  /** Added to those that are there. */
  readonly annotations: readonly CheckAnnotation[] | undefined;
  readonly actions: CheckRun['actions'] | undefined;
}

/** A run that is completed no more counts its days from then. */
function setStatus(run: CheckRun, changes: CheckChanges, now: number): void {
  const { status, conclusion, completedAt = now } = changes;
  if (status === undefined) return;
  if (status === 'completed') Object.assign(run, { status, conclusion, completedAt });
  else Object.assign(run, { status, conclusion: undefined, completedAt: undefined, openSince: now });
}

function apply(run: CheckRun, changes: CheckChanges, now: number): void {
  setStatus(run, changes, now);
  run.name = changes.name ?? run.name;
  run.detailsUrl = changes.detailsUrl ?? run.detailsUrl;
  run.externalId = changes.externalId ?? run.externalId;
  run.startedAt = changes.startedAt ?? run.startedAt;
  run.output = changes.output ?? run.output;
  run.actions = changes.actions ?? run.actions;
  run.annotations.push(...(changes.annotations ?? []));
  run.updatedAt = now;
}

interface RunPlace {
  readonly repository: Repository;
  readonly run: CheckRun;
}

function recordRun(
  world: World,
  by: Causer,
  about: RunPlace & { readonly action: string; readonly button?: string },
): void {
  const { repository, run, action, button } = about;
  const isAsked = action === 'rerequested' || action === 'requested_action';
  const to = isAsked ? { appId: run.appId } : {};
  const event = { event: 'check_run', repositoryId: repository.id, checkRunId: run.id } as const;
  recordEvent(world, by, { ...event, action, button, ...to });
}

/** The suite is told of when its last run is completed. */
function recordCompletion(world: World, by: Causer, { repository, run }: RunPlace): void {
  recordRun(world, by, { repository, run, action: 'completed' });
  const suite = repository.checkSuites.find(({ id }) => id === run.suiteId);
  if (suite === undefined) return;
  const { status } = stateOfSuite(suite, runsOfSuite(repository, suite), world.clock.now());
  if (status === 'completed') recordSuite(world, by, { repository, suite, action: 'completed' });
}

function touchSuite(world: World, { repository, run }: RunPlace): void {
  const suite = repository.checkSuites.find(({ id }) => id === run.suiteId);
  if (suite !== undefined) Object.assign(suite, { isRerequested: false, updatedAt: world.clock.now() });
}

export function addCheckRun(
  world: World,
  repository: Repository,
  options: {
    readonly by: Causer;
    readonly appId: number;
    readonly headSha: string;
    readonly name: string;
    readonly changes: CheckChanges;
  },
): CheckRun {
  const { by, appId, headSha, name, changes } = options;
  const now = world.clock.now();
  // A suite that a run brings along is not requested.
  const suite =
    findSuite(repository, options) ??
    createSuite(world, repository, { appId, headSha, headBranch: undefined, before: undefined });
  const run: CheckRun = {
    ...{ id: nextCheckRunId(world), suiteId: suite.id, appId, headSha, name, externalId: '' },
    ...{ detailsUrl: undefined, status: 'queued', conclusion: undefined, startedAt: now },
    ...{ completedAt: undefined, openSince: now, output: undefined, annotations: [], actions: [] },
    ...{ createdAt: now, updatedAt: now },
  };
  apply(run, changes, now);
  repository.checkRuns.push(run);
  touchSuite(world, { repository, run });
  recordRun(world, by, { repository, run, action: 'created' });
  if (run.status === 'completed') recordCompletion(world, by, { repository, run });
  return run;
}

export function changeCheckRun(
  world: World,
  repository: Repository,
  { by, run, changes }: { readonly by: Causer; readonly run: CheckRun; readonly changes: CheckChanges },
): void {
  const wasCompleted = run.status === 'completed';
  apply(run, changes, world.clock.now());
  touchSuite(world, { repository, run });
  if (run.status === 'completed' && !wasCompleted) recordCompletion(world, by, { repository, run });
}

/** The suite is queued again; the run itself stays as it is. */
export function rerequestRun(
  world: World,
  repository: Repository,
  { by, run }: { readonly by: Causer; readonly run: CheckRun },
): void {
  const suite = repository.checkSuites.find(({ id }) => id === run.suiteId);
  if (suite !== undefined) suite.isRerequested = true;
  recordRun(world, by, { repository, run, action: 'rerequested' });
}

export function rerequestSuite(
  world: World,
  repository: Repository,
  { by, suite }: { readonly by: Causer; readonly suite: CheckSuite },
): void {
  suite.isRerequested = true;
  recordSuite(world, by, { repository, suite, action: 'rerequested' });
}

export function clickButton(
  world: World,
  repository: Repository,
  { by, run, button }: { readonly by: Causer; readonly run: CheckRun; readonly button: string },
): void {
  recordRun(world, by, { repository, run, action: 'requested_action', button });
}
