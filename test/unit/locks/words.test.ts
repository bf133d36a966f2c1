import { describe, expect, test } from '@jest/globals';
import { eventsOfTake, isRecorded } from '../../../src/locks/events.ts';
import type { LockRecord } from '../../../src/locks/lock.ts';
import { decideTake } from '../../../src/locks/take.ts';
import { findTtlProblem, sayAbsent, sayGuarded, sayHeld, toWholeSeconds } from '../../../src/locks/words.ts';
import { holder, takeRequest } from '../../support/locks.ts';

const start = Date.UTC(2026, 0, 31, 23, 59, 59, 999);
const decision = decideTake(
  undefined,
  takeRequest(holder('42'), 'dev/vpc', { kind: 'run', message: 'one\n“two”' }),
  start,
);
const record = (decision.status === 'granted' ? decision.record : undefined) as LockRecord;
const key = 'acme/infra/dev/vpc';

test('times are whole seconds, rounded down', () => {
  expect(toWholeSeconds(start)).toBe('2026-01-31T23:59:59Z');
  expect(toWholeSeconds(0)).toBe('1970-01-01T00:00:00Z');
});

describe('refusals', () => {
  test('name holder, message on one line, since and until, and the run', () => {
    expect(sayHeld(record, key, { why: 'held', caller: holder('7') })).toBe(
      'Stack is already locked: acme/infra/dev/vpc is held by run 42 (attempt 1) of acme/infra (deploy.yml, started by octocat) with the message “one “two””, since 2026-01-31T23:59:59Z until 2026-02-01T00:00:59Z (https://github.com/acme/infra/actions/runs/42/attempts/1).',
    );
  });
  test.each([
    ['a sibling', holder('42', 1, 'other'), 'another job of this very run'],
    ['an older attempt', { ...holder('42'), runAttempt: 0 }, 'a newer attempt of this very run'],
  ])('tell %s how it is related', (_name, caller, words) => {
    expect(sayHeld(record, key, { why: 'held', caller })).toContain(words);
  });
  test('in the grace say when to try again', () => {
    const words = sayHeld(record, key, { why: 'grace', caller: holder('7') });
    expect(words).toContain('ran out at 2026-02-01T00:00:59Z');
    expect(words).toContain(`Try again after ${toWholeSeconds(record.freeAt + 1_000)}`);
  });
  test.each([
    ['live', 'still in progress'],
    ['unknown', 'could not be asked'],
  ] as const)('of a release while the run is %s name the way out', (run, words) => {
    const said = sayGuarded(record, key, run);
    expect(said).toContain(words);
    expect(said).toContain('ws:locks:force');
  });
});

test.each([
  ['never was', undefined, /^Lock not found: nothing holds acme\/infra\/dev\/vpc\.$/],
  ['ran out', record, /expired at 2026-02-01T00:00:59Z: whatever ran since then was not protected/],
  [
    'was forced away',
    { ...record, ended: { at: start, by: 'forced' as const } },
    /was ended at 2026-01-31T23:59:59Z \(forced\)/,
  ],
])('an absent lock that %s', (_name, lost, words) => {
  expect(sayAbsent(key, lost)).toMatch(words);
});

test.each([
  [1, undefined],
  [60, undefined],
  [61, /at most 60 seconds; 61 seconds/],
  [0, /at least 1 second; 0/],
  [-5, /-5/],
])('a TTL of %i', (ttl, words) => {
  const problem = findTtlProblem(ttl, 60);
  if (words === undefined) expect(problem).toBeUndefined();
  else expect(problem).toMatch(words);
});

test('of the renewals of a grant ever fewer go on record', () => {
  const recorded = Array.from({ length: 20 }, (_, index) => index + 1).filter((renewals) =>
    isRecorded({ name: 'lock.renewed', record: { ...record, renewals } }),
  );
  expect(recorded).toEqual([1, 2, 4, 8, 16]);
  expect(eventsOfTake(decision).every(isRecorded)).toBe(true);
});
