/** Remediation without a person: for named causes, the first instance alone, and never again after a failure. */
import { expect, test } from '@jest/globals';
import { causeOf } from '../../../src/domain/drift/causes.ts';
import { applyFile } from '../../e2e/deployments/seed.ts';
import { change, plan } from '../../support/plan-reports.ts';
import { describeEachStore } from '../../support/stores.ts';
import { type DriftScene, minute, type Schedules, startDrift } from './scene.ts';

const automatic: Schedules = [{ name: 'daily', cron: '0 0 * * *', remediate: 'auto' }];
const named = {
  cause: causeOf({ ...change(), origin: 'drift' }),
  until: '9999-12-31',
  reason: 'Tags are ours.',
};
const components = ['a', 'b', 'c'] as const;

const runsOf = (scene: DriftScene, file: string) => scene.detections().filter((seen) => seen.file === file);
const remediated = (scene: DriftScene) => runsOf(scene, applyFile);

/** How the runs end: what plans report, and the exit code of an apply, if it reports one. */
interface Ends {
  readonly summary?: object | 'none';
  readonly apply?: number;
}

/** Reports drift of every instance that the sweep has planned, and gives the server time. */
async function sweep(scene: DriftScene, { summary = plan(change()), apply }: Ends = {}): Promise<void> {
  const before = scene.detections().length;
  await scene.sweep();
  for (const one of scene.detections().slice(before))
    await scene.report(one, 2, summary === 'none' ? undefined : summary);
  const reported = new Set<number>();
  // A run that has ended is missed after two minutes.
  for (let step = 0; step < 16; step += 1) {
    await scene.leap(minute / 2);
    if (apply === undefined) continue;
    for (const run of remediated(scene)) {
      if (reported.has(run.id) || run.createdAt < scene.clock.now() - 8 * minute) continue;
      reported.add(run.id);
      await scene.report(run, apply);
    }
  }
}

async function stopped(scene: DriftScene) {
  const { db } = scene.server().database;
  const rows = await db
    .selectFrom('audit_entries')
    .select('details')
    .where('event', '=', 'drift.auto_stopped')
    .execute();
  return rows.map(({ details }) => JSON.parse(details));
}

describeEachStore('drift of a named cause', (store) => {
  const start = (auto: object = {}) =>
    startDrift({ store, schedules: automatic, drift: { auto: [{ ...named, ...auto }] } });

  test('is remediated in one instance, then in the others, and no more than allowed in a day', async () => {
    await using scene = await start({ max_per_day: 2 });
    await scene.inventory(...components.map((component) => ({ component })));
    await sweep(scene, { apply: 0 });
    const [first, second, ...others] = remediated(scene);
    expect(others).toEqual([]);
    // The second one starts when the first has reported.
    expect((second?.createdAt ?? 0) - (first?.createdAt ?? 0)).toBeGreaterThan(10_000);
    const { db } = scene.server().database;
    const entries = await db
      .selectFrom('audit_entries')
      .select(['actor', 'details'])
      .where('event', '=', 'drift.remediated')
      .execute();
    expect(entries.map(({ actor, details }) => [actor, JSON.parse(details)])).toMatchObject([
      [null, { cause: named.cause, reason: named.reason, instances: [{ stack: 'dev' }] }],
      [null, { cause: named.cause }],
    ]);
    expect(await stopped(scene)).toEqual([]);
  });

  test('is not remediated any more after a failure', async () => {
    await using scene = await start();
    await scene.inventory(...components.map((component) => ({ component })));
    await sweep(scene, { apply: 1 });
    await sweep(scene, { apply: 0 });
    expect(remediated(scene)).toHaveLength(1);
    expect(await stopped(scene)).toMatchObject([{ cause: named.cause, stack: 'dev', why: 'failed' }]);
  });

  test('is not remediated twice: it came back', async () => {
    await using scene = await start();
    await scene.inventory({ component: 'a' });
    await sweep(scene, { apply: 0 });
    await sweep(scene, { apply: 0 });
    expect(remediated(scene)).toHaveLength(1);
    expect(await stopped(scene)).toMatchObject([{ component: 'a', why: 'returned' }]);
  });

  test.each<[string, object | 'none']>([
    ['with another change besides', plan(change(), change({ attributes: ['cidr_block'] }))],
    ['with a resource that would be replaced', plan({ ...change(), action: 'replace' })],
    ['whose summary left something out', { ...plan(change()), truncated: true }],
    ['without a summary', 'none'],
  ])('is left to people: %s', async (_name, summary) => {
    await using scene = await start();
    await scene.inventory({ component: 'a' });
    await sweep(scene, { summary });
    expect(remediated(scene)).toEqual([]);
  });

  test('is left to people where another run has reported since', async () => {
    await using scene = await start();
    await scene.inventory({ component: 'a' });
    await scene.sweep();
    const [detection] = scene.detections();
    if (detection === undefined) throw new Error('nothing was detected');
    await scene.report(detection, 2, plan(change({ attributes: ['cidr_block'] })));
    // Such as the run of a pull request, which plans another commit.
    await scene.report({ ...detection, id: detection.id + 1_000 }, 2, plan(change()));
    for (let step = 0; step < 4; step += 1) await scene.leap(minute / 2);
    expect(remediated(scene)).toEqual([]);
  });

  test('is left to people once the default branch has another commit', async () => {
    await using scene = await start();
    await scene.inventory({ component: 'a' });
    await scene.sweep();
    await scene.act('alice', 'push', { branch: 'main', files: { 'new.tf': '#' }, message: 'New' });
    for (const one of scene.detections()) await scene.report(one, 2, plan(change()));
    for (let step = 0; step < 4; step += 1) await scene.leap(minute / 2);
    expect(remediated(scene)).toEqual([]);
  });

  test('is left to people while its lock is held', async () => {
    await using scene = await start();
    await scene.inventory({ component: 'a' });
    await scene.sweep();
    expect((await scene.takeLock('dev/a')).status).toBe(200);
    for (const one of scene.detections()) await scene.report(one, 2, plan(change()));
    for (let step = 0; step < 4; step += 1) await scene.leap(minute / 2);
    // One that was started would wait for the lock.
    const { db } = scene.server().database;
    expect(await db.selectFrom('drift_remediations').select('batch_id').execute()).toEqual([]);
  });

  test('is left to people where no schedule allows it', async () => {
    const schedules: Schedules = [
      ...automatic,
      { name: 'other', cron: '0 0 * * *', components: ['a'], remediate: 'off' },
    ];
    await using scene = await startDrift({ store, schedules, drift: { auto: [named] } });
    await scene.inventory({ component: 'a' });
    await sweep(scene);
    expect(remediated(scene)).toEqual([]);
  });
});
