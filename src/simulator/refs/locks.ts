/** One change of a repository's refs at a time, so that nothing is read before and written after another's write. */
import type { Repository } from '../world/world.ts';

const tails = new WeakMap<Repository, Promise<unknown>>();

/** Runs `work` when everything that came before it for this repository is done. */
export async function withRefs<Result>(repository: Repository, work: () => Promise<Result>): Promise<Result> {
  const before = tails.get(repository) ?? Promise.resolve();
  const run = before.then(work, work);
  tails.set(
    repository,
    run.catch(() => undefined),
  );
  return run;
}
