/** What replicas note for the page about health: one value a minute, of all of them, for an hour. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import type { Budget } from '../../../src/github/budgets.ts';
import { createHealthSamples, sampledMs } from '../../../src/server/work/health-samples.ts';
import { describeEachStore } from '../../support/stores.ts';
import { openQueue, type Queue } from './scene.ts';

const silent = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
const budget = (more: Partial<Budget>): Budget => ({
  ...{ scope: 'installation/1', resource: 'core', limit: 5_000, remaining: 4_000, resetAt: 2_000 },
  ...more,
});

describeEachStore('values of the last hour', (engine) => {
  let queue: Queue;
  /** By the database's clock. */
  let now: number;
  beforeEach(async () => {
    queue = await openQueue(engine);
    now = 1_700_000_040_000;
  });
  afterEach(() => queue?.[Symbol.asyncDispose]());
  const timeAfter = (milliseconds: number) => sql<number>`cast(${now + milliseconds} as bigint)`;

  /** One note of a replica. */
  async function noteOnce(budgets: readonly Budget[], overdueMs = 0) {
    const stop = new AbortController();
    const samples = createHealthSamples({
      ...{ db: queue.db, logger: silent },
      dialect: { ...queue.dialect, now: timeAfter(0), after: timeAfter },
      readBudgets: () => budgets,
      readBacklog: async () => [{ kind: 'job', waiting: 1, failed: 0, oldestMs: 0, overdueMs }],
      clock: {
        async sleep() {
          stop.abort();
          throw new Error('stopped');
        },
      },
    });
    await samples.job(stop.signal);
    return samples;
  }

  test('in one window the least of all replicas counts, and a later window replaces it', async () => {
    await noteOnce([budget({ remaining: 4_000 })]);
    await noteOnce([budget({ remaining: 3_000 })]);
    const samples = await noteOnce([budget({ remaining: 3_500 })]);
    expect(await samples.budgets(['installation/1'])).toMatchObject([{ value: 3_000, resetAt: 2_000 }]);
    await noteOnce([budget({ remaining: 4_999, resetAt: 3_000 })]);
    await noteOnce([budget({ remaining: 10, resetAt: 2_000 })]);
    expect(await samples.budgets(['installation/1'])).toMatchObject([{ value: 4_999, resetAt: 3_000 }]);
  });

  test('each minute has a value of its own', async () => {
    await noteOnce([budget({ remaining: 4_000 })]);
    now += 60_000;
    const samples = await noteOnce([budget({ remaining: 3_000 })]);
    const read = await samples.budgets(['installation/1']);
    expect(read.map(({ at, value }) => [at, value])).toEqual([
      [1_700_000_040_000, 4_000],
      [1_700_000_100_000, 3_000],
    ]);
  });

  test('of the queue the worst of a minute is kept', async () => {
    await noteOnce([], 5_000);
    await noteOnce([], 90_000);
    const samples = await noteOnce([], 1_000);
    expect(await samples.overdue()).toEqual([{ at: now, value: 90_000 }]);
  });

  test('other scopes are not read, and what is older than an hour is deleted', async () => {
    await noteOnce([], 5_000);
    now += sampledMs + 60_000;
    const samples = await noteOnce([budget({ scope: 'installation/2' })]);
    expect(await samples.budgets(['installation/1'])).toEqual([]);
    expect(await samples.budgets([])).toEqual([]);
    const left = await queue.db.selectFrom('health_samples').select('minute').execute();
    expect(left.map(({ minute }) => minute)).toEqual([now, now]);
  });

  test('a replica notes at most 200 limits, those of which the least is left', async () => {
    const many = Array.from({ length: 300 }, (_, index) =>
      budget({ scope: `installation/${index}`, remaining: index * 10 }),
    );
    const samples = await noteOnce(many);
    expect(await samples.budgets(['installation/0'])).not.toEqual([]);
    expect(await samples.budgets(['installation/299'])).toEqual([]);
  });
});
