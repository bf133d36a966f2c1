/**
 * Repeats a job in this process, with a pause before each round. It is for jobs that every process must do for itself: the watch of the
 * database's clock compares it with the uptime of the process. Jobs that one replica does for all are recurring entries of the queue
 * (`createRounds`).
 */
import type { Clock } from '../../base/ports.ts';

export interface Rounds {
  readonly clock: Pick<Clock, 'sleep'>;
  /** Pause before each round, in milliseconds. */
  readonly pauseMs: number;
  readonly signal: AbortSignal;
}

/** Repeats `work` until `signal` is aborted. `round` starts at 0. `work` must handle its failures: a rejection ends the loop. */
export async function repeat(
  { clock, pauseMs, signal }: Rounds,
  work: (round: number) => Promise<void>,
): Promise<void> {
  for (let round = 0; !signal.aborted; round += 1) {
    try {
      await clock.sleep(pauseMs, signal);
    } catch (error) {
      if (signal.aborted) return;
      throw error;
    }
    await work(round);
  }
}
