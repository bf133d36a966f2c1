/** How many locks are held and waited for, how takes end, and how long locks are held and waited for. */
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { LockEnd } from '../../locks/lock.ts';

export type TakeResult = 'created' | 'renewed' | 'taken_over' | 'held';

/** What is counted at each scrape. */
export interface LockCounts {
  countHeld(): Promise<number>;
  readonly queue: { countLive(): Promise<number> };
}

export interface LockMetrics {
  /** Once, with the store, which is there later than the registry. */
  watch(locks: LockCounts): void;
  took(result: TakeResult): void;
  /** A grant that is over, with how long it was held. */
  ended(by: LockEnd, heldMs: number): void;
  /** A wait in the queue that ended with the locks. */
  waited(waitMs: number): void;
}

const secondMs = 1_000;
/** From a hand-off to the longest job that GitHub allows, in seconds. */
const buckets = [0.5, 1, 5, 15, 60, 300, 900, 3_600, 10_800, 43_200, 432_000];

/** Shows what `read` gives at each scrape; nothing rather than an old number while the database does not answer. */
function addCount(
  registry: Registry,
  name: string,
  help: string,
  read: () => Promise<number | undefined>,
): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    async collect() {
      this.reset();
      const count = await read().catch(() => undefined);
      if (count === undefined) this.remove();
      else this.set(count);
    },
  });
}

export function createLockMetrics(registry: Registry): LockMetrics {
  let watched: LockCounts | undefined;
  addCount(registry, 'atmos_pro_locks_held', 'Locks in force, of all replicas.', async () =>
    watched?.countHeld(),
  );
  addCount(registry, 'atmos_pro_locks_waiting', 'Jobs in the queue, of all replicas.', async () =>
    watched?.queue.countLive(),
  );
  const takes = new Counter({
    name: 'atmos_pro_lock_takes_total',
    help: 'Locks that were asked for, by how that ended; a renewal is one too.',
    labelNames: ['result'],
    registers: [registry],
  });
  const hold = new Histogram({
    name: 'atmos_pro_lock_hold_duration_seconds',
    help: 'How long locks were held, by how they ended.',
    labelNames: ['end'],
    buckets,
    registers: [registry],
  });
  const wait = new Histogram({
    name: 'atmos_pro_lock_wait_duration_seconds',
    help: 'How long jobs waited in the queue for locks that they got.',
    buckets,
    registers: [registry],
  });
  return {
    watch(locks) {
      watched = locks;
    },
    took: (result) => takes.inc({ result }),
    ended: (end, heldMs) => hold.observe({ end }, heldMs / secondMs),
    waited: (waitMs) => wait.observe(Math.max(0, waitMs) / secondMs),
  };
}
