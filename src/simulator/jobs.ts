/** Starts jobs while the simulator runs. */
import { ActionError } from '../errors.ts';
import { createRuns } from './create-runs.ts';
import { firstIds } from './ids.ts';
import type { JobSeed, RunSeed } from './seed-types.ts';
import { findAccount, findRepository, type Job, type World } from './world.ts';

/** A run with one job, as a seed file describes them; ids that are left out go on from the last ones. */
export interface JobRequest extends Omit<RunSeed, 'jobs'>, Omit<JobSeed, 'id'> {}

/**
 * Starts a run with one job. A name that is taken, a repository or an actor that the world does not have are refused
 * with `INPUT_INVALID`.
 */
export async function startJob(world: World, request: JobRequest): Promise<Job> {
  const { name, check_run_id, environment, reusable_workflow, runner_environment, permissions, ...rest } =
    request;
  const { request_token, token, ...run } = rest;
  const [owner = '', repositoryName = ''] = run.repository.split('/');
  if (world.jobs.has(name)) throw new ActionError('INPUT_INVALID', `There is a job "${name}" already.`);
  if (findRepository(world, owner, repositoryName) === undefined) {
    throw new ActionError('INPUT_INVALID', `There is no repository ${run.repository}.`);
  }
  const actor = run.actor ?? [...world.accounts.values()].find(({ type }) => type === 'User')?.login;
  if (actor === undefined || findAccount(world, actor) === undefined) {
    throw new ActionError('INPUT_INVALID', `There is no account ${actor ?? 'of a user'} that could act.`);
  }
  const jobs = [...world.jobs.values()];
  const id = run.id ?? Math.max(firstIds.run - 1, ...jobs.map((job) => job.run.id)) + 1;
  const seed: JobSeed = {
    name,
    check_run_id: check_run_id ?? Math.max(firstIds.checkRun - 1, ...jobs.map((job) => job.checkRunId)) + 1,
    ...(environment === undefined ? {} : { environment }),
    ...(reusable_workflow === undefined ? {} : { reusable_workflow }),
    ...(runner_environment === undefined ? {} : { runner_environment }),
    ...(permissions === undefined ? {} : { permissions }),
    ...(request_token === undefined ? {} : { request_token }),
    ...(token === undefined ? {} : { token }),
  };
  await createRuns(world, { runs: [{ ...run, id, actor, jobs: [seed] }] });
  const job = world.jobs.get(name);
  if (job === undefined) throw new ActionError('INTERNAL', `Job ${name} was not made.`);
  return job;
}

/** Reads a request that came as JSON; only what decides whether it can be followed is checked here. */
export function parseJobRequest(value: unknown): JobRequest {
  const fields = typeof value === 'object' && value !== null ? (value as Partial<JobRequest>) : {};
  if (typeof fields.name !== 'string' || typeof fields.repository !== 'string') {
    throw new ActionError(
      'INPUT_INVALID',
      'A job is {"name": "…", "repository": "owner/name", …} as in a seed file.',
    );
  }
  return { ...fields, name: fields.name, repository: fields.repository };
}
