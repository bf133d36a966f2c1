/** What the metrics tell of locks, on both stores. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ageLocks } from '../../support/age-locks.ts';
import { describeEachStore } from '../../support/stores.ts';
import { type LockScene, lockKey, startLockScene } from './scene.ts';

describeEachStore('the metrics of locks', (store) => {
  let scene: LockScene;
  beforeAll(async () => {
    scene = await startLockScene({ store, metrics: { port: 0 }, locks: { grace_seconds: 0 }, replicas: 1 });
  });
  afterAll(async () => scene?.[Symbol.asyncDispose]());

  async function sample(name: string): Promise<number | undefined> {
    const text = await (await fetch(`${scene.server.metricsUrl}/metrics`)).text();
    const line = text.split('\n').find((one) => one.startsWith(`${name} `));
    return line === undefined ? undefined : Number(line.slice(name.length + 1));
  }

  test('count what is held, how takes end, and how long locks are held', async () => {
    expect(await sample('atmos_pro_locks_held')).toBe(0);
    await scene.take('deploy', 'prod/a');
    await scene.take('deploy', 'prod/a');
    await scene.take('deploy', 'prod/b');
    await scene.take('rival', 'prod/a');
    expect(await sample('atmos_pro_locks_held')).toBe(2);
    expect(await sample('atmos_pro_lock_takes_total{result="created"}')).toBe(2);
    expect(await sample('atmos_pro_lock_takes_total{result="renewed"}')).toBe(1);
    expect(await sample('atmos_pro_lock_takes_total{result="held"}')).toBe(1);
    await scene.release('deploy', 'prod/b');
    expect(await sample('atmos_pro_locks_held')).toBe(1);
    expect(await sample('atmos_pro_lock_hold_duration_seconds_count{end="released"}')).toBe(1);
  });

  test('count who waits, and for how long', async () => {
    const waiting = scene.call('rival', 'POST', '/locks:acquire-many', {
      keys: [lockKey('prod/a')],
      ttl: 60,
      waitSeconds: 10,
    });
    while ((await sample('atmos_pro_locks_waiting')) !== 1);
    await scene.release('deploy', 'prod/a');
    expect((await waiting).status).toBe(200);
    expect(await sample('atmos_pro_locks_waiting')).toBe(0);
    expect(await sample('atmos_pro_lock_wait_duration_seconds_count')).toBe(1);
    expect(await sample('atmos_pro_lock_wait_duration_seconds_sum')).toBeGreaterThan(0);
  });

  test('tell of a lock that ran out, with the time for which it was held', async () => {
    const rule = { route: 'actions/get-workflow-run-attempt', fault: { kind: 'status', status: 502 } };
    scene.simulator.faults.add(rule as never);
    await scene.take('deploy', 'prod/short', { ttl: 60, properties: { kind: 'run' } });
    // The TTL and the grace period.
    await ageLocks(scene.server.config.database, 65, 'prod/short');
    expect(await scene.take('rival', 'prod/short')).toMatchObject({ status: 200 });
    expect(await sample('atmos_pro_lock_hold_duration_seconds_sum{end="expired"}')).toBe(60);
    // GitHub cannot be asked about its run.
    expect(await sample('atmos_pro_lock_oldest_unclear_expiry_seconds')).toBeGreaterThan(0);
  });

  test('have no name of a caller in them', async () => {
    const text = await (await fetch(`${scene.server.metricsUrl}/metrics`)).text();
    expect(text).not.toMatch(/acme|prod\/|ws_1|octocat/);
  });
});
