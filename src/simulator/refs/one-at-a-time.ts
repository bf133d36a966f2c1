/** Changes a repository's refs one at a time, so that no change is based on outdated refs. */
import type { Repository } from '../world/world.ts';

const tails = new WeakMap<Repository, Promise<unknown>>();

/** Runs `work` after all earlier work for this repository is done. */
export async function withRefs<Result>(repository: Repository, work: () => Promise<Result>): Promise<Result> {
  const before = tails.get(repository) ?? Promise.resolve();
  const run = before.then(work, work);
  tails.set(
    repository,
    run.catch(() => undefined),
  );
  return run;
}
