/** Sweeps: what a schedule starts, once for each time that it is due, and what becomes of the results. */
import { afterEach, expect, test } from '@jest/globals';
import { describeEachStore } from '../../support/stores.ts';
import { type DriftScene, daily, day, driftSettings, hour, type Schedules, startDrift } from './scene.ts';

describeEachStore('a sweep', (store) => {
  let scene: DriftScene;
  const start = async (schedules: Schedules = daily) => {
    scene = await startDrift({ store, schedules });
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

  test('of a paused schedule never starts', async () => {
    await start([{ name: 'daily', cron: '0 0 * * *', paused: true }]);
    await scene.inventory({ component: 'vpc' });
    await scene.sweep();
    await scene.sweep();
    expect(components()).toEqual([]);
  });
});
