/** Time from the release of a lock until the waiting job knows that it holds it, with the polling of `lock-stack`. */
import { createApiClient } from '../../src/client/client.ts';
import { waitForLocks } from '../../src/client/locks/wait-for-locks.ts';
import { systemClock } from '../../src/runner/clock.ts';
import { createHttpsFetch } from '../../src/runner/https-fetch.ts';
import type { Section } from '../section.ts';
import { summarize } from '../statistics.ts';
import { startScene } from '../support/scene.ts';

const handOffs = 60;
/** The holder keeps the lock for this long at most, in milliseconds, so that releases fall anywhere between two attempts. */
const longestHoldMs = 1_500;
const longestWaitMs = 30_000;
const terms = {
  message: 'bench',
  kind: 'run',
  scope: 'job',
  ttlSeconds: { renewing: 60, plain: 60 },
  server: 'renewing',
} as const;

export const lockHandOff: Section = {
  name: 'lock-hand-off',
  async measure() {
    const scene = await startScene({ installations: 1, sources: 1 });
    const fetch = createHttpsFetch({ environment: {} });
    const client = createApiClient(
      { baseUrl: scene.url(), endpoint: 'api/v1', userAgent: 'bench' },
      { fetch },
    );
    const [first = ''] = await scene.issueIdTokens(1, 'bench');
    const [second = ''] = await scene.issueIdTokens(1, 'waiter');
    const holder = { token: await scene.exchange(first) };
    const waiter = { token: await scene.exchange(second) };
    const random = { fraction: Math.random };
    const delays: number[] = [];
    for (let index = 0; index < handOffs; index += 1) {
      const key = `owner-0/infra/stack/component-${index}`;
      await client.takeLocks(holder, { keys: [key], ...terms });
      const waiting = waitForLocks(
        { keys: [key], ...terms },
        { waitMs: longestWaitMs, signal: new AbortController().signal },
        {
          takeLocks: (order) => client.takeLocks(waiter, order),
          takeLock: (one, order) => client.takeLock(waiter, { ...order, keys: [one] }),
          stopWaiting: (order) => client.stopWaiting(waiter, order),
          releaseLock: (target) => client.releaseLock(waiter, target),
          onHeld: () => undefined,
          clock: systemClock,
          random,
        },
      );
      await systemClock.sleep(random.fraction() * longestHoldMs);
      const released = performance.now();
      await client.releaseLock(holder, { key });
      const result = await waiting;
      if (result.status !== 'acquired') throw new Error(`the waiter got ${result.status}`);
      delays.push(performance.now() - released);
      await client.releaseLock(waiter, { key });
    }
    await scene.stop();
    const { minimum, median, p99, maximum } = summarize(delays);
    return {
      title: 'Hand-off of a lock to a job that waits',
      method: `${handOffs} hand-offs, one waiter each, ms from before the release to after the waiter's answer.`,
      rows: [{ 'min ms': minimum, 'median ms': median, 'p99 ms': p99, 'max ms': maximum }],
      targets: [{ what: 'hand-off, p99', limit: 1_000, measured: p99, unit: 'ms' }],
    };
  },
};
