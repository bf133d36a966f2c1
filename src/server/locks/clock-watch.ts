/**
 * Notices when the database's clock jumps, by this process's uptime. Everything that expires is decided by that clock alone, so nothing here is
 * more than a warning.
 */
import type { DatabaseProbe } from '../database/open.ts';

/** What is no jump yet, in milliseconds: clocks are slewed, and uptimes drift. */
const toleranceMs = 1_000;

export interface ClockWatch {
  /** By how much it jumped since the last look, in milliseconds, ahead or (negative) back; 0 when it did not, or at the first look. */
  look(): Promise<number>;
}

/** The reading was made between two moments of the uptime. */
interface Look {
  readonly from: number;
  readonly time: number;
  readonly to: number;
}

/** `uptime`: milliseconds since whenever, which never go back. */
export function createClockWatch(
  probe: Pick<DatabaseProbe, 'now'>,
  uptime: () => number = () => performance.now(),
): ClockWatch {
  let last: Look | undefined;
  return {
    async look() {
      const from = uptime();
      const time = await probe.now();
      const next = { from, time, to: uptime() };
      const before = last;
      last = next;
      if (before === undefined) return 0;
      const passed = next.time - before.time;
      const most = next.to - before.from;
      const least = next.from - before.to;
      if (passed > most + toleranceMs) return passed - most;
      return passed < least - toleranceMs ? passed - least : 0;
    },
  };
}
