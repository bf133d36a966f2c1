/** Makes the environments of a seed and what it says about workflow runs. */
import { nextIdOf } from '../world/ids.ts';
import type { ActionsSettings, DeploymentEnvironment, Play } from '../world/workflows.ts';
import { findAccount, findRepository, type Repository, type World } from '../world/world.ts';
import type { ActionsSeed, EnvironmentSeed, PlaySeed, WorldSeed } from './seed-types.ts';

/** From the request of a run to the start of its first job, in milliseconds. */
const defaultStartAfterMs = 1000;
/** How long a job takes, in milliseconds. */
const defaultJobMs = 10_000;
const minuteMs = 60_000;

function createPlay(seed: PlaySeed): Play {
  const jobs = Object.entries(seed.jobs ?? {}).map(([key, job]) => {
    return [key, { afterMs: job.after, conclusion: job.conclusion, outputs: job.outputs ?? {} }] as const;
  });
  return {
    afterMs: seed.after ?? defaultJobMs,
    conclusion: seed.conclusion ?? 'success',
    exit: seed.exit,
    report: seed.report,
    executes: seed.execute ?? false,
    jobs: new Map(jobs),
  };
}

/** Without a seed: every job takes ten seconds and succeeds. */
export function createActionsSettings(seed: ActionsSeed = {}): ActionsSettings {
  const plays = Object.entries(seed.plays ?? {}).map(([file, play]) => [file, createPlay(play)] as const);
  return {
    returnsRunDetails: seed.return_run_details ?? true,
    startAfterMs: seed.start_after ?? defaultStartAfterMs,
    visibleAfterMs: seed.visible_after ?? 0,
    attemptLagMs: seed.attempt_lag ?? 0,
    executes: seed.execute ?? false,
    plays: new Map(plays),
    problems: [],
  };
}

function createEnvironment(
  world: World,
  repository: Repository,
  seed: EnvironmentSeed,
): DeploymentEnvironment {
  const { reviewers = [], reviewer_teams: slugs = [] } = seed;
  const teams = [...world.teams.values()].filter(({ organizationId, slug }) => {
    return organizationId === repository.ownerId && slugs.includes(slug);
  });
  return {
    id: nextIdOf(world.lastIds, 'environment'),
    name: seed.name,
    reviewers: reviewers.flatMap((login) => findAccount(world, login)?.id ?? []),
    reviewerTeams: teams.map(({ id }) => id),
    waitMs: (seed.wait_minutes ?? 0) * minuteMs,
    branches: seed.branches,
    preventsSelfReview: seed.prevent_self_review ?? false,
    createdAt: world.clock.now(),
  };
}

/** Accounts, teams and repositories must exist. */
export function createEnvironments(world: World, { repositories = [] }: WorldSeed): void {
  for (const { name: fullName, environments = [] } of repositories) {
    const [owner = '', name = ''] = fullName.split('/');
    const repository = findRepository(world, owner, name);
    if (repository === undefined) continue;
    for (const seed of environments) {
      repository.environments.set(seed.name.toLowerCase(), createEnvironment(world, repository, seed));
    }
  }
}
