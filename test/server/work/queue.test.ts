/** What the queue promises, on both engines. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { measureWork } from '../../../src/server/work/backlog.ts';
import { createFindDue } from '../../../src/server/work/claim.ts';
import { enqueue, enqueueRecurring } from '../../../src/server/work/enqueue.ts';
import type { WorkEntry } from '../../../src/server/work/entry.ts';
import { failedLifeMs, forgetFailed, listFailed, retryFailed } from '../../../src/server/work/failed.ts';
import { finish, giveUp, hold, postpone, renew, retryLater } from '../../../src/server/work/lease.ts';
import { describeEachStore } from '../../support/stores.ts';
import { leaseMs, openQueue, type Queue } from './scene.ts';

const hourMs = 3_600_000;
const job = (key: string, more: object = {}) => ({ kind: 'job', key, ...more });

describeEachStore('the work queue', (engine) => {
  let queue: Queue;
  beforeEach(async () => {
    queue = await openQueue(engine);
  });
  afterEach(() => queue?.[Symbol.asyncDispose]());

  async function claimOne(): Promise<WorkEntry> {
    const [entry] = await queue.claim({ limit: 1 });
    if (entry === undefined) throw new Error('nothing was due');
    return entry;
  }
  const keys = (entries: readonly { readonly key: string }[]) => entries.map(({ key }) => key).sort();

  describe('an entry', () => {
    test('is claimed once, with its payload, and leaves the queue when it is finished', async () => {
      await queue.enqueue(job('a', { payload: { text: 'nul \u0000 and ü' }, since: 5 }));
      const entry = await claimOne();
      expect(entry).toEqual({
        id: expect.any(Number),
        kind: 'job',
        key: 'a',
        lane: undefined,
        payload: { text: 'nul \u0000 and ü' },
        since: 5,
        lease: 1,
        attempts: 1,
      });
      expect(await queue.claim()).toEqual([]);
      expect(await finish(queue.db, queue.dialect, entry)).toBe(true);
      await queue.move(2 * leaseMs);
      expect(await queue.claim()).toEqual([]);
    });

    test('does not exist when the transaction that enqueued it failed', async () => {
      const failing = queue.db.transaction().execute(async (trx) => {
        await enqueue(trx, queue.dialect, [job('a')]);
        throw new Error('undone');
      });
      await expect(failing).rejects.toThrow('undone');
      expect(await queue.claim()).toEqual([]);
    });

    test('waits for its time, and is claimed in the order of those times', async () => {
      await queue.enqueue(job('late', { delayMs: 2 * hourMs }), job('soon', { delayMs: hourMs }), job('now'));
      const now = await queue.claim();
      expect(keys(now)).toEqual(['now']);
      for (const entry of now) await finish(queue.db, queue.dialect, entry);
      await queue.move(3 * hourMs);
      expect((await claimOne()).key).toBe('soon');
      expect((await claimOne()).key).toBe('late');
    });

    test('is not handed to a process that knows other kinds or keys', async () => {
      await queue.enqueue(job('a'), job('b'));
      expect(await queue.claim({ kind: 'other' })).toEqual([]);
      expect(keys(await queue.claim({ keys: ['b', 'c'] }))).toEqual(['b']);
    });

    test('is claimed again when its lease has run out, and its first holder can do nothing more', async () => {
      await queue.enqueue(job('a'));
      const first = await claimOne();
      await queue.move(leaseMs + 1);
      const second = await claimOne();
      expect(second).toMatchObject({ key: 'a', attempts: 2, lease: first.lease + 1 });
      const { db, dialect } = queue;
      expect(await renew(db, dialect, { ...first, leaseMs })).toBe(false);
      expect(await hold(db, dialect, first)).toBe(false);
      expect(await finish(db, dialect, first)).toBe(false);
      expect(await postpone(db, dialect, { ...first, delayMs: 0 })).toBe(false);
      expect(await retryLater(db, dialect, { ...first, delayMs: 0, problem: 'p' })).toBe(false);
      expect(await giveUp(db, dialect, { ...first, problem: 'p' })).toBe(false);
      expect(await queue.claim()).toEqual([]);
      expect(await finish(db, dialect, second)).toBe(true);
      expect(await finish(db, dialect, second)).toBe(false);
    });

    test('stays claimed as long as it is renewed', async () => {
      await queue.enqueue(job('a'));
      const entry = await claimOne();
      for (let round = 0; round < 3; round += 1) {
        await queue.move(leaseMs - 60_000);
        expect(await renew(queue.db, queue.dialect, { ...entry, leaseMs })).toBe(true);
      }
      expect(await queue.claim()).toEqual([]);
    });

    test('is due later when it was postponed or its attempt failed, which counts', async () => {
      await queue.enqueue(job('a'));
      const first = await claimOne();
      expect(await retryLater(queue.db, queue.dialect, { ...first, delayMs: hourMs, problem: 'p' })).toBe(
        true,
      );
      expect(await queue.claim()).toEqual([]);
      await queue.move(hourMs + 1);
      const second = await claimOne();
      expect(second.attempts).toBe(2);
      expect(await postpone(queue.db, queue.dialect, { ...second, delayMs: hourMs })).toBe(true);
      expect(await queue.claim()).toEqual([]);
      await queue.move(hourMs + 1);
      expect((await claimOne()).attempts).toBe(1);
    });
  });

  describe('an entry that is enqueued again', () => {
    test('stays one, with the new payload and the earlier time', async () => {
      await queue.enqueue(job('a', { payload: 1, delayMs: hourMs }));
      await queue.enqueue(job('a', { payload: 2, delayMs: 2 * hourMs }));
      expect(await queue.claim()).toEqual([]);
      await queue.enqueue(job('a', { payload: 3 }));
      expect(await queue.claim()).toMatchObject([{ key: 'a', payload: 3 }]);
    });

    test('while it is worked on has another turn, at its time', async () => {
      await queue.enqueue(job('a', { payload: 1 }));
      const entry = await claimOne();
      await queue.enqueue(job('a', { payload: 2, delayMs: hourMs }));
      expect(await queue.claim()).toEqual([]);
      expect(await finish(queue.db, queue.dialect, entry)).toBe(true);
      expect(await queue.claim()).toEqual([]);
      await queue.move(hourMs + 1);
      const again = await claimOne();
      expect(again).toMatchObject({ payload: 2, attempts: 1 });
      expect(await finish(queue.db, queue.dialect, again)).toBe(true);
      await queue.move(2 * leaseMs);
      expect(await queue.claim()).toEqual([]);
    });

    test('has no other turn when the one that knew of it begins after a crash', async () => {
      await queue.enqueue(job('a', { payload: 1 }));
      await claimOne();
      await queue.enqueue(job('a', { payload: 2 }));
      await queue.move(leaseMs + 1);
      const again = await claimOne();
      expect(again.payload).toBe(2);
      await finish(queue.db, queue.dialect, again);
      await queue.move(2 * leaseMs);
      expect(await queue.claim()).toEqual([]);
    });

    test('does not skip the pause after a failure', async () => {
      await queue.enqueue(job('a'));
      await retryLater(queue.db, queue.dialect, { ...(await claimOne()), delayMs: hourMs, problem: 'p' });
      await queue.enqueue(job('a'));
      expect(await queue.claim()).toEqual([]);
    });
  });

  describe('a lane', () => {
    test('is worked on one at a time, in order, beside other lanes', async () => {
      await queue.enqueue(
        job('a1', { lane: 'a' }),
        job('a2', { lane: 'a' }),
        job('b1', { lane: 'b' }),
        job('c'),
      );
      const first = await queue.claim();
      expect(keys(first)).toEqual(['a1', 'b1', 'c']);
      expect(await queue.claim()).toEqual([]);
      for (const entry of first) await finish(queue.db, queue.dialect, entry);
      expect(keys(await queue.claim())).toEqual(['a2']);
    });

    test('waits for an entry that failed once, and passes one that was given up', async () => {
      await queue.enqueue(job('a1', { lane: 'a' }), job('a2', { lane: 'a' }));
      await retryLater(queue.db, queue.dialect, { ...(await claimOne()), delayMs: hourMs, problem: 'p' });
      expect(await queue.claim()).toEqual([]);
      await queue.move(hourMs + 1);
      await giveUp(queue.db, queue.dialect, { ...(await claimOne()), problem: 'p' });
      expect((await claimOne()).key).toBe('a2');
    });

    test('is never taken twice, whatever is asked at the same moment', async () => {
      await queue.enqueue(
        ...Array.from({ length: 30 }, (_, index) => job(`${index}`, { lane: `${index % 3}` })),
      );
      const all = (await Promise.all(Array.from({ length: 10 }, () => queue.claim({ limit: 2 })))).flat();
      expect(all.map(({ lane }) => lane).sort()).toEqual(['0', '1', '2']);
    });

    test('has one holder even if an earlier entry appears late', async () => {
      await queue.enqueue(job('late', { lane: 'a', delayMs: hourMs }), job('early', { lane: 'b' }));
      await claimOne();
      // A transaction that took its number first and was committed last.
      await queue.db
        .updateTable('work_entries')
        .set({ lane: 'b', due_at: 0 })
        .where('key', '=', 'late')
        .execute();
      expect(await queue.claim()).toEqual([]);
      await queue.move(leaseMs + 1);
      expect((await claimOne()).key).toBe('early');
      expect(await queue.claim()).toEqual([]);
      const takeLate = queue.db.updateTable('work_entries').set({ is_leased: 1 }).where('key', '=', 'late');
      await expect(takeLate.execute()).rejects.toThrow();
    });
  });

  describe('a failed entry', () => {
    beforeEach(async () => {
      await queue.enqueue(job('a', { payload: 1, since: 7 }));
      const problem = 'x'.repeat(2_000);
      expect(await giveUp(queue.db, queue.dialect, { ...(await claimOne()), problem })).toBe(true);
    });

    test('is listed and not claimed', async () => {
      await queue.move(2 * leaseMs);
      expect(await queue.claim()).toEqual([]);
      expect(await listFailed(queue.db, 'job')).toEqual([
        { ...job('a'), payload: 1, since: expect.any(Number), attempts: 1, problem: 'x'.repeat(500) },
      ]);
    });

    test.each<[how: string, revive: () => Promise<unknown>]>([
      ['retried', () => retryFailed(queue.db, queue.dialect, job('a'))],
      ['enqueued again', () => queue.enqueue(job('a', { payload: 1 }))],
    ])('starts again when it is %s', async (_, revive) => {
      await revive();
      expect(await claimOne()).toMatchObject({ key: 'a', payload: 1, attempts: 1 });
      expect(await listFailed(queue.db, 'job')).toEqual([]);
      expect(await retryFailed(queue.db, queue.dialect, job('a'))).toBe(false);
    });

    test('is forgotten in the end', async () => {
      expect(await forgetFailed(queue.db, queue.dialect)).toBe(0);
      await queue.move(failedLifeMs + 1);
      expect(await forgetFailed(queue.db, queue.dialect)).toBe(1);
      expect(await listFailed(queue.db, 'job')).toEqual([]);
    });
  });

  describe('an entry that recurs', () => {
    const ticks = { kind: 'job', key: 'tick', periodMs: hourMs };
    beforeEach(() => enqueueRecurring(queue.db, queue.dialect, ticks));

    test('is due at once, and a period after each end', async () => {
      for (let round = 0; round < 3; round += 1) {
        expect(await finish(queue.db, queue.dialect, await claimOne())).toBe(true);
        expect(await queue.claim()).toEqual([]);
        await queue.move(hourMs - 60_000);
        expect(await queue.claim()).toEqual([]);
        await queue.move(60_000 + 1);
      }
    });

    test('is the same for every server that starts, and takes a shorter period at once', async () => {
      await finish(queue.db, queue.dialect, await claimOne());
      await enqueueRecurring(queue.db, queue.dialect, ticks);
      expect(await queue.claim()).toEqual([]);
      await enqueueRecurring(queue.db, queue.dialect, { ...ticks, periodMs: 60_000 });
      await queue.move(60_000 + 1);
      expect(await claimOne()).toMatchObject({ key: 'tick' });
    });

    test('has a turn before its time when it is enqueued, also while it is worked on', async () => {
      await finish(queue.db, queue.dialect, await claimOne());
      await queue.enqueue(job('tick'));
      const entry = await claimOne();
      await queue.enqueue(job('tick'));
      await finish(queue.db, queue.dialect, entry);
      await finish(queue.db, queue.dialect, await claimOne());
      expect(await queue.claim()).toEqual([]);
    });
  });

  test('tells when each kind is due, and what waits', async () => {
    await queue.enqueue(job('a', { delayMs: hourMs }), job('b'), { kind: 'other', key: 'c' });
    const asked = [{ kind: 'job' }, { kind: 'other', keys: ['d'] }, { kind: 'none' }];
    const { now, dueAt } = await createFindDue(queue.db, queue.dialect)(asked);
    expect([...dueAt.keys()]).toEqual(['job']);
    expect(dueAt.get('job')).toBeLessThanOrEqual(now);
    await giveUp(queue.db, queue.dialect, { ...(await claimOne()), problem: 'p' });
    await queue.move(2 * hourMs);
    const [backlog] = await measureWork(queue.db, queue.dialect, [
      { kind: 'job' },
      { kind: 'none', keys: ['a'] },
    ]);
    expect(backlog).toMatchObject({ kind: 'job', waiting: 1, failed: 1 });
    expect(backlog?.oldestMs).toBeGreaterThanOrEqual(2 * hourMs);
    expect(backlog?.overdueMs).toBeGreaterThanOrEqual(hourMs);
    expect(backlog?.overdueMs).toBeLessThan(2 * hourMs);
  });
});
