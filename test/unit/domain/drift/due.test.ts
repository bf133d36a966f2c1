/** When schedules are due: each time of day once, whatever clocks and daylight saving do. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  checkTimetable,
  measurePeriod,
  newestDue,
  nextDue,
  spreadDelay,
} from '../../../../src/domain/drift/due.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/Sao_Paulo',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'Asia/Kolkata',
  'Pacific/Apia',
];
const from = Date.parse('2025-01-01T00:00:00Z');

const zone = fc.constantFrom(...zones);
const time = fc.integer({ min: from, max: from + 4 * 366 * day });
const daily = fc.record({ at: fc.integer({ min: 0, max: 23 }), past: fc.integer({ min: 0, max: 59 }) });

/** The date there, such as `2026-03-29`. */
function dateIn(timeZone: string, at: number): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(at);
}

function clockIn(timeZone: string, at: number): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }).format(at);
}

function* occurrences(timetable: { cron: string; timeZone: string }, after: number, until: number) {
  for (let due = nextDue(timetable, after); due !== undefined && due <= until; due = nextDue(timetable, due))
    yield due;
}

test('a time of day comes once on every day of every zone', () => {
  fc.assert(
    fc.property(zone, daily, time, (timeZone, { at, past }, after) => {
      const timetable = { cron: `${past} ${at} * * *`, timeZone };
      const until = after + 40 * day;
      const dates = [...occurrences(timetable, after, until)].map((due) => dateIn(timeZone, due));
      expect(new Set(dates).size).toBe(dates.length);
      // Apart from the days at both ends, none is left out.
      for (let noon = after + day; noon < until - day; noon += day)
        expect(dates).toContain(dateIn(timeZone, noon));
    }),
    { numRuns: 60 },
  );
});

test('a time of day is the one that was asked for, unless a change of the clocks skips it', () => {
  fc.assert(
    fc.property(zone, daily, time, (timeZone, { at, past }, after) => {
      const wanted = `${String(at).padStart(2, '0')}:${String(past).padStart(2, '0')}`;
      const timetable = { cron: `${past} ${at} * * *`, timeZone };
      const due = nextDue(timetable, after);
      if (due === undefined) throw new Error('a time of day always comes');
      if (clockIn(timeZone, due) !== wanted) {
        // It is the end of a gap: a minute earlier it was before the time that was asked for.
        expect(clockIn(timeZone, due - minute) < wanted).toBe(true);
        expect(clockIn(timeZone, due) > wanted).toBe(true);
      }
    }),
    { numRuns: 200 },
  );
});

test.each([
  { cron: '30 2 * * *', what: 'in the gap', day: '2026-03-29', times: ['01:00'] },
  { cron: '30 2 * * *', what: 'twice on the clock', day: '2026-10-25', times: ['00:30'] },
  { cron: '0 1,3 * * *', what: 'a list around it', day: '2026-10-25', times: ['02:00'] },
  { cron: '0 2,3 * * *', what: 'a list in the gap', day: '2026-03-29', times: ['01:00'] },
  {
    cron: '*/30 * * * *',
    what: 'a steady rate',
    day: '2026-10-25',
    times: ['00:00', '00:30', '01:00', '01:30', '02:00', '02:30'],
  },
])('$cron in Berlin, $what', ({ cron, day: date, times }) => {
  const start = Date.parse(`${date}T00:00:00Z`) - 1;
  const found = [...occurrences({ cron, timeZone: 'Europe/Berlin' }, start, start + 3 * hour)];
  expect(found.map((due) => new Date(due).toISOString().slice(11, 16))).toEqual(times);
});

const patterns = ['*/5 * * * *', '0 * * * *', '30 2 * * *', '0 6 * * 1', '15 1-3 * * *', '0 0 1 * *'];

describe('the newest missed occurrence', () => {
  test('is the last of all of them', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...patterns),
        zone,
        time,
        fc.integer({ min: 0, max: 3 * day }),
        (cron, timeZone, after, length) => {
          const timetable = { cron, timeZone };
          const all = [...occurrences(timetable, after, after + length)];
          expect(newestDue(timetable, { after, until: after + length })).toBe(all.at(-1));
        },
      ),
      { numRuns: 100 },
    );
  });

  test('is a time of the schedule, whatever a clock does that steps back and forth', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...patterns),
        zone,
        time,
        fc.array(fc.integer({ min: -2 * hour, max: 6 * hour }), { maxLength: 30 }),
        (cron, timeZone, since, steps) => {
          const timetable = { cron, timeZone };
          const made = new Set<number>();
          let now = since;
          for (const step of steps) {
            now += step;
            const due = newestDue(timetable, { after: since, until: now });
            // A tick is named by when it was due, so the same one is never made twice.
            if (due !== undefined) made.add(due);
            for (const one of made) expect([...occurrences(timetable, one - 1, one)]).toEqual([one]);
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  test('is found in a year of minutes without reading each', () => {
    const timetable = { cron: '* * * * *', timeZone: 'Europe/Berlin' };
    const until = from + 366 * day + 30_000;
    expect(newestDue(timetable, { after: from, until })).toBe(from + 366 * day);
  });
});

test.each([
  { cron: '0 6 * * 1', period: 7 * day },
  { cron: '0 6 * * *', period: day },
  { cron: '0 6 * * 1-5', period: 3 * day },
  { cron: '*/15 8-17 * * *', period: 14 * hour + 15 * minute },
])('the period of $cron is its longest gap', ({ cron, period }) => {
  expect(measurePeriod({ cron, timeZone: 'UTC' }, from)).toBe(period);
});

test.each([
  { cron: '0 6 * * 1', timeZone: 'Europe/Berlin', tag: undefined },
  { cron: '0 6 * * 1', timeZone: 'Mars/Olympus', tag: 'time_zone' },
  { cron: '60 6 * * 1', timeZone: 'UTC', tag: 'cron' },
  { cron: '0 0 31 2 *', timeZone: 'UTC', tag: 'cron' },
  { cron: '0 0 6 * * 1', timeZone: 'UTC', tag: 'cron' },
  { cron: '@daily', timeZone: 'UTC', tag: 'cron' },
])('$cron in $timeZone is checked', ({ cron, timeZone, tag }) => {
  const checked = checkTimetable({ cron, timeZone }, from);
  expect(checked.status === 'refused' ? checked.refusal.tag : undefined).toBe(tag);
});

test('sweeps start in the first tenth of the period, and at most an hour late', () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 1 }),
      fc.string({ minLength: 1 }),
      fc.integer({ min: minute, max: 60 * day }),
      (repositoryId, name, period) => {
        const delay = spreadDelay({ repositoryId, name }, period);
        expect(delay).toBeGreaterThanOrEqual(0);
        expect(delay).toBeLessThanOrEqual(Math.min(period / 10, hour));
        expect(spreadDelay({ repositoryId, name }, period)).toBe(delay);
      },
    ),
  );
});
