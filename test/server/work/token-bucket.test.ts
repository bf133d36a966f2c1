/** Token buckets in the database: what they give at once and over time, to several replicas together. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { openDatabase } from '../../../src/server/database/open.ts';
import { type Bucket, calmBucket, takeTokens } from '../../../src/server/work/token-bucket.ts';
import { describeEachStore } from '../../support/stores.ts';
import { openQueue, type Queue } from './scene.ts';

const slow: Bucket = { name: 'slow', intervalMs: 60_000, burst: 3 };
const fast: Bucket = { name: 'fast', intervalMs: 1_000, burst: 100 };

describeEachStore('token buckets', (engine) => {
  let queue: Queue;

  beforeEach(async () => {
    queue = await openQueue(engine);
  });
  afterEach(() => queue[Symbol.asyncDispose]());

  function take(buckets: readonly Bucket[] = [slow], installationId = 7, { db, dialect } = queue) {
    return db.transaction().execute((trx) => takeTokens(trx, dialect, { installationId, buckets }));
  }

  /** As if that much time had passed, in milliseconds. */
  async function wait(milliseconds: number): Promise<void> {
    const earlier = (column: string) => sql<number>`${sql.ref(column)} - ${sql.lit(milliseconds)}`;
    await queue.db
      .updateTable('dispatch_limits')
      .set({
        next_free_at: earlier('next_free_at'),
        calm_until: earlier('calm_until'),
        slowed_until: earlier('slowed_until'),
      })
      .execute();
  }

  /** How many are given, asked until none is. */
  async function drain(buckets: readonly Bucket[] = [slow]): Promise<number> {
    let taken = 0;
    while ((await take(buckets)).status === 'taken') taken += 1;
    return taken;
  }

  test('give their burst at once, then one per interval', async () => {
    expect(await drain()).toBe(3);
    const empty = await take();
    if (empty.status !== 'empty') throw new Error('a token too many');
    expect(empty.afterMs).toBeGreaterThan(55_000);
    expect(empty.afterMs).toBeLessThanOrEqual(60_000);
    await wait(60_000);
    expect(await drain()).toBe(1);
    await wait(24 * 60 * 60_000);
    expect(await drain()).toBe(3);
  });

  test('of one installation leave those of another alone', async () => {
    await drain();
    expect(await take([slow], 8)).toEqual({ status: 'taken' });
  });

  test('are taken from all together or from none', async () => {
    expect(await drain([fast, slow])).toBe(3);
    expect(await drain([fast])).toBe(97);
  });

  test('give nothing while GitHub asked for calm, and half as much for an hour', async () => {
    const { db, dialect } = queue;
    await db
      .transaction()
      .execute((trx) => calmBucket(trx, dialect, { installationId: 7, bucket: 'slow', calmMs: 120_000 }));
    expect(await drain()).toBe(0);
    await wait(110_000);
    expect(await drain()).toBe(0);
    await wait(10_000);
    expect(await drain()).toBe(3);
    await wait(60_000);
    expect(await drain()).toBe(0);
    await wait(60_000);
    expect(await drain()).toBe(1);
    await wait(62 * 60_000);
    await drain();
    await wait(60_000);
    expect(await drain()).toBe(1);
  });

  test('are shared by replicas', async () => {
    const others = [openDatabase(queue.config), openDatabase(queue.config)];
    try {
      const all = [queue, ...others.map((opened) => ({ ...queue, ...opened }))];
      const asked = Array.from({ length: 12 }, (_, index) => take([slow], 7, all[index % 3]));
      const verdicts = await Promise.all(asked);
      expect(verdicts.filter(({ status }) => status === 'taken')).toHaveLength(3);
    } finally {
      await Promise.all(others.map(({ db }) => db.destroy()));
    }
  });
});
