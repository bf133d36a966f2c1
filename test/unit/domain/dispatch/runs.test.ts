/** Runs: which one is an order's, and what news of it mean. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  hasRunsSince,
  type ListedRun,
  matchRun,
  matchWindowMs,
} from '../../../../src/domain/dispatch/match-run.ts';
import { toCorrelation } from '../../../../src/domain/dispatch/order-key.ts';
import {
  mergeRun,
  type RunNews,
  readRunStatus,
  runEnds,
  runRank,
  runStatuses,
} from '../../../../src/domain/dispatch/run-rank.ts';

describe('the news of a run', () => {
  const news = fc
    .record({
      attempt: fc.integer({ min: 1, max: 2 }),
      status: fc.constantFrom(...runStatuses),
      end: fc.constantFrom(...runEnds),
      updatedAt: fc.nat(3),
    })
    .map(({ end, ...one }): RunNews => (one.status === 'completed' ? { ...one, end } : one));

  test('go forward: no delivery takes a run back', () => {
    fc.assert(
      fc.property(fc.array(news, { maxLength: 10 }), (all) => {
        let run: RunNews | undefined;
        for (const one of all) {
          const { run: next } = mergeRun(run, one, 'delivery');
          if (run !== undefined) {
            expect(next.attempt).toBeGreaterThanOrEqual(run.attempt);
            if (next.attempt === run.attempt) expect(runRank(next)).toBeGreaterThanOrEqual(runRank(run));
          }
          run = next;
        }
      }),
      { numRuns: 500 },
    );
  });

  test('of one history end the same in any order, any of them repeated', () => {
    // A history: ranks and times grow within an attempt.
    const history = fc.array(news, { minLength: 1, maxLength: 6 }).map((all) => {
      const key = ({ attempt, updatedAt }: RunNews) => attempt * 10 + updatedAt;
      const sorted = all.toSorted((one, other) => key(one) - key(other) || runRank(one) - runRank(other));
      return sorted.filter((one, index) => {
        const before = sorted.slice(0, index).filter(({ attempt }) => attempt === one.attempt);
        return before.every((earlier) => runRank(earlier) <= runRank(one) && earlier.status !== 'completed');
      });
    });
    const shuffled = history.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 })),
    );
    fc.assert(
      fc.property(shuffled, ([all, other]) => {
        const merge = (list: readonly RunNews[]) =>
          list.reduce<RunNews | undefined>((run, one) => mergeRun(run, one, 'delivery').run, undefined);
        expect(merge(other)).toEqual(merge(all));
      }),
      { numRuns: 500 },
    );
  });

  const done: RunNews = { attempt: 1, status: 'completed', end: 'success', updatedAt: 5 };
  test.each([
    {
      name: 'a later attempt',
      news: { ...done, attempt: 2, updatedAt: 1 },
      source: 'delivery',
      isTaken: true,
      needsRead: false,
    },
    {
      name: 'an earlier attempt',
      news: { ...done, attempt: 0, updatedAt: 9 },
      source: 'read',
      isTaken: false,
      needsRead: false,
    },
    {
      name: 'a delivery that goes back',
      news: { attempt: 1, status: 'queued', updatedAt: 9 },
      source: 'delivery',
      isTaken: false,
      needsRead: true,
    },
    {
      name: 'a newer read that goes back',
      news: { attempt: 1, status: 'queued', updatedAt: 9 },
      source: 'read',
      isTaken: true,
      needsRead: false,
    },
    {
      name: 'an older read that goes back',
      news: { attempt: 1, status: 'queued', updatedAt: 4 },
      source: 'read',
      isTaken: false,
      needsRead: false,
    },
  ] as const)('$name', ({ news: one, source, isTaken, needsRead }) => {
    expect(mergeRun(done, one, source)).toEqual({ run: isTaken ? one : done, needsRead });
  });

  test('have names that are not known yet', () => {
    expect(readRunStatus('requested', null)).toEqual({ status: 'queued' });
    expect(readRunStatus('completed', 'exploded')).toEqual({ status: 'completed', end: 'failure' });
  });
});

describe('matchRun', () => {
  const id = (fill: number) => toCorrelation(new Uint8Array(16).fill(fill));
  const order = { correlation: id(1), startedAt: 1_000_000, carriesId: true };
  const run = (runId: string, title: string, more: Partial<ListedRun> = {}): ListedRun => ({
    runId,
    title,
    createdAt: 1_000_000,
    isOwn: true,
    isClaimed: false,
    ...more,
  });
  test.each([
    {
      name: 'by its id',
      runs: [run('7', `plan ${id(1)}`), run('8', `plan ${id(2)}`)],
      match: { status: 'found', runId: '7' },
    },
    {
      name: 'the older of two',
      runs: [run('10', id(1)), run('9', id(1))],
      match: { status: 'found', runId: '9' },
    },
    { name: 'not of another actor', runs: [run('7', id(1), { isOwn: false })], match: { status: 'none' } },
    { name: 'not of another order', runs: [run('7', id(1), { isClaimed: true })], match: { status: 'none' } },
    {
      name: 'not from before',
      runs: [run('7', id(1), { createdAt: 999_999 - matchWindowMs })],
      match: { status: 'none' },
    },
    { name: 'not a longer word', runs: [run('7', `${id(1)}0`)], match: { status: 'none' } },
    {
      name: 'a title with two ids proves nothing',
      runs: [run('7', `${id(2)} ${id(1)}`)],
      match: { status: 'ambiguous' },
    },
    { name: 'nothing without its id', runs: [run('7', 'plan')], match: { status: 'none' } },
    {
      name: 'slow lane: the only one',
      slow: true,
      runs: [run('7', 'plan')],
      match: { status: 'found', runId: '7' },
    },
    {
      name: 'slow lane: two',
      slow: true,
      runs: [run('7', 'plan'), run('8', 'plan')],
      match: { status: 'ambiguous' },
    },
    {
      name: 'slow lane: not that of another id',
      slow: true,
      runs: [run('7', id(2))],
      match: { status: 'none' },
    },
  ])('$name', ({ runs, match, slow }) => {
    expect(matchRun({ ...order, carriesId: slow !== true }, runs)).toEqual(match);
  });
});

describe('hasRunsSince', () => {
  const id = (fill: number) => toCorrelation(new Uint8Array(16).fill(fill));
  const own = { title: `plan ${id(1)}`, isOwn: true, createdAt: 1_000_000 };
  const other = (createdAt: number) => ({ title: `plan ${id(2)}`, isOwn: true, createdAt });
  test.each([
    { name: 'past the time of its dispatch', runs: [other(1_003_000), own, other(980_000)], enough: true },
    { name: 'not past it', runs: [other(1_003_000), own, other(995_000)], enough: false },
    {
      name: 'not within what clocks differ by',
      runs: [other(1_003_000), own, other(990_000)],
      enough: false,
    },
    { name: 'never without a run of it', runs: [other(1_003_000), other(980_000)], enough: false },
    {
      name: 'not for a run of another actor',
      runs: [other(1_003_000), { ...own, isOwn: false }, other(980_000)],
      enough: false,
    },
    {
      name: 'not for a title with two ids',
      runs: [other(1_003_000), { ...own, title: `${id(1)} ${id(2)}` }, other(980_000)],
      enough: false,
    },
    { name: 'never with an empty page', runs: [], enough: false },
  ])('$name', ({ runs, enough }) => {
    expect(hasRunsSince({ correlation: id(1), elapsedMs: 5_000 }, runs)).toBe(enough);
  });

  test('leaves out no run that was created since', () => {
    const elapsed = fc.integer({ min: 0, max: 200_000 });
    const ages = fc.uniqueArray(fc.nat(400_000), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(elapsed, ages, fc.nat(), (elapsedMs, all, seed) => {
        const sorted = all.toSorted((one, two) => one - two).map((age) => ({ ...own, createdAt: -age }));
        const read = 1 + (seed % sorted.length);
        if (!hasRunsSince({ correlation: id(1), elapsedMs }, sorted.slice(0, read))) return;
        for (const { createdAt } of sorted.slice(read)) expect(createdAt).toBeLessThan(-elapsedMs);
      }),
    );
  });
});
