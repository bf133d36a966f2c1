/** How long statuses and problems last, and how often an instance is checked whose results do not come. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { backOffUntil, createScope, decideCheck, missingLimit } from '../../../../src/domain/drift/choose.ts';
import { decideDecay, problemLifeMs, resultGraceMs } from '../../../../src/domain/drift/decay.ts';
import { judgeDetection } from '../../../../src/domain/drift/judge-detection.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const week = 7 * day;
const now = 1_000 * day;

const status = fc.constantFrom('in_sync', 'drifted', 'error', 'unknown', 'disabled');
const age = fc.integer({ min: 0, max: 60 * day });
const periodMs = fc.option(fc.integer({ min: minute, max: 31 * day }), { nil: undefined });
const problem = fc.option(fc.record({ missing: fc.integer({ min: 1, max: 9 }), ageMs: age }), {
  nil: undefined,
});

describe('a status', () => {
  test('is red only with a reason that is young enough', () => {
    fc.assert(
      fc.property(status, age, periodMs, problem, (was, resultAge, period, missing) => {
        const facts = {
          status: was,
          resultAt: now - resultAge,
          problem: missing && { missing: missing.missing, at: now - missing.ageMs },
          periodMs: period,
          now,
        };
        const { status: next = was } = decideDecay(facts);
        if (next !== 'drifted' && next !== 'error') return;
        const byResult = period === undefined || resultAge <= 2 * period;
        const byProblem =
          missing !== undefined && missing.missing >= missingLimit && missing.ageMs <= problemLifeMs;
        expect(byResult || (next === 'error' && byProblem)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  test.each([
    { was: 'drifted', ageMs: 2 * day, becomes: undefined },
    { was: 'drifted', ageMs: 2 * day + 1, becomes: 'unknown' },
    { was: 'in_sync', ageMs: 2 * day + 1, becomes: 'unknown' },
    { was: 'error', ageMs: 2 * day + 1, becomes: 'unknown' },
    { was: 'disabled', ageMs: 9 * day, becomes: undefined },
  ])('$was of a daily schedule is $becomes after $ageMs ms', ({ was, ageMs, becomes }) => {
    const facts = { status: was, resultAt: now - ageMs, problem: undefined, periodMs: day, now };
    expect(decideDecay(facts).status).toBe(becomes);
  });

  test('that missing results gave lasts as long as they are found, and two weeks', () => {
    const at = (ageMs: number) =>
      decideDecay({
        status: 'error',
        resultAt: now - 30 * day,
        problem: { missing: missingLimit, at: now - ageMs },
        periodMs: day,
        now,
      });
    expect(at(problemLifeMs)).toEqual({ status: undefined, dropsProblem: false });
    expect(at(problemLifeMs + 1)).toEqual({ status: 'unknown', dropsProblem: true });
  });
});

describe('an instance whose results are missing', () => {
  const until = (count: number, period = day) => backOffUntil({ count, at: now }, period);

  test('is checked at two, four and more periods, and at least weekly', () => {
    expect([1, 2, 3, 4, 5, 6].map((count) => until(count))).toEqual([
      undefined,
      undefined,
      now + 2 * day,
      now + 4 * day,
      now + week,
      now + week,
    ]);
    expect(until(9, 30 * day)).toBe(now + 30 * day);
  });

  const free = { isDetecting: false, isLocked: false, isChanging: false };

  test('is checked again when its settings change', () => {
    const facts = { ...free, missing: { count: 3, at: now }, periodMs: day, dueAt: now + day };
    expect(decideCheck({ ...facts, isChanged: false })).toBe('backed_off');
    expect(decideCheck({ ...facts, isChanged: true })).toBeUndefined();
  });

  test('is checked by the sweep of the second period, though the result was known to be missing later', () => {
    const missedAt = now + 10 * minute;
    const facts = { ...free, missing: { count: 3, at: missedAt }, periodMs: day, isChanged: false };
    expect(decideCheck({ ...facts, dueAt: now + day })).toBe('backed_off');
    expect(decideCheck({ ...facts, dueAt: now + 2 * day })).toBeUndefined();
  });

  test.each([
    { facts: { isDetecting: true }, skip: 'detecting' },
    { facts: { isLocked: true }, skip: 'instance_locked' },
    { facts: { isChanging: true }, skip: 'changing' },
    { facts: {}, skip: undefined },
  ])('$facts: $skip', ({ facts, skip }) => {
    const usual = { ...free, missing: undefined, isChanged: false, periodMs: day, dueAt: now };
    expect(decideCheck({ ...usual, ...facts })).toBe(skip);
  });
});

test.each([
  { stacks: [], components: [], yes: true },
  { stacks: ['plat-*'], components: [], yes: true },
  { stacks: ['core-*', 'plat-*-dev'], components: ['eks/*'], yes: true },
  { stacks: ['core-*'], components: [], yes: false },
  { stacks: [], components: ['*'], yes: false },
])('stacks $stacks and components $components', ({ stacks, components, yes }) => {
  expect(createScope({ stacks, components })({ stack: 'plat-ue2-dev', component: 'eks/cluster' })).toBe(yes);
});

test.each([
  { state: 'succeeded', hasResult: true, ago: 0, is: 'reported' },
  { state: 'failed', hasResult: true, ago: 0, is: 'reported' },
  { state: 'succeeded', hasResult: false, ago: resultGraceMs - 1, is: 'waits' },
  { state: 'succeeded', hasResult: false, ago: resultGraceMs, is: 'missing' },
  { state: 'timed_out', hasResult: false, ago: resultGraceMs, is: 'missing' },
  { state: 'refused', hasResult: false, ago: 0, is: 'refused' },
  { state: 'skipped', hasResult: false, ago: 0, is: 'none' },
  { state: 'withdrawn', hasResult: false, ago: 0, is: 'none' },
])('a detection that $state ($ago ms ago) is $is', ({ state, hasResult, ago, is }) => {
  expect(judgeDetection({ state, hasResult, endedAt: now - ago, now })).toBe(is);
});
