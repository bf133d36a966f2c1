/** Repeats a job in rounds, with a pause before each. */
import type { Clock } from '../../base/ports.ts';

export interface Rounds {
  readonly clock: Pick<Clock, 'sleep'>;
  /** In milliseconds. */
  readonly pauseMs: number;
  readonly signal: AbortSignal;
}

/** Until `signal` is aborted. `work` is handed the number of its round, from 0, and reports its own failures. */
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
