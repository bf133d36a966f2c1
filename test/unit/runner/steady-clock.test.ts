import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createSteadyClock } from '../../../src/runner/steady-clock.ts';

/** Steps of both sources, in milliseconds. */
function play(steps: readonly (readonly [wall: number, uptime: number])[]): readonly number[] {
  const at = { wall: 1_000_000, uptime: 0 };
  const clock = createSteadyClock({ wall: () => at.wall, uptime: () => at.uptime });
  return steps.map(([wall, uptime]) => {
    at.wall += wall;
    at.uptime += uptime;
    return clock.now() - 1_000_000;
  });
}

const hour = 3_600_000;
test.each([
  [
    'nothing happens',
    [
      [10, 10],
      [10, 10],
    ],
    [10, 20],
  ],
  [
    'the time of day is set back',
    [
      [10, 10],
      [-hour, 5],
      [5, 5],
    ],
    [10, 15, 20],
  ],
  [
    'the time of day is set ahead',
    [
      [10, 10],
      [hour, 5],
      [5, 5],
    ],
    [10, hour + 10, hour + 15],
  ],
  [
    'the machine sleeps',
    [
      [10, 10],
      [hour, 0],
      [5, 5],
    ],
    [10, hour + 10, hour + 15],
  ],
  // Lock guarantee: database-clock
] as const)('what has passed when %s', (_name, steps, seen) => {
  expect(play(steps)).toEqual(seen);
});

test('never less than either source says, and never back', () => {
  const step = fc.tuple(fc.integer({ min: -10_000, max: 10_000 }), fc.nat({ max: 1_000 }));
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const seen = play(steps);
      let before = 0;
      let uptime = 0;
      for (const [index, now] of seen.entries()) {
        uptime += steps[index]?.[1] ?? 0;
        expect(now).toBeGreaterThanOrEqual(Math.max(before, uptime));
        before = now;
      }
    }),
  );
});

test('by itself it begins with the time of day, and sleeps', async () => {
  const clock = createSteadyClock();
  const start = clock.now();
  expect(Math.abs(start - Date.now())).toBeLessThan(60_000);
  await clock.sleep(1);
  expect(clock.now()).toBeGreaterThan(start);
});
