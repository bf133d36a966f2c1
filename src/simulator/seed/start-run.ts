/** Starts runs while the simulator runs. */
import { ActionError } from '../../base/errors.ts';
import { validateSimulatorWorld } from '../../schema/generated/simulator-world.cjs';
import { findProblems } from '../../schema/problems.ts';
import { firstIds } from '../world/ids.ts';
import { findAccount, findRepository, type SimulatedJob, type World } from '../world/world.ts';
import { defaultActor } from './create-accounts.ts';
import { createRuns } from './create-runs.ts';
import type { RunSeed } from './seed-types.ts';

/**
 * Starts a run as a seed file describes one; omitted ids continue from the last ones. A job's name that is taken,
 * a repository or an actor that the world does not have are refused with `INPUT_INVALID`.
 */
export async function startRun(world: World, run: RunSeed): Promise<SimulatedJob[]> {
  const [owner = '', name = ''] = run.repository.split('/');
  if (findRepository(world, owner, name) === undefined) {
    throw new ActionError('INPUT_INVALID', `Unknown repository "${run.repository}".`);
  }
  const [headOwner = '', headName = ''] = (run.head_repository ?? run.repository).split('/');
  if (findRepository(world, headOwner, headName) === undefined) {
    throw new ActionError('INPUT_INVALID', `Unknown repository "${run.head_repository}".`);
  }
  const { actor = defaultActor } = run;
  if (findAccount(world, actor) === undefined) {
    throw new ActionError('INPUT_INVALID', `Unknown account "${actor}".`);
  }
  const taken = run.jobs.find((job) => world.jobs.has(job.name));
  if (taken !== undefined) throw new ActionError('INPUT_INVALID', `Duplicate job name "${taken.name}".`);
  const known = [...world.jobs.values()];
  const lastRun = Math.max(firstIds.run - 1, ...world.runs.keys());
  const lastCheckRun = Math.max(firstIds.checkRun - 1, ...known.map((job) => job.checkRunId));
  const jobs = run.jobs.map((job, index) => ({ check_run_id: lastCheckRun + 1 + index, ...job }));
  await createRuns(world, { runs: [{ id: lastRun + 1, ...run, jobs }] });
  return jobs.flatMap((job) => world.jobs.get(job.name) ?? []);
}

/** Reads a run from JSON. Throws `INPUT_INVALID` that lists the problems. */
export function readRun(value: unknown): RunSeed {
  const seed = { runs: [value] };
  const problems = findProblems(validateSimulatorWorld, seed).map(
    ({ pointer, message }) => `${pointer.replace('/runs/0', '') || '/'} ${message}`,
  );
  if (problems.length > 0) {
    throw new ActionError('INPUT_INVALID', `Invalid run: ${problems.join('; ')}.`);
  }
  // The schema has just accepted it.
  return value as RunSeed;
}
