/** Reads the heads of default branches sparingly: while a branch has commits that were not planned, every instance of its repository waits. */
import { type DefaultHead, fetchDefaultHead } from '../../../github/default-head.ts';
import type { DriftRepository } from '../ports.ts';
import type { RemediatePorts } from '../remediate.ts';

/** How long a head that nothing is started on is not read again, in milliseconds. */
const movedMs = 5 * 60_000;

export interface PlannedHeads {
  /** `undefined`: the head is another commit, or the repository is archived. `now`: of the round, in which a head is read once. */
  find(
    repository: DriftRepository,
    planned: { readonly sha: string; readonly now: number; readonly signal: AbortSignal },
  ): Promise<DefaultHead | undefined>;
}

export function createPlannedHeads({
  client,
  deploymentAccess,
}: Pick<RemediatePorts, 'client' | 'deploymentAccess'>): PlannedHeads {
  /** By id of the repository. */
  const known = new Map<string, { readonly head: DefaultHead; readonly at: number }>();

  return {
    async find(repository, { sha, now, signal }) {
      const fits = (head: DefaultHead) => head.sha === sha && !head.isArchived;
      const last = known.get(repository.repositoryId);
      const lifeMs = last === undefined || fits(last.head) ? 0 : movedMs;
      if (last !== undefined && Math.abs(now - last.at) <= lifeMs)
        return fits(last.head) ? last.head : undefined;
      const head = await deploymentAccess.use(repository, (handle) =>
        fetchDefaultHead({ client, signal }, handle),
      );
      known.set(repository.repositoryId, { head, at: now });
      return fits(head) ? head : undefined;
    },
  };
}
