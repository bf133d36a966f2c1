/** The metrics of drift: what a scrape reads from the database, across all replicas. */
import { expect, test } from '@jest/globals';
import { createDriftMetrics } from '../../../src/server/drift/metrics.ts';
import { describeEachStore } from '../../support/stores.ts';
import { openQueue } from '../work/scene.ts';

const day = 24 * 60 * 60_000;
const minute = 60_000;

describeEachStore('metrics of drift', (engine) => {
  async function open(ignored = 0) {
    const queue = await openQueue(engine);
    const metrics = createDriftMetrics({
      database: queue,
      measure: (_, store) => store,
      workspaceIds: ['ws_1'],
      autoRules: ['rule'],
      countIgnored: async () => ignored,
    });
    /** Name and labels → value. */
    const read = async () => {
      const text = await metrics.registry.metrics();
      const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
      return Object.fromEntries(
        lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]),
      );
    };
    return { queue, metrics, read, [Symbol.asyncDispose]: () => queue[Symbol.asyncDispose]() };
  }

  test('are zero, or absent, without drift', async () => {
    await using scene = await open();
    expect(await scene.read()).toEqual({
      atmos_pro_drift_missing_results_total: 0,
      'atmos_pro_drift_instances{status="unknown"}': 0,
      'atmos_pro_drift_instances{status="in_sync"}': 0,
      'atmos_pro_drift_instances{status="drifted"}': 0,
      'atmos_pro_drift_instances{status="error"}': 0,
      'atmos_pro_drift_instances{status="ignored"}': 0,
      atmos_pro_drift_issues_open: 0,
      atmos_pro_drift_auto_stopped: 0,
      atmos_pro_schedule_late_seconds: 0,
    });
    scene.metrics.missed();
    expect((await scene.read())['atmos_pro_drift_missing_results_total']).toBe(1);
  });

  test('count live instances, open issues and stopped rules of workspaces with schedules', async () => {
    await using scene = await open(1);
    const { db, dialect } = scene.queue;
    const instance = {
      ...{ workspace_id: 'ws_1', repository_id: '1', stack: 'dev', component_type: 'terraform' },
      ...{ enabled: 1, drift_enabled: 1, sequence: 1, created_at: dialect.now, updated_at: dialect.now },
    };
    await db
      .insertInto('instances')
      .values([
        { ...instance, component: 'a', drift_status: 'drifted' },
        { ...instance, component: 'b', drift_status: 'drifted' },
        { ...instance, component: 'c', drift_status: 'in_sync' },
        { ...instance, component: 'd', drift_status: 'disabled' },
        { ...instance, component: 'e', drift_status: 'drifted', orphaned_at: 1 },
        { ...instance, component: 'f', drift_status: 'drifted', workspace_id: 'ws_2' },
      ])
      .execute();
    const issue = {
      ...{
        workspace_id: 'ws_1',
        repository_id: '1',
        kind: 'cause' as const,
        title: '',
        lead: '',
        details: '',
      },
      ...{ since: dialect.now, updated_at: dialect.now },
    };
    await db
      .insertInto('drift_issues')
      .values([
        { ...issue, key: 'a', state: 'open' },
        { ...issue, key: 'b', state: 'closed' },
      ])
      .execute();
    const run = {
      ...{ workspace_id: 'ws_1', repository_id: '1', stack: 'dev', cause: 'x', started_at: 1 },
      ...{ outcome: 'failed' as const, rule: 'rule' },
    };
    await db
      .insertInto('drift_remediations')
      .values([
        { ...run, component: 'a', batch_id: 1 },
        { ...run, component: 'b', batch_id: 2, outcome: 'returned' },
        { ...run, component: 'c', batch_id: 3, rule: 'a former rule' },
        { ...run, component: 'd', batch_id: 4, repository_id: '2', outcome: 'succeeded' },
      ])
      .execute();
    expect(await scene.read()).toMatchObject({
      // Two, of which the changes of one are all ignored.
      'atmos_pro_drift_instances{status="drifted"}': 1,
      'atmos_pro_drift_instances{status="ignored"}': 1,
      'atmos_pro_drift_instances{status="in_sync"}': 1,
      atmos_pro_drift_issues_open: 1,
      // Of one repository, however many instances.
      atmos_pro_drift_auto_stopped: 1,
    });
  });

  test('name the schedule that was due longest ago, and how late a sweep is', async () => {
    await using scene = await open();
    const { db, dialect } = scene.queue;
    const { now } = await db.selectNoFrom(dialect.now.as('now')).executeTakeFirstOrThrow();
    const schedule = { repository_id: '1', workspace_id: 'ws_1', definition: '{}', since: 0 };
    await db
      .insertInto('drift_schedules')
      .values([
        { ...schedule, name: 'daily' },
        { ...schedule, name: 'weekly' },
      ])
      .execute();
    const tick = { repository_id: '1', workspace_id: 'ws_1', period_ms: day };
    const started = { ...tick, state: 'started' as const };
    await db
      .insertInto('drift_ticks')
      .values([
        { ...started, schedule: 'daily', due_at: now - 2 * day, starts_at: 0 },
        { ...started, schedule: 'daily', due_at: now - day, starts_at: 0 },
        { ...started, schedule: 'weekly', due_at: now - 6 * day, starts_at: 0 },
        { ...started, schedule: 'former', due_at: 0, starts_at: 0 },
        { ...tick, schedule: 'daily', state: 'planned', due_at: now, starts_at: now - 10 * minute },
      ])
      .execute();
    const read = await scene.read();
    expect(read['atmos_pro_schedule_last_tick_seconds']).toBe((now - 6 * day) / 1_000);
    const late = read['atmos_pro_schedule_late_seconds'] ?? 0;
    expect(late).toBeGreaterThanOrEqual(600);
    expect(late).toBeLessThan(1_200);
  });
});
