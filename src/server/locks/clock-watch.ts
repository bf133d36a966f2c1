/**
 * Notices when the database's clock jumps, by this process's uptime. Everything that expires is decided by that clock alone, so nothing here is
 * more than a warning.
 */
import type { Clock, Logger } from '../../base/ports.ts';
import type { DatabaseProbe } from '../database/open.ts';
import { repeat } from '../work/repeat.ts';
import type { LockMetrics } from './metrics.ts';

/** Pause between two looks, in milliseconds. */
const watchPauseMs = 10_000;
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

export interface ClockWatchPorts {
  readonly watch: ClockWatch;
  readonly clock: Pick<Clock, 'sleep'>;
  readonly logger: Logger;
  readonly metrics: Pick<LockMetrics, 'clockJumped'>;
}

/** One look. Locks end that much early or late; nobody can know which of the two times was right. */
export async function watchClock(
  { watch, metrics, logger }: Omit<ClockWatchPorts, 'clock'>,
  signal?: AbortSignal,
): Promise<void> {
  try {
    const jumpMs = await watch.look();
    if (jumpMs === 0) return;
    metrics.clockJumped(jumpMs > 0 ? 'ahead' : 'back');
    logger.warn('locks: the clock of the database was set; locks end by it', { jump_ms: jumpMs });
  } catch (error) {
    // The database is closed while the server stops.
    if (signal?.aborted !== true)
      logger.warn('locks: the clock of the database could not be read', { error });
  }
}

/** Looks until `signal` is aborted. */
export async function runClockWatch(ports: ClockWatchPorts, signal: AbortSignal): Promise<void> {
  await repeat({ clock: ports.clock, pauseMs: watchPauseMs, signal }, () => watchClock(ports, signal));
}
