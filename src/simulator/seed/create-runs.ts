/** Makes the runs and jobs of a seed, each job with the credentials that a runner would give it. */
import { randomBytes } from 'node:crypto';
import { createIdSource, firstIds } from '../world/ids.ts';
import type { Permissions } from '../world/permissions.ts';
import { jobTokenOf, newStatefulToken } from '../world/tokens.ts';
import { findAccount, findRepository, type Job, type Run, type World } from '../world/world.ts';
import { defaultActor } from './create-accounts.ts';
import type { JobSeed, RunSeed, WorldSeed } from './seed-types.ts';

/** Permissions of a job whose workflow sets none: GitHub's restricted default. */
const defaultJobPermissions: Permissions = { contents: 'read', packages: 'read', metadata: 'read' };
/** For refs that the repository does not have, such as a pull request's merge ref. */
const unknownSha = '0'.repeat(40);

async function createRun(world: World, seed: RunSeed, id: number): Promise<Run | undefined> {
  const [owner = '', name = ''] = seed.repository.split('/');
  const repository = findRepository(world, owner, name);
  const actor = findAccount(world, seed.actor ?? defaultActor);
  if (repository === undefined || actor === undefined) return undefined;
  const ref = seed.ref ?? `refs/heads/${repository.git.defaultBranch()}`;
  const sha = seed.sha ?? (await repository.git.resolveRef(ref)) ?? (await repository.git.resolveRef('HEAD'));
  return {
    id,
    attempt: seed.attempt ?? 1,
    number: seed.number ?? 1,
    repositoryId: repository.id,
    event: seed.event ?? 'push',
    ref,
    sha: sha ?? unknownSha,
    actorId: actor.id,
    workflowFile: seed.workflow ?? '.github/workflows/ci.yml',
    workflowName: seed.workflow_name ?? 'CI',
    headRef: seed.head_ref ?? '',
    baseRef: seed.base_ref ?? '',
    createdAt: world.clock.now(),
    conclusion: undefined,
    completedAt: undefined,
  };
}

function createJob(run: Run, seed: JobSeed, checkRunId: number): Job {
  const { reusable_workflow: reusable } = seed;
  return {
    name: seed.name,
    run,
    checkRunId,
    environment: seed.environment,
    reusableWorkflow: reusable && { ref: reusable.ref, sha: reusable.sha ?? run.sha },
    runnerEnvironment: seed.runner_environment ?? 'github-hosted',
    permissions: seed.permissions ?? defaultJobPermissions,
    requestToken: seed.request_token ?? randomBytes(48).toString('base64url'),
    token: seed.token ?? newStatefulToken(),
  };
}

/**
 * Repositories and accounts have to be there, with their git objects: a run's commit is what its ref points to. Also adds
 * runs to a world that has some already; a job of the same name is replaced.
 */
export async function createRuns(world: World, seed: Pick<WorldSeed, 'runs'>): Promise<void> {
  const seeds = seed.runs ?? [];
  const present = [...world.jobs.values()];
  const nextRunId = createIdSource(firstIds.run, [
    ...present.map(({ run }) => run.id),
    ...seeds.map(({ id }) => id),
  ]);
  const nextCheckRunId = createIdSource(firstIds.checkRun, [
    ...present.map(({ checkRunId }) => checkRunId),
    ...seeds.flatMap(({ jobs }) => jobs.map(({ check_run_id: id }) => id)),
  ]);
  for (const runSeed of seeds) {
    const run = await createRun(world, runSeed, runSeed.id ?? nextRunId());
    if (run === undefined) continue;
    for (const jobSeed of runSeed.jobs) {
      const job = createJob(run, jobSeed, jobSeed.check_run_id ?? nextCheckRunId());
      world.jobs.set(job.name, job);
      world.tokens.set(job.token, jobTokenOf(world, job));
    }
  }
}
