/** Merges a pull request: a real merge or squash commit on the base branch, made and signed by GitHub. */
import { writePullMerge } from '../commits/merge-pull.ts';
import { judgeReviews } from '../protection/required-reviews.ts';
import { recordRefUpdate } from '../refs/events.ts';
import { withRefs } from '../refs/one-at-a-time.ts';
import { headShaOf } from '../world/heads.ts';
import { mergeMethods } from '../world/merge-queues.ts';
import type { SimulatedPullRequest } from '../world/pull-requests.ts';
import type { Repository } from '../world/world.ts';
import { type Act, type ActPlace, ActRefusal, demandRole, readPull, readRepository } from './place.ts';
import { recordPull } from './pull-request-acts.ts';

const violated = 'Repository rule violations found\n\n';
const notMergeable = 'Pull Request is not mergeable';
/** Of a branch with a merge queue. */
const queueOnly = `${violated}Changes must be made through the merge queue`;

async function writeMerge(
  { world, person, fields }: ActPlace,
  repository: Repository,
  pull: SimulatedPullRequest,
): Promise<{ readonly before: string; readonly after: string; readonly head: string }> {
  const base = repository.git.readRef(`refs/heads/${pull.baseRef}`);
  if (base === undefined) throw new ActRefusal(405, notMergeable);
  const method = fields.optionalText('method') === undefined ? 'merge' : fields.oneOf('method', mergeMethods);
  fields.finish();
  const head = headShaOf(world, pull);
  const after = await writePullMerge(world, repository, { pull, base, head, method, author: person });
  if (after === undefined) throw new ActRefusal(405, notMergeable);
  return { before: base, after, head };
}

function demandReviews({ world }: ActPlace, repository: Repository, pull: SimulatedPullRequest): void {
  const missing = judgeReviews(world, repository, pull);
  if (missing !== undefined) throw new ActRefusal(405, `${violated}${missing}`);
}

/**
 * `method` is merge or squash. An admin can get past the merge queue and required reviews with `bypass`. As at GitHub, the push of the base branch is
 * told before the closing.
 */
export const mergePull: Act = async (place) => {
  const { world, person } = place;
  const repository = readRepository(place, 'write');
  const pull = readPull(place, repository);
  const deletesBranch = place.fields.flag('delete_branch');
  const bypasses = place.fields.flag('bypass');
  if (bypasses) demandRole(place, repository, 'admin');
  else if (repository.mergeQueues.has(pull.baseRef)) throw new ActRefusal(405, queueOnly);
  return withRefs(repository, async () => {
    if (pull.state !== 'open' || pull.draft) throw new ActRefusal(405, notMergeable);
    if (!bypasses) demandReviews(place, repository, pull);
    const { before, after, head } = await writeMerge(place, repository, pull);
    const ref = `refs/heads/${pull.baseRef}`;
    await repository.git.updateRef(ref, after);
    const now = world.clock.now();
    const merged = { mergedAt: now, mergedById: person.id, mergeSha: after, closedAt: now, headSha: head };
    Object.assign(pull, { state: 'merged', ...merged });
    recordRefUpdate(world, repository, { token: person, ref, before, after });
    recordPull(place, [repository, pull], { action: 'closed' });
    const headRef = `refs/heads/${pull.headRef}`;
    if (deletesBranch && pull.headRepositoryId === repository.id) {
      await repository.git.updateRef(headRef, undefined);
      recordRefUpdate(world, repository, { token: person, ref: headRef, before: head, after: undefined });
    }
    return { sha: after };
  });
};
