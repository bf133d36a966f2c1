/** Remediation without a person: for named causes, the first instance alone, and never again after a failure. */
import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { causeOf } from '../../../src/domain/drift/causes.ts';
import { type AutoPorts, createAutoRounds } from '../../../src/server/drift/auto/auto-rounds.ts';
import { createPeriods } from '../../../src/server/drift/periods.ts';
import type { WorkTask } from '../../../src/server/work/kind.ts';
import { applyFile, repositoryName, workspaceId } from '../../e2e/deployments/seed.ts';
import { change, plan, zeros } from '../../support/plan-reports.ts';
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
    ['whose summary counts more than it names', { ...plan(change()), counts: { ...zeros, delete: 5 } }],
    ['whose summary counts more updates', { ...plan(change()), counts: { ...zeros, update: 3 } }],
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

  test('is left to people where the summary is of another run, though the detection has reported since', async () => {
    await using scene = await start();
    await scene.inventory({ component: 'a' });
    await scene.sweep();
    const [detection] = scene.detections();
    if (detection === undefined) throw new Error('nothing was detected');
    await scene.report({ ...detection, id: detection.id + 1_000 }, 2, plan(change()));
    // It ran after the detection, and reported before it: its result is the newest.
    const { db } = scene.server().database;
    await db
      .updateTable('instances')
      .set(({ eb }) => ({ last_run_at: eb('last_run_at', '+', minute) }))
      .execute();
    await scene.report(detection, 2, plan({ ...change(), action: 'replace' }));
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

  test('costs few calls of GitHub while it is left to people, however many instances have it', async () => {
    await using scene = await start();
    await scene.inventory(...[...'abcdefghijkl'].map((component) => ({ component })));
    await scene.sweep();
    await scene.act('alice', 'push', { branch: 'main', files: { 'new.tf': '#' }, message: 'New' });
    for (const one of scene.detections()) await scene.report(one, 2, plan(change()));
    scene.simulator.journal.clear();
    for (let step = 0; step < 8; step += 1) await scene.leap(minute / 2);
    const heads = scene.simulator.journal.entries({ route: 'repos/get-commit' });
    expect(heads.length).toBeGreaterThan(0);
    expect(heads.length).toBeLessThanOrEqual(8);
    expect(remediated(scene)).toEqual([]);
  });

  test('is not remediated any more after a failure that was not judged before a person remediated', async () => {
    await using scene = await start();
    await scene.inventory(...components.map((component) => ({ component })));
    await scene.sweep();
    for (const one of scene.detections()) await scene.report(one, 2, plan(change()));
    for (let step = 0; step < 20 && remediated(scene).length === 0; step += 1) await scene.leap(10_000);
    const [first] = remediated(scene);
    if (first === undefined) throw new Error('nothing was remediated');
    const { stack, component } = first;
    const ask = () =>
      scene.admin('POST', '/drift/remediate', {
        ...{ workspace: workspaceId, repository: repositoryName },
        ...{ instances: [{ stack, component }], reason: 'Its run has ended without a report.' },
      });
    // Its result may come for two minutes after its end, in which a person need not wait.
    let answer = await ask();
    for (let step = 0; step < 60 && answer.status !== 200; step += 1) {
      await scene.leap(5_000);
      answer = await ask();
    }
    expect(answer.status).toBe(200);
    for (let step = 0; step < 10; step += 1) await scene.leap(minute / 2);
    expect(await stopped(scene)).toMatchObject([{ cause: named.cause, stack, component, why: 'failed' }]);
    const automatic = remediated(scene).filter((run) => run.component !== component);
    expect(automatic).toEqual([]);
  });

  test('is judged again when it starts: the run of the detection may have reported something else', async () => {
    await using scene = await startDrift({ store, schedules: automatic });
    await scene.inventory({ component: 'a' });
    await scene.sweep();
    for (const one of scene.detections()) await scene.report(one, 2, plan(change()));
    await scene.leap(minute);
    const { database } = scene.server();
    const { db } = database;
    const { repository_id: repositoryId } = await db
      .selectFrom('plan_changes')
      .select('repository_id')
      .executeTakeFirstOrThrow();
    const schedule = { name: 'daily', cron: '0 0 * * *', timeZone: 'UTC', stacks: [], components: [] };
    const repository = {
      ...{ workspaceId, repositoryId, name: repositoryName },
      drift: {
        schedules: [{ ...schedule, paused: false, remediate: 'auto' }],
        ignore: [],
        auto: [{ ...named, maxPerDay: 10 }],
      },
    };
    const opened: unknown[] = [];
    const round = (meanwhile: () => Promise<unknown>) =>
      createAutoRounds({
        ...{ database, random: { uuid: randomUUID }, periods: createPeriods() },
        logger: { debug: () => undefined },
        repositories: {
          workspaceIds: new Set([workspaceId]),
          list: async () => ({ repositories: [repository], isComplete: true }),
        },
        findLockHolders: async () => new Map(),
        deployments: {
          listChanging: async () => [],
          async openRemediation(_: unknown, asked: object) {
            opened.push(asked);
            return 1_000_000;
          },
        },
        deploymentAccess: {
          async use() {
            await meanwhile();
            return { branch: 'main', sha: scene.detections()[0]?.sha, isArchived: false };
          },
        },
      } as unknown as AutoPorts).run({ signal: new AbortController().signal } as WorkTask);
    await round(() => db.updateTable('plan_changes').set({ action: 'replace' }).execute());
    expect(opened).toEqual([]);
    await db.updateTable('plan_changes').set({ action: 'update' }).execute();
    await round(async () => undefined);
    expect(opened).toHaveLength(1);
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
