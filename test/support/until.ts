/** Waiting for something to come true, instead of for a time in which it should have. */
import { setTimeout as sleep } from 'node:timers/promises';
import { patience } from './patience.ts';

const pauseMs = 20;
const limitMs = patience(20_000);

/**
 * Resolves when `isTrue` does. Rejects with its text when it does not come true in time, also because it does not answer. `describe`: what
 * is so instead, for the report.
 */
export async function until(
  isTrue: () => boolean | Promise<boolean>,
  describe: () => unknown = () => '',
): Promise<void> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new Error(`not so within ${limitMs} ms: ${isTrue} ${JSON.stringify(describe())}`)),
    limitMs,
  );
  try {
    while (!(await Promise.race([isTrue(), late]))) await Promise.race([sleep(pauseMs), late]);
  } finally {
    clearTimeout(timer);
  }
}
