/** `GET /drift/causes` over statuses that jobs of two repositories report. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { hashAdminToken } from '../../../src/server/access/admin-token.ts';
import { readChangedInstances } from '../../../src/server/drift/causes/change-reads.ts';
import type { Change } from '../../support/plan-reports.ts';
import { change, plan } from '../../support/plan-reports.ts';
import { describeEachStore } from '../../support/stores.ts';
import { instancesBody, request, startUploadScene, type UploadScene } from '../stacks/uploads-scene.ts';

const admin = `atmos_pro_admin_${'a'.repeat(43)}`;

describeEachStore('causes of drift', (engine) => {
  let scene: UploadScene;
  const drift = {
    ignore: [
      { type: 'aws_autoscaling_group', attributes: ['desired_*'], until: '9999-12-31', reason: 'scales' },
    ],
  };
  beforeAll(async () => {
    const adminTokens = [{ name: 'alice', sha256: hashAdminToken(admin).toString('hex') }];
    scene = await startUploadScene({ store: engine, adminTokens, drift });
    const rows = ['a', 'b', 'c', 'd', 'e', 'f'].map((component) => ({
      component,
      stack: 'dev',
      component_type: 'terraform',
      settings: {
        pro: {
          drift_detection: {
            enabled: true,
            detect: { workflows: { 'plan.yml': {} } },
            remediate: { workflows: { 'apply.yml': {} } },
          },
        },
      },
    }));
    await scene.call('plan', 'POST', '/instances', instancesBody(rows));
    const other = { repo_name: 'other' };
    await scene.call('foreign', 'POST', '/instances', instancesBody(rows.slice(0, 1), other));
  });
  afterAll(async () => scene[Symbol.asyncDispose]());

  const report = (component: string, body: object, job = 'plan') => {
    const repository = job === 'plan' ? 'acme/infra' : 'acme/other';
    const path = `/repos/${repository}/instances?stack=dev&component=${component}`;
    return scene.call(job, 'PATCH', path, { command: 'plan', exit_code: 2, ...body });
  };
  const drifted = (component: string, job: string, ...changes: readonly Change[]) =>
    report(component, { plan: plan(...changes.map(change)) }, job);
  const ask = async (query = '', token = admin) =>
    request(scene.server, token, { method: 'GET', path: `/drift/causes?workspace=ws_1${query}` });
  const causes = async (query = '') => {
    const { body } = await ask(query);
    return (body.data?.['causes'] ?? []) as readonly Readonly<Record<string, unknown>>[];
  };

  test('are nothing without drift', async () => {
    expect((await ask()).body.data).toEqual({
      causes: [],
      ignored: { changes: 0, instances: 0 },
      truncated: false,
    });
  });

  test('group instances of all repositories, without what is ignored, and guess about the rest', async () => {
    const capacity = { type: 'aws_autoscaling_group', attributes: ['desired_capacity'] };
    await drifted('a', 'plan', {}, { type: 'aws_vpc' });
    await drifted('a', 'foreign', {});
    await drifted('b', 'plan', {}, capacity);
    await drifted('c', 'plan', capacity);
    await report('d', {});
    await report('e', { exit_code: 1 });
    await drifted('f', 'plan', {});
    await report('f', { command: 'apply', exit_code: 0 });
    const { body } = await ask();
    expect(body.data).toMatchObject({
      causes: [
        {
          kind: 'change',
          origin: 'drift',
          attributes: ['tags.CostCenter'],
          types: ['aws_s3_bucket', 'aws_vpc'],
          instanceCount: 3,
          repositoryCount: 2,
          description: '`tags.CostCenter` of 2 types changed outside Terraform, 3 instances, since today',
          instances: expect.arrayContaining([
            { repository: 'acme/infra', stack: 'dev', component: 'a', componentType: 'terraform' },
            { repository: 'acme/other', stack: 'dev', component: 'a', componentType: 'terraform' },
          ]),
        },
        { kind: 'guess', status: 'drifted', exitCode: 2, component: 'd', instanceCount: 1 },
        { kind: 'guess', status: 'error', exitCode: 1, component: 'e', instanceCount: 1 },
      ],
      ignored: { changes: 2, instances: 1 },
      truncated: false,
    });
  });

  test('leave out of an inventory’s drift what is ignored', async () => {
    const { body } = await request(scene.server, admin, {
      ...{ method: 'GET', path: '/instances?workspace=ws_1&repository=acme/infra&status=drifted' },
    });
    const shown = (body.data?.['instances'] ?? []) as readonly { component: string; ignored?: boolean }[];
    expect(shown.map(({ component, ignored }) => [component, ignored])).toEqual([
      ['a', undefined],
      ['b', undefined],
      ['c', true],
      ['d', undefined],
    ]);
  });

  test('are read from so many changes, and no more', async () => {
    const { db } = scene.server.database;
    const count = async (maxRows: number) => {
      const reading = readChangedInstances(db, { workspaceId: 'ws_1', repositoryId: undefined }, maxRows);
      let instances = 0;
      for await (const { changes } of reading) instances += Math.sign(changes.length);
      return { instances, isTruncated: reading.isTruncated };
    };
    const all = await count(100);
    expect(all).toEqual({ instances: 4, isTruncated: false });
    // Of the instance that is cut nothing counts.
    expect(await count(3)).toMatchObject({ isTruncated: true });
    expect((await count(3)).instances).toBeLessThan(all.instances);
  });

  test('are shown of one repository, and one by one', async () => {
    expect(await causes('&repository=acme/other')).toMatchObject([{ instanceCount: 1, repositoryCount: 1 }]);
    expect(await causes('&repository=acme/nothing')).toEqual([]);
    const [first] = await causes();
    expect(await causes(`&cause=${String(first?.['id'])}`)).toMatchObject([{ id: first?.['id'] }]);
    for (const query of ['&cause=0123456789abcdef', '&cause=0123456789abcdef&repository=acme/nothing']) {
      const unknown = await ask(query);
      expect([unknown.status, unknown.body.errorTag]).toEqual([404, 'CauseNotFound']);
    }
    expect((await ask('&cause=x')).status).toBe(400);
  });

  test('of a summary that left changes out do not make an instance in sync', async () => {
    const capacity = change({ type: 'aws_autoscaling_group', attributes: ['desired_capacity'] });
    await report('c', { plan: { ...plan(capacity), truncated: true } });
    expect((await ask()).body.data).toMatchObject({ ignored: { changes: 2, instances: 0 } });
  });

  test('are for admins', async () => {
    expect((await ask('', await scene.session('plan'))).status).toBe(403);
    expect((await ask('', `atmos_pro_admin_${'b'.repeat(43)}`)).status).toBe(401);
  });
});
