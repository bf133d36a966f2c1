/** Waits for the signals that end a program. */
import { once } from 'node:events';

const endSignals = ['SIGTERM', 'SIGINT'] as const;

/** Resolves with the first of SIGTERM and SIGINT (Ctrl-C). */
export function waitForEndSignal(): Promise<string> {
  return Promise.race(endSignals.map((signal) => once(process, signal).then(() => signal)));
}
