/** The system's clock and randomness, as ports. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock, Random } from '../base/ports.ts';

export const systemClock: Clock = {
  now: () => Date.now(),
  async sleep(milliseconds, signal) {
    await wait(milliseconds, undefined, signal === undefined ? {} : { signal });
  },
};

export const systemRandom: Random = {
  fraction: () => Math.random(),
  uuid: () => crypto.randomUUID(),
};
