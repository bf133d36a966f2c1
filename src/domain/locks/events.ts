/** Events of a lock, for the audit and for metrics. */
import type { LockRecord } from './lock.ts';
import type { LapseDecision, ReleaseDecision } from './release.ts';
import type { TakeDecision } from './take.ts';

export const lockEvents = [
  'lock.created',
  'lock.renewed',
  'lock.denied',
  'lock.released',
  'lock.expired',
  'lock.expired_while_run_live',
  'lock.force_released',
  'lock.taken_over',
] as const;
type LockEventName = (typeof lockEvents)[number];

export interface LockEvent {
  readonly name: LockEventName;
  /** The grant that it is about; for `taken_over` the new one. */
  readonly record: LockRecord;
  /** The grant that was ended against its holder. */
  readonly victim?: LockRecord | undefined;
  /** How a release was allowed. */
  readonly how?: string | undefined;
  readonly reason?: string | undefined;
}

/** A grant that was never confirmed has protected nothing. */
function expired(record: LockRecord): LockEvent {
  return { name: 'lock.expired', record, how: record.pending === true ? 'unconfirmed' : undefined };
}

/** In the order in which they happened. */
export function eventsOfTake(decision: TakeDecision): readonly LockEvent[] {
  if (decision.status === 'held')
    return [{ name: 'lock.denied', record: decision.record, how: decision.why }];
  if (decision.status === 'lost') {
    const { record } = decision;
    return record === undefined ? [] : [{ name: 'lock.denied', record, how: 'lost' }];
  }
  const { how, record, lapsed, victim } = decision;
  return [...(lapsed === undefined ? [] : [expired(lapsed)]), { name: `lock.${how}`, record, victim }];
}

export function eventsOfRelease(decision: ReleaseDecision, reason: string | undefined): readonly LockEvent[] {
  if (decision.status === 'absent' && decision.lapsed !== undefined) {
    return [expired(decision.lapsed)];
  }
  if (decision.status !== 'released') return [];
  const { how, record } = decision;
  const isForced = how === 'forced' || how === 'open';
  return [
    {
      name: isForced ? 'lock.force_released' : 'lock.released',
      record,
      how,
      victim: isForced ? record : undefined,
      reason,
    },
  ];
}

export function eventsOfLapse(decision: LapseDecision): readonly LockEvent[] {
  if (decision.status !== 'ended') return [];
  const { record } = decision;
  return record.ended?.by === 'expired'
    ? [expired(record)]
    : [{ name: 'lock.released', record, how: 'run_over' }];
}

/** Renewals come every few seconds: of one grant the first, second, fourth, … are put on record. */
export function isRecorded({ name, record }: LockEvent): boolean {
  return name !== 'lock.renewed' || (record.renewals & (record.renewals - 1)) === 0;
}
