/**
 * A clock for how long something lasts. The time of day may be set back or ahead while a job runs, and the system's uptime stands still while
 * a machine sleeps: what has passed is the longer of the two, so that nothing seems to last longer than it does.
 */
import type { Clock } from '../base/ports.ts';
import { systemClock } from './clock.ts';

export interface TimeSources {
  /** Time of day, in milliseconds since the Unix epoch. */
  readonly wall: () => number;
  /** Since whenever, in milliseconds; never goes back. */
  readonly uptime: () => number;
}

/** It starts with the time of day. A time of day that is set ahead makes it early: whoever is in doubt asks. */
export function createSteadyClock(
  { wall, uptime }: TimeSources = { wall: Date.now, uptime: () => performance.now() },
): Clock {
  let last = { wall: wall(), uptime: uptime() };
  let time = last.wall;
  return {
    now() {
      const next = { wall: wall(), uptime: uptime() };
      time += Math.max(next.wall - last.wall, next.uptime - last.uptime);
      last = next;
      return time;
    },
    sleep: systemClock.sleep,
  };
}
