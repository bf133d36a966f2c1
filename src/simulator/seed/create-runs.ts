/** Makes the runs and jobs of a seed, each job with the credentials that a runner would give it. */
import { randomBytes } from 'node:crypto';
import { createIdSource, firstIds } from '../world/ids.ts';
import { defaultJobPermissions, isReadOnly, toReadOnly } from '../world/job-permissions.ts';
import { jobTokenOf, newStatefulToken } from '../world/tokens.ts';
import {
  findAccount,
  findRepository,
  type Repository,
  type Run,
  type SimulatedJob,
  type World,
} from '../world/world.ts';
import { defaultActor } from './create-accounts.ts';
import type { JobSeed, RunSeed, WorldSeed } from './seed-types.ts';

/** For refs that the repository does not have, such as a pull request's merge ref. */
const unknownSha = '0'.repeat(40);

function findNamed(world: World, fullName: string): Repository | undefined {
  const [owner = '', name = ''] = fullName.split('/');
  return findRepository(world, owner, name);
}

async function createRun(world: World, seed: RunSeed, id: number): Promise<Run | undefined> {
  const repository = findNamed(world, seed.repository);
  const actor = findAccount(world, seed.actor ?? defaultActor);
  if (repository === undefined || actor === undefined) return undefined;
  const ref = seed.ref ?? `refs/heads/${repository.git.defaultBranch()}`;
  const { git } = repository;
  const sha = seed.sha ?? (await git.resolveRef(ref)) ?? (await git.resolveRef('HEAD')) ?? unknownSha;
  const head = (seed.head_repository && findNamed(world, seed.head_repository)) || repository;
  const headSha =
    head === repository ? undefined : await head.git.resolveRef(`refs/heads/${seed.head_ref ?? ''}`);
  return {
    id,
    attempt: seed.attempt ?? 1,
    number: seed.number ?? 1,
    repositoryId: repository.id,
    event: seed.event ?? 'push',
    ref,
    sha,
    actorId: actor.id,
    workflowFile: seed.workflow ?? '.github/workflows/ci.yml',
    workflowName: seed.workflow_name ?? 'CI',
    headRef: seed.head_ref ?? '',
    headRepositoryId: head.id,
    headSha: headSha ?? sha,
    baseRef: seed.base_ref ?? '',
    createdAt: world.clock.now(),
    conclusion: undefined,
    completedAt: undefined,
  };
}

function createJob(
  run: Run,
  seed: JobSeed,
  { checkRunId, readOnly }: { readonly checkRunId: number; readonly readOnly: boolean },
): SimulatedJob {
  const permissions = seed.permissions ?? defaultJobPermissions;
  const { reusable_workflow: reusable } = seed;
  return {
    name: seed.name,
    run,
    checkRunId,
    environment: seed.environment,
    reusableWorkflow: reusable && { ref: reusable.ref, sha: reusable.sha ?? run.sha },
    runnerEnvironment: seed.runner_environment ?? 'github-hosted',
    permissions: readOnly ? toReadOnly(permissions) : permissions,
    requestToken: seed.request_token ?? randomBytes(48).toString('base64url'),
    token: seed.token ?? newStatefulToken(),
  };
}

/**
 * Repositories, accounts and git objects must exist: a run's commit is the one that its ref points to. Also adds runs to
 * a world that has some. A job of the same name is replaced.
 */
export async function createRuns(world: World, seed: Pick<WorldSeed, 'runs'>): Promise<void> {
  const seeds = seed.runs ?? [];
  const present = [...world.jobs.values()];
  const nextRunId = createIdSource(firstIds.run, [...world.runs.keys(), ...seeds.map(({ id }) => id)]);
  const nextCheckRunId = createIdSource(firstIds.checkRun, [
    ...present.map(({ checkRunId }) => checkRunId),
    ...seeds.flatMap(({ jobs }) => jobs.map(({ check_run_id: id }) => id)),
  ]);
  for (const runSeed of seeds) {
    const run = await createRun(world, runSeed, runSeed.id ?? nextRunId());
    if (run === undefined) continue;
    world.runs.set(run.id, [...(world.runs.get(run.id) ?? []), run]);
    for (const jobSeed of runSeed.jobs) {
      const checkRunId = jobSeed.check_run_id ?? nextCheckRunId();
      const job = createJob(run, jobSeed, { checkRunId, readOnly: isReadOnly(world, run) });
      world.jobs.set(job.name, job);
      world.tokens.set(job.token, jobTokenOf(world, job));
    }
  }
}
