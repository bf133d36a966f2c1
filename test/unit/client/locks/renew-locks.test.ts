import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ActionError } from '../../../../src/base/errors.ts';
import type { LockOrder } from '../../../../src/client/locks/lock-answers.ts';
import { keepLocks } from '../../../../src/client/locks/renew-locks.ts';
import type { KeptLock } from '../../../../src/domain/locks/kept.ts';
import { createServer, createTime } from './client-scene.ts';

const order: LockOrder = {
  keys: [],
  ttlSeconds: { renewing: 60, plain: 60 },
  message: 'm',
  kind: 'run',
  scope: 'job',
};

/** A heartbeat over `keys`; `at` are things that happen, by seconds since the start. It is stopped after `stopAfter` seconds. */
async function play(
  keys: readonly string[],
  options: {
    readonly stopAfter: number;
    readonly at?: readonly (readonly [second: number, happen: (scene: Scene) => void])[];
    readonly knowsRenewOnly?: boolean;
  },
) {
  const time = createTime();
  const server = createServer(time, options.knowsRenewOnly);
  const start = time.now();
  const taken = await server.takeLocks({ ...order, keys });
  if (taken.status !== 'granted') throw new Error('not taken');
  const until = start + 60_000;
  const locks = taken.grants.map(({ id, key }) => ({ id, key, until }));
  const scene: Scene = {
    server,
    wanted: locks.map(({ id }) => id),
    alive: true,
    failing: false,
    hanging: false,
    aheadMs: 0,
  };
  const timeouts: number[] = [];
  const reports: (readonly KeptLock[])[] = [];
  const due = [...(options.at ?? [])];
  time.onSleep = (now) => {
    while (due[0] !== undefined && now - start >= due[0][0] * 1_000) due.shift()?.[1](scene);
    if (now - start >= options.stopAfter * 1_000) scene.wanted = [];
  };
  await keepLocks(
    { locks, order, takenAt: start },
    {
      takeLocks: async (asked, { timeoutMs }) => {
        timeouts.push(timeoutMs);
        if (scene.hanging) {
          time.advance(timeoutMs);
          throw new ActionError('REMOTE_UNREACHABLE', 'no answer', { retry: {} });
        }
        expect(asked.renewOnly).toBe(true);
        if (scene.failing) throw new ActionError('REMOTE_UNREACHABLE', 'no network', { retry: {} });
        return server.takeLocks(asked);
      },
      releaseLock: (target) => server.releaseLock(target),
      readWanted: async () => scene.wanted,
      isJobAlive: () => scene.alive,
      report: async (kept) => {
        reports.push(kept);
      },
      clock: { now: () => time.now() + scene.aheadMs, sleep: (milliseconds) => time.sleep(milliseconds) },
    },
  );
  const seconds = (time.now() - start) / 1_000;
  return { server, locks, last: reports.at(-1) ?? [], seconds, timeouts };
}

interface Scene {
  readonly server: ReturnType<typeof createServer>;
  wanted: readonly string[] | undefined;
  alive: boolean;
  failing: boolean;
  /** Requests get no answer at all. */
  hanging: boolean;
  /** Of the machine that renews, before the server's. */
  aheadMs: number;
}

describe('keepLocks', () => {
  test('renews all keys at a third of the TTL until they are no longer wanted', async () => {
    const { server, last, seconds } = await play(['a', 'b'], { stopAfter: 130 });
    expect(server.takes.slice(1)).toEqual(Array.from({ length: 6 }, () => ['a', 'b']));
    expect(last.map(({ status }) => status)).toEqual(['dropped', 'dropped']);
    expect(seconds).toBeLessThan(131);
  });

  test.each<[name: string, happen: (scene: Scene) => void]>([
    ['the job is gone', (scene) => (scene.alive = false)],
    ['its directory is gone', (scene) => (scene.wanted = undefined)],
  ])('stops when %s, and lets the locks run out', async (_name, happen) => {
    const { server, seconds } = await play(['a'], { stopAfter: 500, at: [[30, happen]] });
    expect(seconds).toBeLessThan(31);
    expect(server.takes).toHaveLength(2);
    expect(server.releases).toEqual([]);
  });

  test('leaves a key alone that a step frees, and keeps the others', async () => {
    const { server, last } = await play(['a', 'b'], {
      stopAfter: 70,
      at: [[30, (scene) => (scene.wanted = scene.wanted?.slice(1))]],
    });
    expect(server.takes.slice(1)).toEqual([['a', 'b'], ['b'], ['b']]);
    expect(last.map(({ status }) => status)).toEqual(['dropped', 'dropped']);
  });

  test('a lock that was ended is lost, and no renewal takes it', async () => {
    const { server, last } = await play(['a', 'b'], {
      stopAfter: 70,
      at: [[30, ({ server: peer }) => peer.held.delete('a')]],
    });
    expect(last.map(({ status }) => status)).toEqual(['lost', 'dropped']);
    expect(last[0]?.reason).toContain('nobody');
    expect(server.releases).toEqual([]);
    expect(server.grants).toBe(2);
    expect(server.takes.at(-1)).toEqual(['b']);
  });

  // Lock guarantee: late-renewal
  test('at a server that takes it all the same, what the renewal took is given back', async () => {
    const { server, last } = await play(['a', 'b'], {
      stopAfter: 70,
      knowsRenewOnly: false,
      at: [[30, ({ server: peer }) => peer.held.delete('a')]],
    });
    expect(last.map(({ status }) => status)).toEqual(['lost', 'dropped']);
    expect(last[0]?.reason).toContain('was not taken again');
    expect(server.releases).toEqual(['g-3']);
    expect(server.held.has('a')).toBe(false);
    expect(server.takes.at(-1)).toEqual(['b']);
  });

  test('a lock of another holder is lost; the others are kept', async () => {
    const { last, server } = await play(['a', 'b'], {
      stopAfter: 70,
      at: [[30, ({ server: peer }) => peer.foreign.add('b')]],
    });
    expect(last.map(({ status }) => status)).toEqual(['dropped', 'lost']);
    expect(last[1]?.reason).toContain('a stranger');
    expect(server.takes.at(-1)).toEqual(['a']);
  });

  test('survives an outage that is shorter than the time left', async () => {
    const { last } = await play(['a'], {
      stopAfter: 100,
      at: [
        [19, (scene) => (scene.failing = true)],
        [55, (scene) => (scene.failing = false)],
      ],
    });
    expect(last.map(({ status }) => status)).toEqual(['dropped']);
  });

  test('calls the lock lost once it may have run out', async () => {
    const { last, seconds } = await play(['a'], {
      stopAfter: 500,
      at: [[0, (scene) => (scene.failing = true)]],
    });
    expect(last[0]).toMatchObject({ status: 'lost', reason: expect.stringContaining('no network') });
    expect(seconds).toBeGreaterThanOrEqual(60);
    expect(seconds).toBeLessThan(61);
  });

  // Lock guarantee: server-unreachable
  test('no request that hangs hides that the lock has run out', async () => {
    const { last, seconds, timeouts } = await play(['a'], {
      stopAfter: 500,
      at: [[0, (scene) => (scene.hanging = true)]],
    });
    expect(last[0]).toMatchObject({ status: 'lost', reason: expect.stringContaining('no answer') });
    expect(seconds).toBeGreaterThanOrEqual(60);
    expect(seconds).toBeLessThanOrEqual(62);
    expect(Math.max(...timeouts)).toBe(10_000);
    expect(Math.min(...timeouts)).toBeGreaterThanOrEqual(2_000);
  });

  // Lock guarantee: wrong-clocks
  test('a clock that is set ahead costs a request and no lock', async () => {
    const { last, server } = await play(['a'], {
      stopAfter: 100,
      at: [[5, (scene) => (scene.aheadMs = 3_600_000)]],
    });
    expect(last.map(({ status }) => status)).toEqual(['dropped']);
    expect(server.grants).toBe(1);
  });

  test('whatever happens, it never ends with a grant that it did not start with, nor hides a loss', async () => {
    const event = fc.tuple(
      fc.integer({ min: 0, max: 200 }),
      fc.constantFrom<(scene: Scene) => void>(
        (scene) => void scene.server.held.delete('a'),
        (scene) => void scene.server.held.delete('b'),
        (scene) => {
          scene.failing = true;
        },
        (scene) => {
          scene.failing = false;
        },
        (scene) => void scene.server.foreign.add('a'),
        (scene) => void scene.server.foreign.delete('a'),
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 8 }), fc.boolean(), async (events, knowsRenewOnly) => {
        const at = events.toSorted(([a], [b]) => a - b);
        const { server, locks, last } = await play(['a', 'b'], { stopAfter: 250, at, knowsRenewOnly });
        if (knowsRenewOnly) expect(server.grants).toBe(2);
        for (const { id, key } of locks) {
          const now = server.held.get(key);
          expect([undefined, id]).toContain(now?.id);
          const kept = last.find((lock) => lock.id === id);
          if (now === undefined) expect(kept?.status).toBe('lost');
        }
      }),
      { numRuns: 150 },
    );
  });
});
