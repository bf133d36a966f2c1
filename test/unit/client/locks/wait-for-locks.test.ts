import { describe, expect, test } from '@jest/globals';
import { ActionError } from '../../../../src/base/errors.ts';
import type { TakeAnswer } from '../../../../src/client/locks/lock-answers.ts';
import { waitForLocks } from '../../../../src/client/locks/wait-for-locks.ts';
import { createTime, grantOf, heldBy } from './client-scene.ts';

const request = {
  keys: ['k'],
  message: 'm',
  kind: 'run',
  scope: 'job',
  ttlSeconds: { renewing: 60, plain: 3_600 },
  server: undefined,
} as const;
const granted: TakeAnswer = { status: 'granted', grants: [grantOf('k')] };
const held = heldBy('a stranger');
const heldAt = (position: number): TakeAnswer => ({ ...held, position });
const cut = new ActionError('REMOTE_UNREACHABLE', 'cut', { retry: {} });
const denied = new ActionError('DENIED_PERMISSION', 'no');

type Step = TakeAnswer | Error;

/** Answers in turn; the last one stays. */
function play(
  steps: { readonly many: readonly Step[]; readonly one?: readonly Step[] },
  options: {
    readonly waitMs: number;
    readonly cancelAt?: number;
    /** Cancelled in the middle of the request that is under way then, not between two. */
    readonly inRequest?: boolean;
    readonly answerMs?: number;
    /** What the server says about the place that is given up. */
    readonly stop?: boolean | Error;
  },
) {
  const time = createTime();
  const start = time.now();
  const controller = new AbortController();
  const counts = { many: 0, one: 0, stops: 0 };
  const seen: number[] = [];
  const waits: (number | undefined)[] = [];
  time.onSleep = (now) => {
    if (options.cancelAt !== undefined && options.inRequest !== true && now - start >= options.cancelAt)
      controller.abort(new Error('cancelled'));
  };
  const next = async (kind: 'many' | 'one'): Promise<TakeAnswer> => {
    const list = steps[kind] ?? [];
    const step = list[Math.min(counts[kind], list.length - 1)];
    counts[kind] += 1;
    time.advance(options.answerMs ?? 0);
    if (options.inRequest === true && time.now() - start >= (options.cancelAt ?? 0))
      controller.abort(new Error('cancelled'));
    if (step === undefined) throw new Error(`no answer for ${kind}`);
    if (step instanceof Error) throw step;
    return step;
  };
  const result = waitForLocks(
    request,
    { waitMs: options.waitMs, signal: controller.signal },
    {
      takeLocks: ({ waitSeconds }) => {
        waits.push(waitSeconds);
        return next('many');
      },
      takeLock: () => next('one'),
      async stopWaiting() {
        counts.stops += 1;
        if (options.stop instanceof Error) throw options.stop;
        return options.stop ?? true;
      },
      releaseLock: async () => ({ status: 'released' }),
      onHeld: (_by, waitedMs) => seen.push(waitedMs),
      clock: time,
      random: { fraction: () => 1 },
    },
  );
  return { result, counts, seen, time, waits };
}

describe('waitForLocks', () => {
  test('asks once without a wait', async () => {
    const { result, counts, time } = play({ many: [held] }, { waitMs: 0 });
    expect(await result).toMatchObject({ status: 'held', waitedMs: 0 });
    expect(counts.many).toBe(1);
    expect(time.sleeps).toEqual([]);
  });

  test('asks a server that renews often enough to take over within a second', async () => {
    const { result, time, seen } = play({ many: [...Array(50).fill(held), granted] }, { waitMs: 600_000 });
    expect(await result).toMatchObject({ status: 'acquired', isRepeat: false });
    expect(Math.max(...time.sleeps)).toBeLessThan(1_000);
    expect(Math.min(...time.sleeps)).toBeGreaterThan(100);
    expect(seen).toHaveLength(50);
  });

  test('spares one that does not renew', async () => {
    const { result, counts, time } = play(
      { many: [{ status: 'unsupported' }], one: [...Array(20).fill(held), granted] },
      { waitMs: 600_000 },
    );
    expect(await result).toMatchObject({ status: 'acquired', server: 'plain', ttlSeconds: 3_600 });
    expect(counts.many).toBe(1);
    expect(time.sleeps.slice(0, 6)).toEqual([1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
    expect(Math.max(...time.sleeps)).toBe(10_000);
  });

  test('asks a last time when the wait is over', async () => {
    const { result, time } = play({ many: [held] }, { waitMs: 3_000 });
    expect(await result).toMatchObject({ status: 'held', waitedMs: 3_000 });
    expect(time.sleeps.reduce((sum, milliseconds) => sum + milliseconds)).toBe(3_000);
  });

  test('asks a server with a queue again at once, and leaves the queue when the time is over', async () => {
    const queued = { ...held, position: 2 };
    const { result, counts, time, waits } = play({ many: [queued] }, { waitMs: 25_500, answerMs: 10_000 });
    expect(await result).toMatchObject({ status: 'held', by: { position: 2 } });
    expect(waits).toEqual([0, 3, 3]);
    expect(time.sleeps).toEqual([0, 0]);
    expect(counts.stops).toBe(1);
  });

  test.each([
    [499, 500],
    [500, 0],
  ])('an answer from the queue after %i ms is followed by a pause of %i ms', async (answerMs, pause) => {
    const queued = heldAt(2);
    const { result, time } = play({ many: [queued, queued, granted] }, { waitMs: 60_000, answerMs });
    expect(await result).toMatchObject({ status: 'acquired' });
    expect(time.sleeps).toEqual([0, pause]);
  });

  test('a request waits for what is left, in whole seconds and no longer than a killed job may keep others', async () => {
    const { result, waits } = play({ many: [heldAt(1)] }, { waitMs: 12_001, answerMs: 2_000 });
    expect(await result).toMatchObject({ status: 'held' });
    expect(waits).toEqual([0, 3, 3, 3, 3, 3, 1]);
  });

  test('does not ask without a pause when the queue answers at once', async () => {
    const queued = { ...held, position: 2 };
    const { result, time } = play({ many: [...Array(9).fill(queued), granted] }, { waitMs: 60_000 });
    expect(await result).toMatchObject({ status: 'acquired' });
    expect(time.sleeps[0]).toBe(0);
    expect(Math.min(...time.sleeps.slice(1))).toBeGreaterThan(100);
  });

  /** A job that is cancelled in the middle of its request number `at`, from 0, which ends as `end` says. */
  async function cancelDuring(
    end: TakeAnswer | Error,
    options: { readonly at?: number; readonly before?: Step; readonly stops?: readonly boolean[] } = {},
  ) {
    const { at = 0, before = heldAt(1), stops = [] } = options;
    const controller = new AbortController();
    const log: string[] = [];
    let asked = 0;
    const result = await waitForLocks(
      request,
      { waitMs: 60_000, signal: controller.signal },
      {
        takeLocks: async () => {
          const step = asked === at ? end : before;
          if (asked === at) controller.abort(new Error('cancelled'));
          asked += 1;
          await Promise.resolve();
          log.push('answer');
          if (step instanceof Error) throw step;
          return step;
        },
        takeLock: async () => granted,
        async stopWaiting({ keys, scope }) {
          log.push(`stop ${keys} ${scope}`);
          return stops[log.filter((line) => line.startsWith('stop')).length - 1] ?? false;
        },
        releaseLock: async () => ({ status: 'released' }),
        onHeld: () => {},
        clock: createTime(),
        random: { fraction: () => 0 },
      },
    );
    return { result, log };
  }

  test.each<
    [name: string, end: TakeAnswer | Error, stops: readonly boolean[], isUncertain: boolean, at?: number]
  >([
    ['was waiting: answered by the first', heldAt(1), [true, false], false],
    ['was overtaken: its place is given up by the second', heldAt(1), [false, true], false],
    ['was cut, and its place still there', cut, [false, true], false],
    ['was cut, and no place there', cut, [true, false], true],
    ['was refused for another reason', denied, [], false],
    ['was the second', heldAt(1), [true], false, 1],
    // Lock guarantee: cancelled-waiter
  ])('a cancelled job leaves the queue at once, and again after the request that %s', async (...row) => {
    const [, end, stops, isUncertain, at = 0] = row;
    const { result, log } = await cancelDuring(end, { at, stops });
    expect(result).toMatchObject({ status: 'cancelled', acquired: undefined, isUncertain });
    expect(log.slice(-3).toSorted()).toEqual(['answer', 'stop k job', 'stop k job']);
    expect(log.at(-1)).toBe('stop k job');
    expect(log.filter((line) => line === 'answer')).toHaveLength(at + 1);
  });

  test('an earlier request without an answer leaves it open too, until one is answered', async () => {
    const options = { at: 3, before: cut };
    expect((await cancelDuring(denied, options)).result).toMatchObject({ isUncertain: true });
    expect((await cancelDuring(heldAt(1), options)).result).toMatchObject({ isUncertain: false });
  });

  test('a job that is cancelled between two requests leaves once', async () => {
    const { result, counts } = play({ many: [held] }, { waitMs: 60_000, cancelAt: 1_000 });
    expect(await result).toMatchObject({ status: 'cancelled', isUncertain: false });
    expect(counts.stops).toBe(1);
  });

  test.each<[name: string, steps: Parameters<typeof play>[0], stop: boolean | Error]>([
    ['whose place is gone', { many: [held, cut] }, false],
    ['that cannot give up its place', { many: [held, cut] }, cut],
  ])('after a request without an answer, a cancelled job %s does not know', async (_name, steps, stop) => {
    const { result } = play(steps, { waitMs: 60_000, cancelAt: 1_500, stop });
    expect(await result).toMatchObject({ status: 'cancelled', isUncertain: true });
  });

  test('a job that is cancelled during its request to a server without a queue does not know', async () => {
    const options = { waitMs: 60_000, cancelAt: 1_000, inRequest: true };
    const { result, counts } = play({ many: [{ status: 'unsupported' }], one: [held, cut] }, options);
    expect(await result).toMatchObject({ status: 'cancelled', isUncertain: true });
    expect(counts.stops).toBe(0);
  });

  test('has no place to give up at a server without a queue', async () => {
    const steps = { many: [{ status: 'unsupported' } as const], one: [held] };
    const { result, counts } = play(steps, { waitMs: 3_000 });
    expect(await result).toMatchObject({ status: 'held' });
    expect(counts.stops).toBe(0);
  });

  test('rides out a server that fails while it waits', async () => {
    const { result, time } = play({ many: [held, ...Array(7).fill(cut), granted] }, { waitMs: 60_000 });
    expect(await result).toMatchObject({ status: 'acquired', isRepeat: true });
    // Three attempts each time, and a longer pause than for one that answers.
    expect(time.sleeps).toEqual([250, 500, 1_000, 2_000, 500, 1_000, 4_000, 500]);
  });

  test.each([
    ['a denial', { many: [held, denied] }, denied],
    ['a server that keeps failing without a wait', { many: [cut] }, cut],
  ])('rejects with %s', async (_name, steps, error) => {
    const waitMs = error === denied ? 60_000 : 0;
    const { result, counts } = play(steps, { waitMs });
    await expect(result).rejects.toBe(error);
    // A request without a wait has no place.
    expect(counts.stops).toBe(waitMs === 0 ? 0 : 1);
    // A denial is asked for once, a failure three times.
    expect(counts.many).toBe(waitMs === 0 ? 3 : 2);
  });

  test('a failure at the very end of the wait is the last', async () => {
    // Three attempts, half a second and a second apart.
    const { result, counts } = play({ many: [cut] }, { waitMs: 1_500 });
    await expect(result).rejects.toBe(cut);
    expect(counts.many).toBe(3);
  });

  test('stops where it is when the job is cancelled', async () => {
    const { result, counts } = play({ many: [held] }, { waitMs: 600_000, cancelAt: 2_000 });
    expect(await result).toMatchObject({ status: 'cancelled', acquired: undefined });
    expect(counts.many).toBeLessThan(8);
  });

  test('hands back what was granted during the cancellation', async () => {
    const time = createTime();
    const controller = new AbortController();
    const result = await waitForLocks(
      request,
      { waitMs: 0, signal: controller.signal },
      {
        takeLocks: async () => {
          controller.abort(new Error('cancelled'));
          return granted;
        },
        takeLock: async () => granted,
        stopWaiting: async () => false,
        releaseLock: async () => ({ status: 'released' }),
        onHeld: () => {},
        clock: time,
        random: { fraction: () => 0 },
      },
    );
    expect(result).toMatchObject({
      status: 'cancelled',
      acquired: { grants: [{ id: 'id-k' }] },
      isUncertain: false,
    });
  });
});
