/** Sweeps: what a schedule starts, once for each time that it is due, and what becomes of the results. */
import { afterEach, expect, test } from '@jest/globals';
import { describeEachStore, describePostgres } from '../../support/stores.ts';
import {
  type DriftScene,
  daily,
  day,
  driftSettings,
  hour,
  minute,
  type Schedules,
  startDrift,
} from './scene.ts';

describeEachStore('a sweep', (store) => {
  let scene: DriftScene;
  const start = async (schedules: Schedules = daily, runMs?: number) => {
    scene = await startDrift({ store, schedules, runMs });
  };
  afterEach(async () => scene[Symbol.asyncDispose]());

  async function reportNewest(): Promise<void> {
    const newest = scene.detections().at(-1);
    if (newest !== undefined) expect((await scene.report(newest, 0)).status).toBe(200);
  }

  const components = () =>
    scene
      .detections()
      .map(({ component }) => component)
      .toSorted();

  test('detects drift of every instance, on the head of the default branch', async () => {
    await start();
    await scene.inventory({ component: 'vpc' }, { component: 'eks/cluster' });
    await scene.sweep();
    const head = scene.simulator.world.repositories.get(1001)?.git.readRef('refs/heads/main');
    expect(components()).toEqual(['eks/cluster', 'vpc']);
    expect(scene.detections().map(({ sha }) => sha)).toEqual([head, head]);
  });

  test('puts what its runs report into the inventory', async () => {
    await start();
    await scene.inventory({ component: 'eks/cluster' }, { component: 'ecs/cluster' });
    await scene.sweep();
    const [ecs, eks] = scene
      .detections()
      .toSorted((one, other) => (one.component < other.component ? -1 : 1));
    if (ecs === undefined || eks === undefined) throw new Error('two runs were expected');
    // The CLI shortens both names to `cluster`.
    expect((await scene.report(eks, 2)).status).toBe(200);
    expect((await scene.report(ecs, 0)).status).toBe(200);
    expect(await scene.instance('eks/cluster')).toMatchObject({ status: 'drifted' });
    expect(await scene.instance('ecs/cluster')).toMatchObject({ status: 'in_sync' });
  });

  test('starts once for each time, and only the newest after a night', async () => {
    await start();
    await scene.inventory({ component: 'vpc' });
    await scene.sweep();
    await reportNewest();
    await scene.sweep();
    await reportNewest();
    expect(components()).toEqual(['vpc', 'vpc']);
    await scene.stopServer();
    scene.clock.jump(4 * day);
    await scene.startServer();
    await scene.leap(20_000);
    await scene.leap(hour);
    expect(components()).toEqual(['vpc', 'vpc', 'vpc']);
    await scene.leap(15_000);
    await reportNewest();
    await scene.sweep();
    expect(components()).toHaveLength(4);
  });

  test('does not start again after a restart', async () => {
    await start();
    await scene.inventory({ component: 'vpc' });
    await scene.sweep();
    expect(components()).toEqual(['vpc']);
    await reportNewest();
    await scene.stopServer();
    await scene.startServer();
    await scene.leap(20_000);
    await scene.leap(hour);
    const ticks = await scene.server().database.db.selectFrom('drift_ticks').select('state').execute();
    expect(ticks).toEqual([{ state: 'started' }]);
    expect(components()).toEqual(['vpc']);
  });

  test('leaves out what is disabled, off, not named, or has no workflow', async () => {
    await start([{ name: 'some', cron: '0 0 * * *', components: ['net/**', 'vpc'] }]);
    await scene.inventory(
      { component: 'vpc' },
      { component: 'net/a' },
      { component: 'dns' },
      { component: 'net/off', pro: { ...driftSettings, enabled: false } },
      { component: 'net/no', pro: { enabled: true } },
    );
    await scene.sweep();
    expect(components()).toEqual(['net/a', 'vpc']);
  });

  test('runs no more at a time than its schedule allows', async () => {
    await start([{ name: 'slow', cron: '0 0 * * *', max_running: 2 }]);
    await scene.inventory(...['a', 'b', 'c', 'd', 'e'].map((component) => ({ component })));
    await scene.sweep();
    for (let step = 0; step < 20 && components().length < 5; step += 1) await scene.leap(15_000);
    const starts = scene.detections().map(({ createdAt }) => createdAt);
    expect(starts).toHaveLength(5);
    for (const [index, at] of starts.entries()) {
      const earlier = starts[index - 2];
      // Each run takes ten seconds.
      if (earlier !== undefined) expect(at - earlier).toBeGreaterThanOrEqual(10_000);
    }
  });

  test('leaves out an instance whose detection has not ended', async () => {
    const twice = [
      { name: 'night', cron: '0 0 * * *' },
      { name: 'morning', cron: '0 8 * * *' },
    ];
    await start(twice, 20 * hour);
    await scene.inventory({ component: 'vpc' });
    const midnight = Math.ceil(scene.clock.now() / day) * day;
    const startedTicks = () =>
      scene
        .server()
        .database.db.selectFrom('drift_ticks')
        .select('schedule')
        .where('state', '=', 'started')
        .orderBy('due_at')
        .execute();
    for (const [at, started] of [
      [midnight, 1],
      [midnight + 8 * hour, 2],
    ] as const) {
      await scene.leap(at - scene.clock.now());
      for (let step = 0; step < 20 && (await startedTicks()).length < started; step += 1)
        await scene.leap(5 * minute);
      expect(await startedTicks()).toHaveLength(started);
      expect(components()).toEqual(['vpc']);
    }
    const nodes = await scene
      .server()
      .database.db.selectFrom('batch_nodes')
      .select(['state', 'reason'])
      .orderBy('batch_id')
      .execute();
    expect(nodes).toMatchObject([{ state: 'running' }, { state: 'skipped', reason: 'detecting' }]);
  });

  test('of a paused schedule never starts', async () => {
    await start([{ name: 'daily', cron: '0 0 * * *', paused: true }]);
    await scene.inventory({ component: 'vpc' });
    await scene.sweep();
    await scene.sweep();
    expect(components()).toEqual([]);
  });
});

describePostgres('sweeps of three replicas whose clocks are wrong', () => {
  test('start once for each time', async () => {
    await using scene = await startDrift({
      store: 'postgres',
      schedules: daily,
      skewsMs: [0, 5_000, -5_000],
    });
    await scene.inventory({ component: 'vpc' }, { component: 'dns' });
    for (const sweeps of [1, 2]) {
      await scene.sweep();
      const ticks = await scene.server().database.db.selectFrom('drift_ticks').select('state').execute();
      expect(ticks.map(({ state }) => state)).toEqual(Array(sweeps).fill('started'));
      const names = scene.detections().map(({ component }) => component);
      expect(names.toSorted()).toEqual(['dns', 'vpc'].flatMap((name) => Array(sweeps).fill(name)));
    }
  });
});
