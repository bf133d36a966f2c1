/** A store of locks that also counts what is decided in it. */
import type { LockEnd, LockRecord } from '../../domain/locks/lock.ts';
import type { LockMetrics } from './metrics.ts';
import type { LockStore } from './store.ts';

/** A grant that ran out was held until then, whenever that is noticed. */
function measureEnd(metrics: LockMetrics, record: LockRecord, by: LockEnd): void {
  const until = Math.min(record.ended?.at ?? record.expiresAt, record.expiresAt);
  metrics.ended(by, until - record.createdAt);
}

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
