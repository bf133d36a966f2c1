/** What is remediated without a person: one named cause, nothing that is destroyed, the first alone, and nothing after a failure. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { causeOf, type DriftedChange } from '../../../../src/domain/drift/causes.ts';
import {
  type AutoRule,
  type AutoRun,
  autoPerSweep,
  decideAuto,
  findAutoRule,
} from '../../../../src/domain/drift/decide-auto.ts';

const now = Date.UTC(2026, 10, 30);
const hour = 60 * 60_000;

const change = (changes: Partial<DriftedChange> = {}): DriftedChange => ({
  ...{ repositoryId: '1', stack: 'dev', component: 'vpc', componentType: 'terraform', type: 'aws_vpc' },
  ...{
    action: 'update',
    attributes: ['tags.Team'],
    origin: 'drift',
    fingerprint: '',
    resources: 1,
    since: 0,
  },
  ...changes,
});
const rule: AutoRule = { cause: causeOf(change()), until: '2026-11-30', maxPerDay: 3, reason: 'tags' };
const facts = (...changes: readonly DriftedChange[]) => ({ changes, ignored: 0, isTruncated: false });

describe('a rule', () => {
  test('names drift of its cause alone', () => {
    expect(findAutoRule(facts(change(), change({ type: 'aws_subnet' })), [rule], now)).toBe(rule);
    expect(findAutoRule(facts(change(), change({ attributes: ['cidr'] })), [rule], now)).toBeUndefined();
    expect(findAutoRule(facts(change({ origin: 'config' })), [rule], now)).toBeUndefined();
    expect(findAutoRule(facts(), [rule], now)).toBeUndefined();
  });

  test('ends with its last day', () => {
    expect(findAutoRule(facts(change()), [rule], now + 23 * hour)).toBe(rule);
    expect(findAutoRule(facts(change()), [rule], now + 24 * hour)).toBeUndefined();
    expect(findAutoRule(facts(change()), [{ ...rule, until: '2026-02-30' }], now)).toBeUndefined();
  });

  test('does not name what an apply would change besides', () => {
    expect(findAutoRule({ ...facts(change()), ignored: 1 }, [rule], now)).toBeUndefined();
    expect(findAutoRule({ ...facts(change()), isTruncated: true }, [rule], now)).toBeUndefined();
  });

  test.each(['delete', 'replace', 'forget'] as const)('never names what would %s resources', (action) => {
    const destroyed = change({ action });
    expect(findAutoRule(facts(destroyed), [{ ...rule, cause: causeOf(destroyed) }], now)).toBeUndefined();
  });
});

const run = (changes: Partial<AutoRun>): AutoRun => ({
  ...{ instance: 'b', startedAt: now - hour, detection: 1, outcome: 'succeeded', ...changes },
});
const decide = (runs: readonly AutoRun[], { sweepCount = 0, maxPerDay = 3 } = {}) =>
  decideAuto({ instance: 'a', detection: 2 }, { rule: { ...rule, maxPerDay }, runs, sweepCount, now });

test('the first instance runs alone', () => {
  expect(decide([])).toBe('start');
  expect(decide([run({ outcome: 'running' })])).toBe('waits');
  expect(decide([run({}), run({ instance: 'c', outcome: 'running' })])).toBe('start');
});

test('nothing is started after a failure, or when a cause comes back', () => {
  expect(decide([run({}), run({ instance: 'c', outcome: 'failed' })])).toBe('stopped');
  expect(decide([run({}), run({ instance: 'c', outcome: 'returned' })])).toBe('stopped');
  expect(decide([run({ instance: 'a', startedAt: 0 })])).toBe('returned');
});

test('no more than allowed are started in a day and in a sweep', () => {
  expect(decide([run({}), run({}), run({})])).toBe('limited');
  expect(decide([run({}), run({}), run({ startedAt: now - 25 * hour })])).toBe('start');
  expect(decide([run({})], { sweepCount: autoPerSweep, maxPerDay: 100 })).toBe('limited');
});

test('in any history the brakes hold', () => {
  const outcome = fc.constantFrom('running' as const, 'succeeded' as const, 'failed' as const);
  const steps = fc.array(
    fc.record({ instance: fc.constantFrom('a', 'b', 'c', 'd'), outcome, pause: fc.nat(30) }),
  );
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 3 }), (history, maxPerDay) => {
      let time = now;
      const runs: AutoRun[] = [];
      for (const { instance, outcome: end, pause } of history) {
        time += pause * hour;
        const given = { rule: { ...rule, maxPerDay }, runs, sweepCount: 0, now: time };
        if (decideAuto({ instance, detection: 1 }, given) !== 'start') continue;
        expect(runs.some((one) => one.outcome === 'failed')).toBe(false);
        expect(runs.some((one) => one.instance === instance)).toBe(false);
        runs.push({ instance, startedAt: time, detection: 1, outcome: end });
        const day = runs.filter(({ startedAt }) => time - startedAt < 24 * hour);
        expect(day.length).toBeLessThanOrEqual(maxPerDay);
      }
    }),
  );
});
