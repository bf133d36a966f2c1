import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createLimiter } from '../../../src/github/limiter.ts';

describe('createLimiter', () => {
  test('never runs more than its bound, and runs everything', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.boolean(), { maxLength: 20 }),
        async (atOnce, fails) => {
          const limiter = createLimiter(atOnce);
          let running = 0;
          let peak = 0;
          const results = await Promise.allSettled(
            fails.map((fail) =>
              limiter.run(async () => {
                running += 1;
                peak = Math.max(peak, running);
                await Promise.resolve();
                running -= 1;
                if (fail) throw new Error('failed');
              }),
            ),
          );
          expect(peak).toBeLessThanOrEqual(atOnce);
          expect(results.map(({ status }) => status === 'rejected')).toEqual(fails);
          expect(running).toBe(0);
        },
      ),
    );
  });

  test('a caller that gives up while waiting leaves, and the others keep their places', async () => {
    const limiter = createLimiter(1);
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    const first = limiter.run(() => gate);
    const impatient = new AbortController();
    const second = limiter.run(async () => 'second', impatient.signal);
    const third = limiter.run(async () => 'third');
    impatient.abort(new Error('enough'));
    await expect(second).rejects.toThrow('enough');
    open();
    await first;
    await expect(third).resolves.toBe('third');
  });
});
