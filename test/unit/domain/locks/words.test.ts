/** What people read, word for word: the CLI shows nothing else. */

import { describe, expect, test } from '@jest/globals';
import { type LockRecord, lockEnds } from '../../../../src/domain/locks/lock.ts';
import type { Waiter } from '../../../../src/domain/locks/queue.ts';
import { findTtlProblem } from '../../../../src/domain/locks/take.ts';
import {
  describeLock,
  maxMessageLength,
  sayAbsent,
  sayGuarded,
  sayHeld,
  sayKept,
  sayLost,
  sayPlace,
} from '../../../../src/domain/locks/words.ts';
import { holder } from '../../../support/locks.ts';

const start = Date.UTC(2026, 0, 31, 23, 59, 59, 999);
const mine = holder('42', 2);
const key = 'acme/infra/dev/vpc';
const url = 'https://github.com/acme/infra/actions/runs/42/attempts/2';
const record: LockRecord = {
  id: 'g-1',
  workspaceId: 'ws_1',
  repositoryId: '1001',
  path: 'dev/vpc',
  token: 1,
  kind: 'run',
  message: 'one\n“two”',
  holder: mine,
  createdAt: start,
  updatedAt: start,
  expiresAt: start + 60_000,
  freeAt: start + 65_000,
  renewals: 0,
  ended: undefined,
};
const who = 'run 42 (attempt 2) of acme/infra (deploy.yml, started by octocat)';
const described = `${key} is held by ${who} with the message “one “two””, since 2026-01-31T23:59:59Z until 2026-02-01T00:00:59Z (${url})`;

describe('a lock', () => {
  test('has holder, message on one line, since and until, and the run', () => {
    expect(describeLock(record, key)).toBe(described);
  });
  test.each([
    ['a message', { message: '' }, / \(deploy\.yml, started by octocat\), since /],
    ['an actor', { holder: { ...mine, actor: '' } }, /of acme\/infra \(deploy\.yml\) with/],
    ['a workflow', { holder: { ...mine, workflow: '' } }, /of acme\/infra \(started by octocat\) with/],
    ['either', { holder: { ...mine, actor: '', workflow: '' } }, /of acme\/infra with the message/],
  ])('without %s', (_name, more, words) => {
    expect(describeLock({ ...record, ...more }, key)).toMatch(words);
  });
  test('keeps no line, control or direction of its message', () => {
    const message = '  a\r\n\u2028b\t\u0000c\u202Ed\u0085 e ';
    expect(describeLock({ ...record, message }, key)).toContain('“a b c d e”');
    expect(maxMessageLength).toBe(1_024);
  });
});

describe('a refusal', () => {
  const held = (caller: typeof mine) => sayHeld(record, key, { why: 'held', caller });
  test.each([
    ['a stranger', holder('7'), ''],
    [
      'a sibling',
      holder('42', 2, 'other'),
      ' That is another job of this very run; take the lock with scope `run` to share it between jobs.',
    ],
    ['an older attempt', holder('42', 1), ' That is a newer attempt of this very run.'],
    ['a newer attempt that only renews', holder('42', 3), ''],
  ])('to %s', (_name, caller, more) => {
    expect(held(caller)).toBe(`Stack is already locked: ${described}.${more}`);
  });
  test('in the grace says when to try again', () => {
    expect(sayHeld(record, key, { why: 'grace', caller: holder('7') })).toBe(
      `Stack is already locked: the lock of ${who} on ${key} ran out at 2026-02-01T00:00:59Z without a release; it is kept a few seconds in case its holder was only slow. Try again after 2026-02-01T00:01:05Z. ${url}`,
    );
  });
  test.each([
    ['live', 'That run is still in progress'],
    ['over', 'That run is still in progress'],
    ['unknown', 'GitHub could not say whether that run is over, so it counts as in progress'],
  ] as const)('of a release while the run is %s names the way out', (run, state) => {
    expect(sayGuarded(record, key, run)).toBe(
      `Stack is locked by another run: ${described}. ${state}. It releases the lock itself; to override, release it by force with a reason, which takes the permission ws:locks:force.`,
    );
  });
});

describe('the queue', () => {
  const first: Waiter = { id: 'w', place: 7, holder: mine, joinedAt: start };
  test('a free key is kept for the job that has waited longest', () => {
    expect(sayKept(key, first)).toBe(
      `Stack is already locked: ${key} goes to ${who}, which has waited in the queue since 2026-01-31T23:59:59Z. To join the queue, set the input \`wait\` of lock-stack. ${url}`,
    );
  });
  test('a place is told to the job that has it', () => {
    expect(sayPlace(0, undefined)).toBe('Next in the queue.');
    expect(sayPlace(2, first)).toBe(`Number 3 in the queue, which ${who} heads since 2026-01-31T23:59:59Z.`);
  });
});

const endOf = (by: (typeof lockEnds)[number]): LockRecord => ({ ...record, ended: { at: start, by } });
const ended = {
  expired: 'expired at 2026-02-01T00:00:59Z',
  released: 'was ended at 2026-01-31T23:59:59Z (released)',
  forced: 'was ended at 2026-01-31T23:59:59Z (forced)',
  run_over: 'was ended at 2026-01-31T23:59:59Z (run over)',
  taken_over: 'was ended at 2026-01-31T23:59:59Z (taken over)',
} as const;

describe('an absent lock', () => {
  test.each([
    [undefined, 'Lock not found.'],
    [key, `Lock not found: nothing holds ${key}.`],
  ])('that never was (%s)', (name, words) => {
    expect(sayAbsent(name, undefined)).toBe(words);
  });
  // A longer TTL helps against its end alone.
  const lost = (words: string) =>
    `Lock not found: nothing holds ${key}. The lock that this job had taken ${words}: everything that ran since then was not protected.${words === ended.expired ? ' Ask for a longer TTL.' : ''}`;
  test('that ran out', () => {
    expect(sayAbsent(key, record)).toBe(lost(ended.expired));
  });
  test.each(lockEnds)('that was %s', (by) => {
    expect(sayAbsent(key, endOf(by))).toBe(lost(ended[by]));
  });
});

describe('nothing to renew', () => {
  test.each([
    ['the key was never held', undefined, mine],
    ['another run held it', endOf('released'), holder('7')],
    ['a sibling held it', record, holder('42', 2, 'other')],
  ])('because %s', (_name, latest, caller) => {
    expect(sayLost(latest, key, caller)).toBe(`There is nothing to renew: this job does not hold ${key}.`);
  });
  test.each(lockEnds)('because its own was %s', (by) => {
    expect(sayLost(endOf(by), key, mine)).toBe(
      `There is nothing to renew: the lock that this job had taken on ${key} ${ended[by]}.`,
    );
  });
});

test.each([
  [1, undefined],
  [60, undefined],
  [
    61,
    'A lock of this workspace lasts at most 60 seconds; 61 seconds were asked for. TTLs are given in seconds.',
  ],
  [0, 'The TTL of a lock is at least 1 second; 0 was asked for.'],
  [-5, 'The TTL of a lock is at least 1 second; -5 was asked for.'],
])('a TTL of %i', (ttl, words) => {
  expect(findTtlProblem(ttl, 60)).toBe(words);
});
