/** What a decision puts on record: one row per event of `events.ts`. */
import { describe, expect, test } from '@jest/globals';
import {
  eventsOfLapse,
  eventsOfRelease,
  eventsOfTake,
  isRecorded,
  lockEvents,
} from '../../../../src/domain/locks/events.ts';
import type { LockRecord } from '../../../../src/domain/locks/lock.ts';
import type { TakeDecision } from '../../../../src/domain/locks/take.ts';
import { holder } from '../../../support/locks.ts';

const record: LockRecord = {
  id: 'g-2',
  workspaceId: 'ws_1',
  repositoryId: '1001',
  path: 'dev/vpc',
  token: 2,
  kind: 'run',
  message: '',
  holder: holder('1'),
  createdAt: 1,
  updatedAt: 2,
  expiresAt: 3,
  freeAt: 4,
  renewals: 0,
  ended: undefined,
};
const before: LockRecord = { ...record, id: 'g-1', token: 1 };
const lapsed: LockRecord = { ...before, ended: { at: 3, by: 'expired' } };
const granted = {
  status: 'granted',
  record,
  lapsed: undefined,
  victim: undefined,
  passesQueue: true,
} as const;

describe('a take', () => {
  test.each<[name: string, decision: TakeDecision, events: object[]]>([
    ['of a free key', { ...granted, how: 'created' }, [{ name: 'lock.created', record }]],
    ['again', { ...granted, how: 'renewed' }, [{ name: 'lock.renewed', record }]],
    [
      'by a later attempt',
      { ...granted, how: 'taken_over', victim: before },
      [{ name: 'lock.taken_over', record, victim: before }],
    ],
    [
      'after an expiry: that comes first',
      { ...granted, how: 'created', lapsed: before },
      [
        { name: 'lock.expired', record: before },
        { name: 'lock.created', record },
      ],
    ],
    [
      'after a grant that was never confirmed',
      { ...granted, how: 'created', lapsed: { ...before, pending: true } },
      [
        { name: 'lock.expired', record: { ...before, pending: true }, how: 'unconfirmed' },
        { name: 'lock.created', record },
      ],
    ],
    [
      'of what is held',
      { status: 'held', record: before, why: 'held' },
      [{ name: 'lock.denied', record: before, how: 'held' }],
    ],
    [
      'in the grace',
      { status: 'held', record: before, why: 'grace' },
      [{ name: 'lock.denied', record: before, how: 'grace' }],
    ],
    [
      'that renews what is lost',
      { status: 'lost', path: 'dev/vpc', record: before },
      [{ name: 'lock.denied', record: before, how: 'lost' }],
    ],
    ['that renews what never was', { status: 'lost', path: 'dev/vpc', record: undefined }, []],
  ])('%s', (_name, decision, events) => {
    expect(eventsOfTake(decision)).toEqual(events);
  });
});

describe('a release', () => {
  test.each([
    ['own', 'lock.released', false],
    ['same_run', 'lock.released', false],
    ['run_over', 'lock.released', false],
    ['open', 'lock.force_released', true],
    ['forced', 'lock.force_released', true],
  ] as const)('as %s is %s', (how, name, hasVictim) => {
    const decision = { status: 'released', how, record } as const;
    const event = { name, record, how, ...(hasVictim ? { victim: record } : {}) };
    expect(eventsOfRelease(decision, undefined)).toEqual([event]);
    expect(eventsOfRelease(decision, 'gone')).toEqual([{ ...event, reason: 'gone' }]);
  });
  test('that finds an expiry is about that', () => {
    const decision = { status: 'absent', lost: undefined, lapsed } as const;
    expect(eventsOfRelease(decision, 'gone')).toEqual([{ name: 'lock.expired', record: lapsed }]);
  });
  test.each([
    { status: 'absent', lost: before, lapsed: undefined },
    { status: 'guarded', record, run: 'live' },
    { status: 'undecided', record },
  ] as const)('that is $status changes nothing', (decision) => {
    expect(eventsOfRelease(decision, 'gone')).toEqual([]);
  });
});

describe('a round of the reconciler', () => {
  test.each([
    ['what ran out', lapsed, { name: 'lock.expired', record: lapsed }],
    [
      'what ended with its run',
      { ...record, ended: { at: 2, by: 'run_over' } } as LockRecord,
      { name: 'lock.released', how: 'run_over' },
    ],
  ])('%s', (_name, ended, event) => {
    const events = eventsOfLapse({ status: 'ended', record: ended });
    expect(events).toEqual([{ ...event, record: ended }]);
  });
  test('without a change says nothing', () => {
    expect(eventsOfLapse({ status: 'unchanged' })).toEqual([]);
  });
});

test('of renewals those whose number is a power of two are on record, of all else everything', () => {
  const numbers = Array.from({ length: 1_030 }, (_, index) => index + 1);
  const due = (name: (typeof lockEvents)[number]) =>
    numbers.filter((renewals) => isRecorded({ name, record: { ...record, renewals } }));
  expect(due('lock.renewed')).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024]);
  for (const name of lockEvents.filter((one) => one !== 'lock.renewed')) expect(due(name)).toEqual(numbers);
});
