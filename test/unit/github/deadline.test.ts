/** Signals that are joined for the time of some work, and leave nothing behind. */
import { getEventListeners } from 'node:events';
import { describe, expect, test } from '@jest/globals';
import { withAnySignal } from '../../../src/base/any-signal.ts';
import { withDeadline } from '../../../src/github/deadline.ts';

const dayMs = 24 * 60 * 60_000;
const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_resolve, reject) => {
    const give = () => reject(signal.reason);
    if (signal.aborted) give();
    signal.addEventListener('abort', give);
  });

describe.each<{ readonly name: string; readonly join: typeof withAnySignal }>([
  { name: 'joined signals', join: withAnySignal },
  { name: 'joined signals with a deadline', join: (signals, work) => withDeadline(dayMs, signals, work) },
])('$name', ({ join }) => {
  test('abort with the reason of the first that does', async () => {
    const [one, other] = [new AbortController(), new AbortController()];
    const work = join([one.signal, undefined, other.signal], untilAborted);
    other.abort('other');
    one.abort('one');
    await expect(work).rejects.toBe('other');
  });

  test('abort at once where one has', async () => {
    await expect(join([AbortSignal.abort('before')], untilAborted)).rejects.toBe('before');
  });

  test.each([
    { name: 'succeeds', work: async () => 1 },
    { name: 'fails', work: async () => Promise.reject(new Error('no')) },
  ])('leave no listener when the work $name', async ({ work }) => {
    const { signal } = new AbortController();
    await join([signal], work).catch(() => undefined);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});

test('a deadline aborts with a timeout', async () => {
  await expect(withDeadline(1, [], untilAborted)).rejects.toMatchObject({ name: 'TimeoutError' });
});

test('the timer of a deadline ends with the work', async () => {
  const ended = await withDeadline(1, [], async (signal) => signal);
  await withDeadline(20, [], untilAborted).catch(() => undefined);
  expect(ended.aborted).toBe(false);
});
