/** Jumps of the database's clock, and what is none. That locks survive them is in `locks-grace.test.ts`. */
import { describe, expect, test } from '@jest/globals';
import { createClockWatch } from '../../../src/server/locks/clock-watch.ts';

/** Each look: how long the reading takes, and what the database's clock does meanwhile, in milliseconds. */
async function play(
  looks: readonly { readonly after: number; readonly takes?: number; readonly jump?: number }[],
) {
  const at = { uptime: 0, database: 5_000_000 };
  const pass = (milliseconds: number): void => {
    at.uptime += milliseconds;
    at.database += milliseconds;
  };
  let takes = 0;
  const store = {
    async now() {
      const time = at.database;
      pass(takes);
      return time;
    },
  };
  const watch = createClockWatch(store, () => at.uptime);
  const seen: number[] = [];
  for (const look of looks) {
    pass(look.after);
    at.database += look.jump ?? 0;
    takes = look.takes ?? 0;
    seen.push(await watch.look());
  }
  return seen;
}

const hour = 3_600_000;
// Lock guarantee: database-clock-set
describe('a jump of the clock', () => {
  test.each([
    ['none', [{ after: 0 }, { after: 10_000 }, { after: 10_000 }], [0, 0, 0]],
    ['ahead', [{ after: 0 }, { after: 10_000, jump: hour }, { after: 10_000 }], [0, hour, 0]],
    ['back', [{ after: 0 }, { after: 10_000, jump: -hour }, { after: 10_000 }], [0, -hour, 0]],
    [
      'as much as is tolerated',
      [{ after: 0 }, { after: 10, jump: 1_000 }, { after: 10, jump: -1_000 }],
      [0, 0, 0],
    ],
    [
      'a little more',
      [{ after: 0 }, { after: 10, jump: 1_001 }, { after: 10, jump: -1_001 }],
      [0, 1_001, -1_001],
    ],
    [
      'none, but slow answers',
      [
        { after: 0, takes: 9_000 },
        { after: 10, takes: 1 },
        { after: 10, takes: 9_000 },
      ],
      [0, 0, 0],
    ],
  ] as const)('%s', async (_name, looks, seen) => {
    expect(await play(looks)).toEqual(seen);
  });
});
