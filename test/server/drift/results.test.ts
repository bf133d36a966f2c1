/** What becomes of instances whose results do not come, grow old, or are remediated. */
import { randomUUID } from 'node:crypto';
import { afterEach, expect, test } from '@jest/globals';
import type { Kysely } from 'kysely';
import type { Database } from '../../../src/server/database/schema.ts';
import { applyFile, repositoryName, workspaceId } from '../../e2e/deployments/seed.ts';
import { describeEachStore } from '../../support/stores.ts';
import { type DriftScene, daily, day, hour, type Schedules, startDrift } from './scene.ts';

const newestOrder = (db: Kysely<Database>) =>
  db.selectFrom('orders').selectAll().orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow();

describeEachStore('drift of an instance', (store) => {
  let scene: DriftScene;
  const start = async (schedules: Schedules = daily) => {
    scene = await startDrift({ store, schedules });
    await scene.inventory({ component: 'vpc' });
  };
  afterEach(async () => scene[Symbol.asyncDispose]());

  async function report(exitCode: number, file?: string): Promise<void> {
    const newest = scene.detections().findLast((one) => file === undefined || one.file === file);
    if (newest === undefined) throw new Error('nothing was dispatched');
    expect((await scene.report(newest, exitCode)).status).toBe(200);
  }

  async function statusChanges() {
    const entries = await scene.server().store.audit.list({ event: 'instance.drift_status_updated' });
    return entries
      .toSorted((one, other) => one.id - other.id)
      .map(({ details: { from, to, cause } }) => [from, to, cause]);
  }

  test('keeps its status beside the problem of a missing result, and fails after three', async () => {
    await start();
    await scene.sweep();
    await report(0);
    await scene.sweep();
    expect(await scene.instance('vpc')).toMatchObject({
      status: 'in_sync',
      problem: { code: 'missing_plan_result' },
    });
    await scene.sweep();
    await scene.sweep();
    expect(await scene.instance('vpc')).toMatchObject({
      status: 'error',
      problem: { code: 'missing_plan_result' },
    });
    const before = scene.detections().length;
    await scene.sweep();
    expect(scene.detections()).toHaveLength(before);
    await scene.sweep();
    expect(scene.detections()).toHaveLength(before + 1);
    await report(2);
    const instance = await scene.instance('vpc');
    expect(instance).toMatchObject({ status: 'drifted' });
    expect(instance['problem']).toBeUndefined();
    expect((await statusChanges()).map(([, to]) => to)).toContain('error');
  });

  test('is unknown once its result is older than two periods', async () => {
    await start();
    await scene.sweep();
    await report(2);
    expect(await scene.instance('vpc')).toMatchObject({ status: 'drifted' });
    // Its runs end, and report nothing.
    await scene.sweep();
    expect(await scene.instance('vpc')).toMatchObject({ status: 'drifted' });
    await scene.sweep();
    // It reported at noon, two days ago.
    await scene.leap(2 * hour);
    expect(await scene.instance('vpc')).toMatchObject({ status: 'unknown', lastStatus: 'drifted' });
    expect(await statusChanges()).toEqual([
      ['unknown', 'drifted', 'report'],
      ['drifted', 'unknown', 'decay'],
    ]);
  });

  const remediate = (body: object = {}) =>
    scene.admin('POST', '/drift/remediate', {
      workspace: workspaceId,
      repository: repositoryName,
      instances: [{ stack: 'dev', component: 'vpc' }],
      reason: 'a tag was changed by hand',
      ...body,
    });
  const shown = async () => {
    const query = new URLSearchParams({ workspace: workspaceId, repository: repositoryName });
    const { body } = await scene.admin('GET', `/drift?${query}`);
    const [first] = (body.data?.['instances'] ?? []) as readonly Readonly<Record<string, unknown>>[];
    return first;
  };

  test('is remediated when an admin asks, and shown so for a week', async () => {
    await start();
    await scene.sweep();
    await report(2);
    expect(await remediate()).toMatchObject({ status: 200 });
    expect(await shown()).toMatchObject({ status: 'remediating' });
    expect(await remediate()).toMatchObject({ status: 409 });
    await scene.quiet();
    expect(scene.detections().at(-1)?.file).toBe(applyFile);
    await report(0, applyFile);
    for (let step = 0; step < 20 && (await shown())?.['status'] !== 'remediated'; step += 1)
      await scene.leap(20_000);
    expect(await shown()).toMatchObject({ status: 'remediated' });
    const query = new URLSearchParams({
      workspace: workspaceId,
      repository: repositoryName,
      stack: 'dev',
      component: 'vpc',
    });
    const { body } = await scene.admin('GET', `/drift/instance?${query}`);
    expect(body.data).toMatchObject({
      results: [
        { command: 'apply', status: 'in_sync' },
        { command: 'plan', status: 'drifted' },
      ],
      runs: [
        { activity: 'remediate', state: 'succeeded' },
        { activity: 'detect', state: 'succeeded' },
      ],
    });
    const entries = await scene.server().store.audit.list({ event: 'drift.remediated' });
    expect(entries.map(({ outcome }) => outcome).toSorted()).toEqual(['allowed', 'denied']);
  });

  async function addEndedOrder(db: Kysely<Database>, exitCode: number | null): Promise<void> {
    const { id: _, ...order } = await newestOrder(db);
    const other = { key: randomUUID(), correlation: randomUUID(), workflow: 'other.yaml', run_id: '999' };
    const ended = { state: 'sent', run_status: 'completed', run_end: 'success' } as const;
    await db
      .insertInto('orders')
      .values({ ...order, ...other, ...ended, exit_code: exitCode, ended_at: scene.clock.now() })
      .execute();
  }

  test.each<readonly [string, (db: Kysely<Database>) => Promise<unknown>]>([
    [
      'whose run failed after it',
      async (db) => {
        const { id } = await newestOrder(db);
        await db.updateTable('orders').set({ run_end: 'failure' }).where('id', '=', id).execute();
      },
    ],
    ['of one of two workflows', (db) => addEndedOrder(db, null)],
    ['beside one that is negative', (db) => addEndedOrder(db, -1)],
  ])('is not remediated by a result %s', async (_name, change) => {
    await start();
    await scene.sweep();
    await report(2);
    expect(await remediate()).toMatchObject({ status: 200 });
    await scene.quiet();
    // The run has ended.
    for (let step = 0; step < 4; step += 1) await scene.leap(5_000);
    await change(scene.server().database.db);
    await report(0, applyFile);
    for (let step = 0; step < 20; step += 1) await scene.leap(20_000);
    expect((await shown())?.['status']).not.toMatch(/^remediat/);
  });

  test.each([
    { name: 'in sync', exitCode: 0, schedules: daily },
    {
      name: 'of a schedule that allows none',
      exitCode: 2,
      schedules: [{ name: 'daily', cron: '0 0 * * *', remediate: 'off' as const }],
    },
  ])('is not remediated: $name', async ({ exitCode, schedules }) => {
    await start(schedules);
    await scene.sweep();
    await report(exitCode);
    expect(await remediate()).toMatchObject({ status: 409, body: { errorTag: 'NotRemediable' } });
    expect(scene.detections().some(({ file }) => file === applyFile)).toBe(false);
  });

  test('is not checked or remediated again by a retry of the batch', async () => {
    await start();
    await scene.sweep();
    await report(2);
    await remediate();
    await scene.quiet();
    const { db } = scene.server().database;
    const batches = await db.selectFrom('batches').select('id').execute();
    expect(batches).toHaveLength(2);
    const count = scene.detections().length;
    for (const { id } of batches) {
      const body = { workspace: workspaceId, reason: 'try again' };
      const answer = await scene.admin('POST', `/batches/${id}/retry`, body);
      expect(answer).toMatchObject({ status: 409, body: { errorTag: 'NothingToRetry' } });
      expect(answer.text).toContain('drift remediate');
    }
    await scene.quiet();
    expect(scene.detections()).toHaveLength(count);
  });

  test('is not remediated under another name, which leaves nothing behind', async () => {
    await start();
    const rows = () => scene.server().database.db.selectFrom('drift_instances').selectAll().execute();
    const before = await rows();
    // PostgreSQL takes no half of a surrogate pair.
    for (const component of ['other', 'v\ud800pc']) {
      const instances = [
        { stack: 'dev', component: 'vpc' },
        { stack: 'dev', component },
      ];
      expect(await remediate({ instances })).toMatchObject({
        status: 404,
        body: { errorTag: 'InstanceNotFound' },
      });
    }
    expect(await rows()).toEqual(before);
    expect(await remediate({ repository: 'acme/none' })).toMatchObject({
      status: 404,
      body: { errorTag: 'DriftNotConfigured' },
    });
  });

  test('names when it is checked next', async () => {
    await start();
    const next = Math.ceil(scene.clock.now() / day) * day;
    const { schedules, nextCheck } = (await shown()) ?? {};
    expect([schedules, Date.parse(String(nextCheck))]).toEqual([['daily'], next]);
  });
});
