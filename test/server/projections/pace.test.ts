/** When GitHub is called, and when it is not: a lost lease, a low rate limit, GitHub's wish for calm; and what is measured meanwhile. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createOnce } from '../../../src/server/projections/create-once.ts';
import { LeaseLost } from '../../../src/server/work/lease.ts';
import { describeEachStore } from '../../support/stores.ts';
import { type ProjectionScene, startProjectionScene } from './scene.ts';

const running = [{ state: 'running' }];
const minuteMs = 60_000;

describeEachStore('projections', (engine) => {
  let scene: ProjectionScene;

  beforeEach(async () => {
    scene = await startProjectionScene(engine);
  });
  afterEach(() => scene[Symbol.asyncDispose]());

  async function start(): Promise<number> {
    const id = await scene.insertBatch({ state: 'running' });
    await scene.change(id, {}, { nodes: running });
    return id;
  }

  async function readMetrics(): Promise<Readonly<Record<string, number>>> {
    const text = (await scene.replica.metrics?.metrics()) ?? '';
    const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    return Object.fromEntries(lines.map((line) => [line.split(' ')[0], Number(line.split(' ')[1])]));
  }

  test('create nothing under a lease that another replica has taken over', async () => {
    await start();
    const [row] = await scene.rows();
    if (row === undefined) throw new Error('nothing was marked');
    let created = 0;
    const creating = createOnce(
      {
        row: { ...row, now: 0 },
        looksFirst: false,
        find: async () => undefined,
        async create() {
          created += 1;
          return { id: '1', url: undefined };
        },
      },
      {
        database: scene.queue,
        task: {
          entry: {
            id: 0,
            lease: 0,
            kind: '',
            key: '',
            lane: undefined,
            payload: null,
            since: 0,
            attempts: 1,
          },
          signal: new AbortController().signal,
          hold: () => Promise.reject(new LeaseLost()),
          finish: async () => {},
        },
      },
    );
    await expect(creating).rejects.toThrow(LeaseLost);
    expect(created).toBe(0);
    expect((await scene.rows())[0]?.creating_since).toBeNull();
  });

  test('leave the rest of a low rate limit to what is final', async () => {
    const id = await start();
    await scene.settle();
    const replica = scene.addReplica({ coreShare: 0.1 });
    scene.takeCalls();
    await scene.change(id, {}, { nodes: [...running, { component: 'eks' }], isDue: false });
    await scene.pass(minuteMs);
    await replica.work();
    expect(scene.takeCalls()).toEqual([]);
    await scene.change(
      id,
      { state: 'concluded', conclusion: 'success' },
      { nodes: [{ state: 'succeeded' }] },
    );
    await scene.settle([replica]);
    expect(scene.checks()[0]).toMatchObject({ conclusion: 'success' });
    expect(scene.comments()[0]?.body).toContain('1 succeeded');
  });

  test('write no comment for a while when GitHub asks for calm', async () => {
    scene.simulator.faults.add({
      route: 'issues/create-comment',
      fault: { kind: 'secondary-rate-limit', retryAfterSeconds: 90 },
      times: 1,
    });
    await start();
    await scene.pass(2_000);
    await scene.replica.work();
    const asked = () => scene.takeCalls().filter((route) => route === 'issues/create-comment').length;
    expect(asked()).toBe(1);
    await scene.addPull();
    const merged = await scene.insertBatch({
      activity: 'merged',
      state: 'concluded',
      conclusion: 'failure',
    });
    await scene.change(merged, {}, { nodes: [{ state: 'failed', reason: 'run' }] });
    await scene.announce(merged);
    await scene.pass(80_000);
    await scene.replica.work();
    expect(asked()).toBe(0);
    await scene.settle();
    expect(scene.comments()).toHaveLength(2);
  });

  test('measure how long a change waits, and which checks are open and late', async () => {
    await start();
    await scene.pass(7 * minuteMs);
    const waiting = await readMetrics();
    expect(waiting['atmos_pro_projection_lag_seconds{kind="check"}']).toBeGreaterThanOrEqual(420);
    expect(waiting['atmos_pro_projection_lag_seconds{kind="announcement"}']).toBe(0);
    expect(waiting['atmos_pro_checks_open_oldest_seconds']).toBeGreaterThanOrEqual(420);
    expect(waiting['atmos_pro_checks_overdue']).toBe(0);
    await scene.pass((13 * 24 * 60 - 4) * minuteMs);
    expect((await readMetrics())['atmos_pro_checks_overdue']).toBe(0);
    await scene.pass(3 * minuteMs);
    expect((await readMetrics())['atmos_pro_checks_overdue']).toBe(1);
    await scene.replica.sweep();
    await scene.settle();
    expect(await readMetrics()).toMatchObject({
      atmos_pro_checks_overdue: 0,
      atmos_pro_checks_open_oldest_seconds: 0,
      'atmos_pro_projection_lag_seconds{kind="check"}': 0,
    });
  });
});
