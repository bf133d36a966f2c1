/** Acts on merge queues: add a pull request, and take it out. */
import { judgeReviews } from '../protection/required-reviews.ts';
import { judgeChecks } from '../queues/required-checks.ts';
import { addEntry, removeEntry } from '../queues/settle-queue.ts';
import { findQueueOf, queuePlace, whenQueuesSettled } from '../queues/watch-queues.ts';
import { withRefs } from '../refs/one-at-a-time.ts';
import { headShaOf } from '../world/heads.ts';
import type { SimulatedPullRequest } from '../world/pull-requests.ts';
import type { Repository, World } from '../world/world.ts';
import { type Act, ActRefusal, readPull, readRepository } from './place.ts';

function demandQueue(world: World, repository: Repository, pull: SimulatedPullRequest) {
  const queue = repository.mergeQueues.get(pull.baseRef);
  if (queue === undefined) throw new ActRefusal(422, `The branch ${pull.baseRef} has no merge queue.`);
  if (pull.state !== 'open' || pull.draft) throw new ActRefusal(422, 'Pull request is not mergeable');
  if (findQueueOf(repository, pull.number) !== undefined)
    throw new ActRefusal(422, 'Pull request is already in the merge queue');
  const missing = judgeReviews(world, repository, pull);
  if (missing !== undefined) throw new ActRefusal(422, missing);
  const headSha = headShaOf(world, pull);
  const { status, check } = judgeChecks(world, repository, { checks: queue.requiredChecks, sha: headSha });
  if (status === 'failed') throw new ActRefusal(422, `Required status check "${check}" is failing.`);
  if (status === 'open') throw new ActRefusal(422, `Required status check "${check}" is expected.`);
  return { queue, headSha };
}

/** `jump`: in front of all others. */
const enqueue: Act = async (place) => {
  const { world, person, fields } = place;
  const repository = readRepository(place, 'write');
  const pull = readPull(place, repository);
  const isFirst = fields.flag('jump');
  fields.finish();
  const { queue, headSha } = demandQueue(world, repository, pull);
  addEntry(queuePlace(world, repository, queue), person, { number: pull.number, headSha, isFirst });
  await whenQueuesSettled(world);
  return {};
};

const dequeue: Act = async (place) => {
  const { world, person } = place;
  const repository = readRepository(place, 'write');
  const { number } = readPull(place, repository);
  place.fields.finish();
  const queue = findQueueOf(repository, number);
  if (queue === undefined) throw new ActRefusal(422, 'Pull request is not in the merge queue');
  const queued = queuePlace(world, repository, queue);
  await withRefs(repository, async () => {
    const entry = queue.entries.find((one) => one.number === number);
    if (entry !== undefined) await removeEntry(queued, person, { entry, reason: 'MANUAL' });
  });
  queued.wake();
  await whenQueuesSettled(world);
  return {};
};

export const queueActs = { enqueue, dequeue } satisfies Record<string, Act>;
