/**
 * Detects jumps of the database's clock by comparing it with the uptime of this process. Locks expire by the database's clock alone, so the
 * result is a warning and a metric. Each process has its own uptime, so every replica watches, outside of the shared queue of work.
 */
import type { Clock, Logger } from '../../base/ports.ts';
import type { DatabaseProbe } from '../database/open.ts';
import { repeat } from '../work/repeat.ts';
import type { LockMetrics } from './metrics.ts';

/** Interval between two comparisons, in milliseconds. */
const watchPauseMs = 10_000;
/** Smaller differences are not a jump, in milliseconds: clocks are slewed, and uptimes drift. */
const toleranceMs = 1_000;

export interface ClockWatch {
  /** The jump since the last call, in milliseconds: positive is ahead, negative is back, 0 is none. The first call returns 0. */
  look(): Promise<number>;
}

/** A reading of the database's clock, and the uptime before and after it. */
interface Look {
  readonly from: number;
  readonly time: number;
  readonly to: number;
}

/** `uptime`: milliseconds since any moment; never decreases. */
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

/** Compares once. After a jump, locks expire that much earlier or later. Which of the two times was right is unknown. */
export async function watchClock(
  { watch, metrics, logger }: Omit<ClockWatchPorts, 'clock'>,
  signal?: AbortSignal,
): Promise<void> {
  try {
    const jumpMs = await watch.look();
    if (jumpMs === 0) return;
    metrics.clockJumped(jumpMs > 0 ? 'ahead' : 'back');
    logger.warn('locks: the clock of the database jumped; locks expire by this clock', { jump_ms: jumpMs });
  } catch (error) {
    // When the server stops, the database is closed.
    if (signal?.aborted !== true)
      logger.warn('locks: the clock of the database could not be read', { error });
  }
}

/** Compares every `watchPauseMs` until `signal` is aborted. */
export async function runClockWatch(ports: ClockWatchPorts, signal: AbortSignal): Promise<void> {
  await repeat({ clock: ports.clock, pauseMs: watchPauseMs, signal }, () => watchClock(ports, signal));
}
