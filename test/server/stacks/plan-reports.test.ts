/** Summaries of plans that come with statuses: what is kept, what is ignored, and what a hostile job can make of it. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { fingerprintChange } from '../../../src/domain/drift/fingerprint.ts';
import { change, plan } from '../../support/plan-reports.ts';
import { describeEachStore } from '../../support/stores.ts';
import { instancesBody, startUploadScene, type UploadScene } from './uploads-scene.ts';

const zeros = { create: 0, update: 0, delete: 0, replace: 0, forget: 0, drift: 0 };

describeEachStore('summaries of plans', (engine) => {
  let scene: UploadScene;
  beforeAll(async () => {
    scene = await startUploadScene({ store: engine });
    const rows = ['kept', 'odd', 'big', 'since', 'many'].map((component) => ({
      component,
      stack: 'dev',
      component_type: 'terraform',
    }));
    await scene.call('plan', 'POST', '/instances', instancesBody(rows));
  });
  afterAll(async () => scene[Symbol.asyncDispose]());

  const where = (component: string) => `stack=dev&component=${component}`;
  const report = (component: string, body: object) =>
    scene.call('plan', 'PATCH', `/repos/acme/infra/instances?${where(component)}`, {
      command: 'plan',
      exit_code: 2,
      ...body,
    });
  const history = async (component: string) => {
    const path = `/repos/acme/infra/instances/history?${where(component)}&limit=200`;
    const { body } = await scene.call('plan', 'GET', path);
    return body.data?.['history'] as readonly { readonly plan?: unknown }[];
  };
  const rowsOf = (component: string) =>
    scene.server.database.db
      .selectFrom('plan_changes')
      .selectAll()
      .where('component', '=', component)
      .orderBy('type')
      .execute();

  test('are kept with their status, and shown in the history', async () => {
    expect(await report('kept', { plan: plan(change()) })).toMatchObject({
      status: 200,
      body: { data: { status: 'drifted', plan: 'kept' } },
    });
    expect(await history('kept')).toEqual([expect.objectContaining({ plan: plan(change()) })]);
  });

  test('of a later format, or that are none, are ignored', async () => {
    for (const odd of [{ version: 2, changes: 'x' }, {}, null, 'text', 7, [1]]) {
      const answer = await report('odd', { plan: odd });
      expect(answer).toMatchObject({ status: 200 });
      expect(answer.body.data).not.toHaveProperty('plan');
    }
    expect((await history('odd')).every((status) => status.plan === undefined)).toBe(true);
  });

  test.each<[why: string, plan: unknown]>([
    ['no changes', { version: 1, counts: zeros, truncated: false }],
    ['a count that is a text', { ...plan(), counts: { ...zeros, create: '1' } }],
    ['an unknown action', plan({ ...change(), action: 'explode' })],
    ['a value for a path', plan(change({ attributes: ['tags.CostCenter=4711'] }))],
    ['a long path', plan(change({ attributes: [`a${'b'.repeat(300)}`] }))],
    ['too many paths', plan(change({ attributes: Array.from({ length: 51 }, (_, index) => `a${index}`) }))],
    ['too many changes', plan(...Array.from({ length: 201 }, (_, index) => change({ type: `t${index}` })))],
    ['a fingerprint that is none', plan(change({ fingerprint: 'secret' }))],
    ['a provider with markup', plan({ ...change(), provider: '<script>' })],
  ])('with %s are refused', async (_why, odd) => {
    expect(await report('odd', { plan: odd })).toMatchObject({
      status: 400,
      body: { errorTag: 'InvalidRequest' },
    });
  });

  test('name causes by the server’s own fingerprint, each once, in any order of attributes, without other fields', async () => {
    const mine = {
      ...change({ attributes: ['b', 'a', 'b'], fingerprint: 'f'.repeat(64) }),
      value: 'hunter2',
    };
    await report('big', { plan: { ...plan(mine, mine), secret: 'hunter2' } });
    const [row, ...rest] = await rowsOf('big');
    const fingerprint = fingerprintChange({
      type: 'aws_s3_bucket',
      action: 'update',
      attributes: ['a', 'b'],
    });
    expect(rest).toEqual([]);
    expect(row).toMatchObject({ fingerprint, attributes: '["a","b"]', resources: 2, origin: 'drift' });
    expect(JSON.stringify(await history('big'))).not.toContain('hunter2');
  });

  test('keep the time since which a change is there, until the instance is in sync or the change is gone', async () => {
    const [bucket, group] = [change(), change({ type: 'aws_security_group' })];
    await report('since', { plan: plan(bucket) });
    const [first] = await rowsOf('since');
    await report('since', { plan: plan(bucket, group) });
    await report('since', { exit_code: 1 });
    const both = await rowsOf('since');
    expect(both.map(({ type }) => type)).toEqual(['aws_s3_bucket', 'aws_security_group']);
    expect(both[0]?.since).toBe(first?.since);
    expect(both[1]?.since).toBeGreaterThanOrEqual(first?.since ?? Number.NaN);
    await report('since', { plan: plan(group) });
    expect((await rowsOf('since')).map(({ type }) => type)).toEqual(['aws_security_group']);
    // An earlier run that reports late.
    await report('since', { plan: plan(bucket), last_run: '2020-01-01T00:00:00Z' });
    expect((await rowsOf('since')).map(({ type }) => type)).toEqual(['aws_security_group']);
    // Drifted, and the report does not say how.
    await report('since', {});
    expect(await rowsOf('since')).toEqual([]);
    await report('since', { plan: plan(bucket) });
    await report('since', { command: 'apply', exit_code: 0, plan: plan(bucket) });
    expect(await rowsOf('since')).toEqual([]);
  });

  test('are kept of the newest 100 statuses', async () => {
    for (let count = 0; count < 102; count += 1) await report('many', { plan: plan(change()) });
    const kept = (await history('many')).map((status) => status.plan !== undefined);
    expect(kept).toEqual([...Array.from({ length: 100 }, () => true), false, false]);
  });
});
