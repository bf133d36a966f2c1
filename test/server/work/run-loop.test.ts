/** The loop that works on the queue: wake-ups, bounds, fairness, failures, lost leases, the end. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Registry } from 'prom-client';
import { serverClock, serverRandom } from '../../../src/server/system-ports.ts';
import { listFailed } from '../../../src/server/work/failed.ts';
import { HopelessWork, type WorkKind, type WorkTask } from '../../../src/server/work/kind.ts';
import { createWorkLoop, type WorkLoop } from '../../../src/server/work/run-loop.ts';
import { createWorkMetrics } from '../../../src/server/work/work-metrics.ts';
import { describeEachStore } from '../../support/stores.ts';
import { until } from '../../support/until.ts';
import { leaseMs, openQueue, type Queue } from './scene.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };
const defaults = {
  kind: 'job',
  concurrency: 2,
  leaseMs,
  maxRunMs: 60_000,
  retry: { baseDelayMs: 1, maxDelayMs: 2 },
};

describeEachStore('the run loop', (engine) => {
  let queue: Queue;
  let registry: Registry;
  let stopping: AbortController;
  let over: Promise<void>[];
  beforeEach(async () => {
    queue = await openQueue(engine);
    stopping = new AbortController();
    over = [];
  });
  afterEach(async () => {
    stopping?.abort();
    await Promise.all(over);
    await queue?.[Symbol.asyncDispose]();
  });

  function start(kinds: readonly WorkKind[], signal: AbortSignal = stopping.signal): WorkLoop {
    // Each loop is that of another process.
    registry = new Registry();
    const metrics = createWorkMetrics(registry);
    metrics.watch({ ...queue, kinds });
    const ports = { ...queue, clock: serverClock, random: serverRandom, logger: silent, metrics };
    const loop = createWorkLoop(ports);
    over.push(loop.run(kinds, signal));
    return loop;
  }
  const count = async () => (await queue.db.selectFrom('work_entries').select('id').execute()).length;

  test('works on what is there, and on what is enqueued later, as soon as it is woken', async () => {
    const done: string[] = [];
    await queue.enqueue({ kind: 'job', key: 'before' });
    const loop = start([{ ...defaults, run: async ({ entry }) => void done.push(entry.key) }]);
    // Not by `done`: the entry leaves the queue after its work.
    expect(await loop.settle({ kind: 'job', key: 'before' }, 30_000)).toBe(true);
    await queue.enqueue({ kind: 'job', key: 'after' });
    expect(await loop.settle({ kind: 'job', key: 'after' }, 30_000)).toBe(true);
    expect(done).toEqual(['before', 'after']);
    expect(await count()).toBe(0);
    const attempts = await registry.getSingleMetric('atmos_pro_work_attempts_total')?.get();
    expect(attempts?.values).toMatchObject([{ value: 2, labels: { kind: 'job', outcome: 'done' } }]);
  });

  test('finds by itself what another replica has enqueued', async () => {
    const done: string[] = [];
    start([{ ...defaults, run: async ({ entry }) => void done.push(entry.key) }]);
    await sleep(50);
    await queue.enqueue({ kind: 'job', key: 'elsewhere' });
    await until(() => done.length === 1);
  });

  test('does not wait longer than asked for an entry that does not end', async () => {
    const loop = start([{ ...defaults, run: async () => undefined }]);
    await queue.enqueue({ kind: 'job', key: 'later', delayMs: leaseMs });
    expect(await loop.settle({ kind: 'job', key: 'later' }, 50)).toBe(false);
    expect(await loop.settle({ kind: 'job', key: 'none' }, 30_000)).toBe(true);
  });

  test('works on as many at once as the kind allows, and lets no kind hold up another', async () => {
    const most = new Map<string, number>();
    const now = new Map<string, number>();
    const order: string[] = [];
    const run = async ({ entry: { kind } }: WorkTask) => {
      now.set(kind, (now.get(kind) ?? 0) + 1);
      most.set(kind, Math.max(most.get(kind) ?? 0, now.get(kind) ?? 0));
      await sleep(5);
      now.set(kind, (now.get(kind) ?? 0) - 1);
      order.push(kind);
    };
    const flood = Array.from({ length: 60 }, (_, index) => ({ kind: 'flood', key: `${index}` }));
    await queue.enqueue(...flood, { kind: 'rare', key: '1' });
    start([
      { ...defaults, kind: 'flood', concurrency: 3, run },
      { ...defaults, kind: 'rare', concurrency: 1, run },
    ]);
    await until(() => order.length === 61);
    expect(Object.fromEntries(most)).toEqual({ flood: 3, rare: 1 });
    expect(order.indexOf('rare')).toBeLessThan(10);
  });

  describe('a failing attempt', () => {
    test('is repeated until it succeeds', async () => {
      const attempts: number[] = [];
      await queue.enqueue({ kind: 'job', key: 'a' });
      const run = async ({ entry }: WorkTask) => {
        attempts.push(entry.attempts);
        if (entry.attempts < 3) throw new Error('not yet');
      };
      start([{ ...defaults, run }]);
      await until(async () => (await count()) === 0);
      expect(attempts).toEqual([1, 2, 3]);
    });

    test.each<[name: string, error: Error, attempts: number]>([
      ['after the last attempt', new Error('never'), 3],
      ['at once when it is hopeless', new HopelessWork('too large'), 1],
    ])('gives the entry up %s, together with what the kind writes then', async (_, error, attempts) => {
      await queue.enqueue({ kind: 'job', key: 'a' });
      start([
        {
          ...defaults,
          maxAttempts: 3,
          run: () => Promise.reject(error),
          onGivenUp: async (trx, entry) => {
            await trx
              .updateTable('work_entries')
              .set({ payload: '"noted"' })
              .where('id', '=', entry.id)
              .execute();
          },
        },
      ]);
      await until(async () => (await listFailed(queue.db, 'job')).length === 1);
      expect(await listFailed(queue.db, 'job')).toMatchObject([
        { key: 'a', attempts, problem: error.message, payload: 'noted' },
      ]);
    });

    test('is not begun again when every one of them crashed', async () => {
      let runs = 0;
      const run = async () => {
        runs += 1;
      };
      await queue.enqueue({ kind: 'job', key: 'a' });
      for (let crash = 0; crash < 3; crash += 1) {
        await queue.claim();
        await queue.move(leaseMs + 1);
      }
      start([{ ...defaults, maxAttempts: 3, run }]);
      await until(async () => (await listFailed(queue.db, 'job')).length === 1);
      expect(runs).toBe(0);
    });
  });

  test('comes back to an entry when its work says so', async () => {
    let runs = 0;
    await queue.enqueue({ kind: 'job', key: 'a' });
    const run = async () => {
      runs += 1;
      return runs < 3 ? { againInMs: 1 } : undefined;
    };
    start([{ ...defaults, run }]);
    await until(async () => (await count()) === 0);
    expect(runs).toBe(3);
  });

  describe('the lease', () => {
    test('is renewed during the work, so that no other worker begins it', async () => {
      let runs = 0;
      const leasedUntil = async () =>
        (await queue.db.selectFrom('work_entries').select('due_at').executeTakeFirstOrThrow()).due_at;
      await queue.enqueue({ kind: 'job', key: 'a' });
      const kind = {
        ...defaults,
        leaseMs: 6_000,
        run: async () => {
          runs += 1;
          const first = await leasedUntil();
          await until(async () => (await leasedUntil()) > first + 6_000);
        },
      };
      start([kind]);
      start([kind]);
      await until(async () => (await count()) === 0);
      expect(runs).toBe(1);
    });

    test('that is lost aborts the work, whose end changes nothing', async () => {
      await queue.enqueue({ kind: 'job', key: 'a' });
      const ends: string[] = [];
      const run = async ({ entry, signal, finish }: WorkTask) => {
        await queue.db
          .updateTable('work_entries')
          .set({ lease: 9, due_at: 9e15 })
          .where('id', '=', entry.id)
          .execute();
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        const writing = queue.db.transaction().execute(async (trx) => {
          await trx.updateTable('work_entries').set({ payload: '"mine"' }).execute();
          await finish(trx);
        });
        await writing.catch((error: Error) => ends.push(error.message));
      };
      // The loop has no turn for the entry while it works on it.
      start([{ ...defaults, concurrency: 1, leaseMs: 300, run }]);
      await until(() => ends.length === 1);
      expect(ends).toEqual(['the lease was lost']);
      expect(await queue.db.selectFrom('work_entries').select(['payload', 'lease']).execute()).toEqual([
        { payload: 'null', lease: 9 },
      ]);
    });

    test('is given back when the work takes too long', async () => {
      const runs: string[] = [];
      await queue.enqueue({ kind: 'job', key: 'a' });
      // The loop has no turn for the entry again while it is stuck with it.
      const stuck = { ...defaults, concurrency: 1, leaseMs: 100, maxRunMs: 50 };
      const freed = Promise.withResolvers<void>();
      const run = async () => {
        runs.push('stuck');
        await freed.promise;
      };
      start([{ ...stuck, run }]);
      await until(() => runs.length === 1);
      start([{ ...stuck, leaseMs, maxRunMs: 10_000, run: async () => void runs.push('other') }]);
      await until(() => runs.length === 2);
      freed.resolve();
      expect(runs).toEqual(['stuck', 'other']);
    });
  });

  test('ends with the server, after what was under way, and leaves the rest to others at once', async () => {
    await queue.enqueue({ kind: 'job', key: 'a' });
    let isRunning = false;
    const run = async ({ signal }: WorkTask) => {
      isRunning = true;
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    };
    const stop = new AbortController();
    start([{ ...defaults, run }], stop.signal);
    await until(() => isRunning);
    stop.abort();
    await Promise.all(over);
    expect(await queue.claim()).toMatchObject([{ key: 'a', attempts: 2 }]);
  });

  test('runs what recurs once per period, on all replicas together', async () => {
    const isLeased = async () =>
      (await queue.db.selectFrom('work_entries').select('id').where('is_leased', '=', 1).execute()).length >
      0;
    let ticks = 0;
    const run = async () => {
      ticks += 1;
    };
    const kind = { ...defaults, keys: ['tick'], periodMs: 3_600_000, run };
    const loops = [start([kind]), start([kind]), start([kind])];
    for (let period = 1; period <= 4; period += 1) {
      // Its end is on record, from which the period counts.
      await until(async () => ticks === period && !(await isLeased()));
      await queue.move(3_500_000);
      await Promise.all(loops.map((loop) => loop.settle({ kind: 'job', key: 'tick' }, 50)));
      expect(ticks).toBe(period);
      await queue.move(100_000);
      for (const loop of loops) loop.wake();
    }
  });
});
