/**
 * A clock for durations. The time of day can be set while a job runs, and uptime stops while a machine sleeps. The clock counts the longer
 * of the two, so that no lock seems to last longer than it does.
 */
import type { Clock } from '../base/ports.ts';
import { systemClock } from './clock.ts';

export interface TimeSources {
  /** Time of day, in milliseconds since the Unix epoch. */
  readonly wall: () => number;
  /** In milliseconds since any moment. Never decreases. */
  readonly uptime: () => number;
}

/** Starts at the time of day. If that is set ahead, the clock runs ahead, which ends a lock too early, not too late. */
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
