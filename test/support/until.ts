/** Waiting for something to come true, instead of for a time in which it should have. */
import { setTimeout as sleep } from 'node:timers/promises';
import { patience } from './patience.ts';

const pauseMs = 20;
const limitMs = patience(20_000);

/** Resolves when `isTrue` does; rejects with its text when it does not come true. */
export async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + limitMs;
  while (!(await isTrue())) {
    if (Date.now() > deadline) throw new Error(`not so within ${limitMs} ms: ${isTrue}`);
    await sleep(pauseMs);
  }
}
