/** The world's time: what is scheduled happens in order and at its own time, however far the clock jumps. */
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createWorldClock } from '../../src/simulator/world/world-clock.ts';
import { startSimulator } from '../support/simulator.ts';
import { until } from '../support/until.ts';

function createClock() {
  let time = 1000;
  const clock = createWorldClock({ now: () => time, sleep: async () => undefined });
  const seen: [string, number][] = [];
  return {
    clock,
    seen,
    note: (name: string) => () => void seen.push([name, clock.now()]),
    moveBase: (milliseconds: number) => {
      time += milliseconds;
    },
  };
}

test('runs what is due in the order of its time, each at its own time', () => {
  const { clock, seen, note } = createClock();
  clock.at(3000, note('third'));
  clock.at(2000, () => {
    note('first')();
    clock.at(clock.now() + 500, note('second'));
  });
  clock.at(9000, note('never'));
  clock.advance(4000);
  expect(seen).toEqual([
    ['first', 2000],
    ['second', 2500],
    ['third', 3000],
  ]);
  expect(clock.now()).toBe(5000);
});

test('keeps the order of appointments of one time, and forgets what was cancelled', () => {
  const { clock, seen, note, moveBase } = createClock();
  clock.at(2000, note('a'));
  const cancel = clock.at(2000, note('b'));
  clock.at(2000, note('c'));
  // The past is now.
  clock.at(0, note('late'));
  cancel();
  moveBase(1500);
  expect(seen).toEqual([]);
  clock.settle();
  expect(seen).toEqual([
    ['late', 1000],
    ['a', 2000],
    ['c', 2000],
  ]);
});

test('settles by itself while time passes', async () => {
  await using simulator = await startSimulator({ seed: {} });
  const { clock } = simulator.world;
  const at = await new Promise<number>((resolve) => {
    clock.at(clock.now() + 20, () => resolve(clock.now()));
  });
  expect(at).toBeLessThanOrEqual(clock.now());
});

test('misses nothing while time passes, though timers end early and within one millisecond', async () => {
  // Timers of Node may end before their time, by up to a millisecond.
  const early = {
    now: () => Date.now(),
    sleep: (milliseconds: number) => wait(Math.max(0, milliseconds - 1)),
  };
  const waits = fc.array(fc.record({ after: fc.integer({ min: 0, max: 4 }), chained: fc.boolean() }), {
    minLength: 1,
    maxLength: 6,
  });
  await fc.assert(
    fc.asyncProperty(waits, async (all) => {
      const clock = createWorldClock(early);
      const stop = clock.keepTime();
      const left = new Set(all.map((_, index) => index));
      for (const [index, { after, chained }] of all.entries()) {
        const end = () => void left.delete(index);
        clock.at(clock.now() + after, chained ? () => void clock.at(clock.now() + after, end) : end);
      }
      await until(async () => left.size === 0).finally(stop);
    }),
    { numRuns: 100 },
  );
});

test('is moved over HTTP', async () => {
  await using simulator = await startSimulator({ seed: {} });
  const seen: number[] = [];
  const due = simulator.world.clock.now() + 3_600_000;
  simulator.world.clock.at(due, () => void seen.push(simulator.world.clock.now()));
  const call = async (body?: unknown) => {
    const response = await fetch(`${simulator.origin}/_simulator/time`, {
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as { readonly now: string } };
  };
  const moved = await call({ advance: 7_200_000 });
  expect(Date.parse(moved.body.now)).toBeGreaterThan(due);
  expect(seen).toEqual([due]);
  expect(Date.parse((await call()).body.now)).toBeGreaterThan(due);
  expect((await call({ advance: -1 })).status).toBe(400);
});
