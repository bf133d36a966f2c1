/** How many locks are held and waited for, how takes end, and how long locks are held and waited for. */
import { Counter, Histogram, type Registry } from 'prom-client';
import type { LockEnd } from '../../domain/locks/lock.ts';
import { addReadGauge, single } from '../metrics/read-at-scrape.ts';

type TakeResult = 'created' | 'renewed' | 'taken_over' | 'held' | 'lost';

/** What is counted at each scrape. */
interface LockCounts {
  countHeld(): Promise<number>;
  readonly queue: { countLive(): Promise<number>; measureOldest(): Promise<number> };
  measureOldestLapse(): Promise<number>;
}

export interface LockMetrics {
  took(result: TakeResult): void;
  /** A grant that is over, with how long it was held. */
  ended(by: LockEnd, heldMs: number): void;
  /** The clock that decides about locks was set, ahead or back. */
  clockJumped(direction: 'ahead' | 'back'): void;
  /** A wait in the queue that ended with the locks. */
  waited(waitMs: number): void;
}

const secondMs = 1_000;
/** From a hand-off to the longest job that GitHub allows, in seconds. */
const buckets = [0.5, 1, 5, 15, 60, 300, 900, 3_600, 10_800, 43_200, 432_000];

export function createLockMetrics(registry: Registry, locks: LockCounts): LockMetrics {
  addReadGauge(registry, {
    name: 'atmos_pro_locks_held',
    help: 'Locks in force, across all replicas.',
    read: async () => single(await locks.countHeld()),
  });
  addReadGauge(registry, {
    name: 'atmos_pro_locks_waiting',
    help: 'Jobs in the queue, across all replicas.',
    read: async () => single(await locks.queue.countLive()),
  });
  addReadGauge(registry, {
    name: 'atmos_pro_lock_oldest_wait_seconds',
    help: 'How long the first job in the queue has waited; 0 when there is none.',
    read: async () => single((await locks.queue.measureOldest()) / secondMs),
  });
  addReadGauge(registry, {
    name: 'atmos_pro_lock_oldest_unclear_expiry_seconds',
    help: 'Time since the oldest lock expiry for which GitHub has not confirmed yet whether the run was still in progress; 0 when there is none.',
    read: async () => single((await locks.measureOldestLapse()) / secondMs),
  });
  const jumps = new Counter({
    name: 'atmos_pro_database_clock_jumps_total',
    help: 'Jumps of the database clock by more than a second.',
    labelNames: ['direction'],
    registers: [registry],
  });
  const takes = new Counter({
    name: 'atmos_pro_lock_takes_total',
    help: 'Requested locks by result, renewals included.',
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
    help: 'How long jobs waited in the queue for locks that were granted.',
    buckets,
    registers: [registry],
  });
  return {
    took: (result) => takes.inc({ result }),
    ended: (end, heldMs) => hold.observe({ end }, heldMs / secondMs),
    clockJumped: (direction) => jumps.inc({ direction }),
    waited: (waitMs) => wait.observe(Math.max(0, waitMs) / secondMs),
  };
}
