/** Statuses of instances over time: on record when an inventory changes them, and forgotten when they are old. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createInstanceStore } from '../../../src/server/stacks/stores.ts';
import { change, plan } from '../../support/plan-reports.ts';
import { describeEachStore } from '../../support/stores.ts';
import { instancesBody, startUploadScene, type UploadScene } from './uploads-scene.ts';

const day = 24 * 60 * 60_000;

describeEachStore('the status of an instance', (engine) => {
  let scene: UploadScene;
  beforeAll(async () => {
    scene = await startUploadScene({ store: engine });
  });
  afterAll(async () => scene[Symbol.asyncDispose]());

  const upload = (...rows: readonly (readonly [component: string, isDetected: boolean])[]) =>
    scene.call(
      'plan',
      'POST',
      '/instances',
      instancesBody(
        rows.map(([component, enabled]) => ({
          ...{ component, stack: 'dev', component_type: 'terraform' },
          settings: {
            pro: {
              drift_detection: {
                enabled,
                detect: { workflows: { 'plan.yml': {} } },
                remediate: { workflows: { 'apply.yml': {} } },
              },
            },
          },
        })),
      ),
    );
  const report = (component: string, body: object) =>
    scene.call('plan', 'PATCH', `/repos/acme/infra/instances?stack=dev&component=${component}`, {
      ...{ command: 'plan', exit_code: 2, ...body },
    });
  const changes = async () => {
    const rows = await scene.server.database.db
      .selectFrom('audit_entries')
      .select(['details', 'actor'])
      .where('event', '=', 'instance.drift_status_updated')
      .orderBy('id')
      .execute();
    return rows.map(({ details }) => {
      const { component, from, to, cause } = JSON.parse(details);
      return [component, from, to, cause];
    });
  };

  test('is on record when an inventory turns its detection on or off', async () => {
    await upload(['a', true], ['b', true], ['c', false]);
    expect(await changes()).toEqual([]);
    await report('a', {});
    await upload(['a', false], ['b', false], ['c', false]);
    await upload(['a', true], ['b', false], ['c', true]);
    expect(await changes()).toEqual([
      ['a', 'unknown', 'drifted', 'report'],
      ['a', 'drifted', 'disabled', 'inventory'],
      ['b', 'unknown', 'disabled', 'inventory'],
      ['a', 'disabled', 'drifted', 'inventory'],
      ['c', 'disabled', 'unknown', 'inventory'],
    ]);
  });

  test('is forgotten with its summary after 90 days, but for the newest of each instance', async () => {
    await upload(['a', true], ['b', true]);
    const { db, dialect } = scene.server.database;
    await report('a', { plan: plan(change()) });
    await report('a', { exit_code: 0 });
    await report('b', { plan: plan(change()) });
    await db
      .updateTable('instance_statuses')
      .set({ at: dialect.after(-91 * day) })
      .execute();
    await report('a', {});
    const store = createInstanceStore(scene.server.database);
    expect(await store.forgetStatuses()).toBeGreaterThan(0);
    expect(await store.forgetStatuses()).toBe(0);
    const left = await db
      .selectFrom('instance_statuses')
      .select(['component', 'exit_code'])
      .orderBy('component')
      .execute();
    expect(left).toEqual([
      { component: 'a', exit_code: 2 },
      { component: 'b', exit_code: 2 },
    ]);
    const reports = await db.selectFrom('plan_reports').select('component').execute();
    expect(reports).toEqual([{ component: 'b' }]);
  });
});
