/** What keeps deployments back: a person, a rule, a later merge. */
import { describe, expect, test } from '@jest/globals';
import { carriesOver, decideHold, type HoldFacts } from '../../../../src/domain/dispatch/hold.ts';
import { decideOvertake, type MergeOnInstance } from '../../../../src/domain/dispatch/overtake.ts';

describe('holds', () => {
  const rules = { threshold: 50, cooldown: { pushes: 3, withinMs: 300_000, quietMs: 180_000 } } as const;
  const now = 1_000_000;
  const facts: HoldFacts = {
    activity: { event: 'pull_request', activity: 'synchronize' },
    isFork: false,
    dispatches: 10,
    pushes: [now],
    now,
    released: new Set(),
    isCarriedOver: false,
  };
  const merged = { event: 'pull_request', activity: 'merged' } as const;
  const rapid = [now - 200_000, now - 100_000, now];
  test.each([
    { name: 'nothing', facts: {}, hold: undefined },
    { name: 'a fork', facts: { isFork: true }, hold: { reason: 'fork' } },
    {
      name: 'not an approved fork',
      facts: { isFork: true, released: new Set(['fork'] as const) },
      hold: undefined,
    },
    { name: 'not a merged fork', facts: { isFork: true, activity: merged }, hold: undefined },
    { name: 'not the limit', facts: { dispatches: 50 }, hold: undefined },
    { name: 'more than the limit', facts: { dispatches: 51 }, hold: { reason: 'blast_radius' } },
    { name: 'a large merge', facts: { dispatches: 51, activity: merged }, hold: { reason: 'blast_radius' } },
    {
      name: 'not a merge of what was released',
      facts: { dispatches: 51, activity: merged, isCarriedOver: true },
      hold: undefined,
    },
    {
      name: 'an approved fork that is large',
      facts: { isFork: true, dispatches: 51, released: new Set(['fork'] as const) },
      hold: { reason: 'blast_radius' },
    },
    {
      name: 'not a large queue',
      facts: { dispatches: 51, activity: { event: 'merge_group', activity: 'checks_requested' } as const },
      hold: undefined,
    },
    { name: 'three pushes', facts: { pushes: rapid }, hold: { reason: 'cooldown', until: now + 180_000 } },
    {
      name: 'not three pushes that are quiet',
      facts: { pushes: rapid, now: now + 180_000 },
      hold: undefined,
    },
    {
      name: 'not three slow pushes',
      facts: { pushes: [now - 300_000, now - 100_000, now] },
      hold: undefined,
    },
    { name: 'not a merge after three pushes', facts: { pushes: rapid, activity: merged }, hold: undefined },
    {
      name: 'not a released one',
      facts: { pushes: rapid, released: new Set(['cooldown'] as const) },
      hold: undefined,
    },
    { name: 'not an empty batch', facts: { dispatches: 0, isFork: true }, hold: undefined },
  ])('hold $name', ({ facts: more, hold }) => {
    expect(decideHold({ ...facts, ...more }, rules)).toEqual(hold);
  });

  test('may be off', () => {
    expect(
      decideHold({ ...facts, dispatches: 9_999, pushes: rapid }, { threshold: 'off', cooldown: 'off' }),
    ).toBeUndefined();
  });

  test('a release carries over to a merge that has nothing else', () => {
    expect(carriesOver(new Set(['a', 'b']), ['b'])).toBe(true);
    expect(carriesOver(new Set(['a', 'b']), ['b', 'c'])).toBe(false);
  });
});

describe('the later merge wins', () => {
  const other = (more: Partial<MergeOnInstance>): MergeOnInstance => ({
    batchId: 'b',
    mergedAt: 20,
    standing: 'started',
    ...more,
  });
  test.each([
    { name: 'no other', others: [], verdict: { status: 'free' } },
    {
      name: 'a later one that waits',
      others: [other({ standing: 'unstarted' })],
      verdict: { status: 'free' },
    },
    { name: 'an earlier one', others: [other({ mergedAt: 5 })], verdict: { status: 'free' } },
    { name: 'a later one that runs', others: [other({})], verdict: { status: 'wait', batchId: 'b' } },
    {
      name: 'a later one that succeeded',
      others: [other({ standing: 'succeeded' })],
      verdict: { status: 'overtaken', as: 'skipped', batchId: 'b' },
    },
    {
      name: 'a later one that failed',
      others: [other({ standing: 'ended' })],
      verdict: { status: 'overtaken', as: 'failed', batchId: 'b' },
    },
    {
      name: 'one that failed and one that runs',
      others: [other({ standing: 'ended' }), other({ batchId: 'c' })],
      verdict: { status: 'wait', batchId: 'c' },
    },
    {
      name: 'the same second',
      others: [other({ mergedAt: 10 })],
      verdict: { status: 'compare', batchId: 'b' },
    },
    {
      name: 'the same second, after',
      others: [other({ mergedAt: 10, compared: 'ahead' })],
      verdict: { status: 'wait', batchId: 'b' },
    },
    {
      name: 'the same second, before',
      others: [other({ mergedAt: 10, compared: 'behind' })],
      verdict: { status: 'free' },
    },
    {
      name: 'the same second, neither',
      others: [other({ mergedAt: 10, compared: 'diverged' })],
      verdict: { status: 'free' },
    },
  ])('$name', ({ others, verdict }) => {
    expect(decideOvertake({ mergedAt: 10 }, others)).toEqual(verdict);
  });
});
