/** Metrics of locks: held locks, waiting jobs, results of takes, durations of holds and waits. */
import { Counter, Histogram, type Registry } from 'prom-client';
import type { LockEnd, LockRecord } from '../../domain/locks/lock.ts';
import { addReadGauge, single } from '../metrics/read-at-scrape.ts';
import type { LockStore } from './store.ts';

type TakeResult = 'created' | 'renewed' | 'taken_over' | 'held' | 'lost';

const clockDirections = ['ahead', 'back'] as const;

/** The values that are read at each scrape. */
interface LockCounts {
  countHeld(): Promise<number>;
  readonly queue: { countLive(): Promise<number>; measureOldest(): Promise<number> };
  measureOldestLapse(): Promise<number>;
}

export interface LockMetrics {
  took(result: TakeResult): void;
  /** A grant ended after `heldMs`. */
  ended(by: LockEnd, heldMs: number): void;
  /** The clock of the database jumped. */
  clockJumped(direction: (typeof clockDirections)[number]): void;
  /** A wait in the queue ended with a grant. */
  waited(waitMs: number): void;
}

const secondMs = 1_000;
/** In seconds, from a hand-off to the longest job that GitHub allows. */
const buckets = [0.5, 1, 5, 15, 60, 300, 900, 3_600, 10_800, 43_200, 432_000];

export function createLockMetrics(registry: Registry, locks: LockCounts): LockMetrics {
  addReadGauge(registry, {
    name: 'atmos_pro_locks_held',
    help: 'Locks in force, across all replicas.',
    read: async () => single(await locks.countHeld()),
  });
  addReadGauge(registry, {
    name: 'atmos_pro_locks_waiting',
    help: 'Jobs and deployments in the queue, across all replicas.',
    read: async () => single(await locks.queue.countLive()),
  });
  addReadGauge(registry, {
    name: 'atmos_pro_lock_oldest_wait_seconds',
    help: 'How long the first job or deployment in the queue has waited; 0 when there is none.',
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
  // From 0, so that an alert sees the first jump of a process.
  for (const direction of clockDirections) jumps.inc({ direction }, 0);
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

/** An expired grant was held until it expired, whenever the expiry is detected. */
function measureEnd(metrics: LockMetrics, record: LockRecord, by: LockEnd): void {
  const until = Math.min(record.ended?.at ?? record.expiresAt, record.expiresAt);
  metrics.ended(by, until - record.createdAt);
}

/** The same store, with its decisions counted. */
export function measureLocks(locks: LockStore, metrics: LockMetrics): LockStore {
  return {
    ...locks,
    async take(requests, describe, options) {
      const outcome = await locks.take(requests, describe, options);
      if (outcome.status === 'held' || outcome.status === 'lost') metrics.took(outcome.status);
      if (outcome.status !== 'granted') return outcome;
      for (const { how, record, lapsed, victim } of outcome.grants) {
        metrics.took(how);
        if (lapsed !== undefined) measureEnd(metrics, lapsed, 'expired');
        if (victim !== undefined) {
          measureEnd(metrics, { ...victim, ended: { at: record.createdAt, by: 'taken_over' } }, 'taken_over');
        }
      }
      return outcome;
    },
    async release(address, request, describe) {
      const decision = await locks.release(address, request, describe);
      if (decision.status === 'released') {
        measureEnd(metrics, decision.record, decision.record.ended?.by ?? 'released');
      }
      if (decision.status === 'absent' && decision.lapsed !== undefined) {
        measureEnd(metrics, decision.lapsed, 'expired');
      }
      return decision;
    },
    async lapse(address, judged, describe) {
      const decision = await locks.lapse(address, judged, describe);
      if (decision.status === 'ended') {
        measureEnd(metrics, decision.record, decision.record.ended?.by ?? 'expired');
      }
      return decision;
    },
  };
}
