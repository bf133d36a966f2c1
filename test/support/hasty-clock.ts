/** The system's clock, with short pauses between attempts: for tests in which GitHub fails and is asked again. */
import type { Clock } from '../../src/base/ports.ts';
import { serverClock } from '../../src/server/system-ports.ts';

/** Longer ones are those of jobs in the background, in milliseconds. */
const longestPauseMs = 5_000;
const times = 50;

export const hastyClock: Clock = {
  ...serverClock,
  sleep: (milliseconds, signal) =>
    serverClock.sleep(milliseconds > longestPauseMs ? milliseconds : milliseconds / times, signal),
};
