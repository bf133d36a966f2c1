/** What a lock is at a moment, to the millisecond, and what becomes of one that ran out. */
import { describe, expect, test } from '@jest/globals';
import { isForgotten, lapseMemoryMs, nextAskAt } from '../../../../src/domain/locks/lapse.ts';
import {
  endLapsed,
  hasLapsed,
  isHeld,
  type LockRecord,
  lockEnds,
} from '../../../../src/domain/locks/lock.ts';
import { holder } from '../../../support/locks.ts';

const record: LockRecord = {
  id: 'g-1',
  workspaceId: 'ws_1',
  repositoryId: '1001',
  path: 'dev/vpc',
  token: 1,
  kind: 'run',
  message: '',
  holder: holder('1'),
  createdAt: 0,
  updatedAt: 0,
  expiresAt: 100,
  freeAt: 105,
  renewals: 0,
  ended: undefined,
};

describe('a grant', () => {
  test.each([
    [99, true, false],
    [100, false, true],
    [101, false, true],
    [105, false, true],
  ])('at %i ms of 100', (now, held, lapsed) => {
    expect([isHeld(record, now), hasLapsed(record, now)]).toEqual([held, lapsed]);
  });
  test.each(lockEnds)('that was %s is neither held nor to be put on record', (by) => {
    const ended: LockRecord = { ...record, ended: { at: 50, by } };
    for (const now of [60, 100, 110]) {
      expect([isHeld(ended, now), hasLapsed(ended, now)]).toEqual([false, false]);
    }
  });
  test('that ran out ended then, and keeps its grace', () => {
    expect(endLapsed(record)).toEqual({ ...record, ended: { at: 100, by: 'expired' } });
  });
});

describe('GitHub is asked about an expiry', () => {
  const minute = 60_000;
  const hour = 60 * minute;
  test.each([
    ['at once', 0, minute],
    ['after a minute', minute, minute],
    ['after a minute and a bit', minute + 1, minute + 1],
    ['after ten', 10 * minute, 10 * minute],
    ['after an hour', hour, hour],
    ['after three', 3 * hour, hour],
  ])('again later the longer it takes: %s', (_name, age, pause) => {
    expect(nextAskAt(5_000, 5_000 + age)).toBe(5_000 + age + pause);
  });
  test('for a day', () => {
    expect(lapseMemoryMs).toBe(24 * hour);
    expect([isForgotten(5, 5 + lapseMemoryMs - 1), isForgotten(5, 5 + lapseMemoryMs)]).toEqual([false, true]);
  });
});
