/** Settles the merge queues of a world whenever something happens that they may depend on. */
import { withRefs } from '../refs/one-at-a-time.ts';
import type { MergeQueue } from '../world/merge-queues.ts';
import type { Repository, World } from '../world/world.ts';
import type { WorldEvent } from '../world/world-event.ts';
import type { QueuePlace } from './groups.ts';
import { settleQueue } from './settle-queue.ts';

const working = new WeakMap<World, Set<Promise<void>>>();

/** Waits until all queues are up to date. */
export async function whenQueuesSettled(world: World): Promise<void> {
  const busy = working.get(world);
  while (busy !== undefined && busy.size > 0) await Promise.all(busy);
}

/** A queue, and how to have it settled: soon, after whatever else changes refs of the repository. */
export function queuePlace(world: World, repository: Repository, queue: MergeQueue): QueuePlace {
  const place: QueuePlace = {
    world,
    repository,
    queue,
    wake() {
      const busy = working.get(world) ?? new Set<Promise<void>>();
      working.set(world, busy);
      const note = (problem: unknown) => void world.actions.problems.push(String(problem));
      const work = withRefs(repository, () => settleQueue(place)).catch(note);
      busy.add(work);
      void work.finally(() => busy.delete(work));
    },
  };
  return place;
}

/** The queue that a pull request waits in. */
export function findQueueOf(repository: Repository, number: number): MergeQueue | undefined {
  return [...repository.mergeQueues.values()].find(({ entries }) =>
    entries.some((entry) => entry.number === number),
  );
}

const telling: ReadonlySet<WorldEvent['event']> = new Set(['check_run', 'pull_request', 'push']);

/** From now on. */
export function watchQueues(world: World): void {
  world.listeners.add(({ event, repositoryId }) => {
    const repository = world.repositories.get(repositoryId ?? 0);
    if (repository === undefined || !telling.has(event)) return;
    for (const queue of repository.mergeQueues.values())
      if (queue.entries.length > 0) queuePlace(world, repository, queue).wake();
  });
}
