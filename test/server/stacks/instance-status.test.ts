import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { describeEachStore } from '../../support/stores.ts';
import { instancesBody, startUploadScene, type UploadScene } from './uploads-scene.ts';

describeEachStore('the status of instances', (engine) => {
  let scene: UploadScene;
  beforeAll(async () => {
    scene = await startUploadScene({ store: engine });
  });
  afterAll(async () => scene[Symbol.asyncDispose]());

  type Row = Readonly<Record<string, unknown>>;
  const workflows = { workflows: { 'plan.yaml': { inputs: {} } } };
  const drift = { enabled: true, detect: workflows, remediate: workflows };
  const instance = (component: string, pro?: unknown, more: object = {}) => ({
    component,
    stack: 'dev',
    component_type: 'terraform',
    ...(pro === undefined ? {} : { settings: { pro } }),
    ...more,
  });
  const upload = (instances: readonly unknown[], more: object = {}, job = 'plan') =>
    scene.call(job, 'POST', '/instances', instancesBody(instances, more));
  const list = async (query = '', job = 'plan') =>
    (await scene.call(job, 'GET', `/instances${query}`)).body.data as unknown as {
      readonly instances: readonly Row[];
      readonly next?: string;
    };
  const one = async (component: string) =>
    (await list()).instances.find((row) => row['component'] === component);
  const patch = (
    query: Readonly<Record<string, string>>,
    body: unknown,
    job = 'plan',
    repository = 'acme/infra',
  ) => scene.call(job, 'PATCH', `/repos/${repository}/instances?${new URLSearchParams(query)}`, body);

  describe('PATCH /repos/{owner}/{repo}/instances', () => {
    beforeAll(async () => {
      const rows = ['eks/cluster', 'ecs/cluster', 'vpc', 'net/vpc', 'ü b/db'].map((name) =>
        instance(name, { drift_detection: drift }),
      );
      await upload([...rows, instance('vpc', undefined, { component_type: 'helmfile' })], { complete: true });
    });

    test.each([
      ['plan', 0, 'in_sync'],
      ['plan', 2, 'drifted'],
      ['plan', 1, 'error'],
      ['plan', -1, 'error'],
      ['apply', 0, 'in_sync'],
      ['apply', 2, 'error'],
      ['deploy', 0, 'in_sync'],
      ['remediate', 1, 'error'],
    ])('takes %s that ended with %i as %s', async (command, exit_code, status) => {
      const body = {
        command,
        exit_code,
        metadata: { has_changes: true },
        wall_time_ms: 1,
        component_type: 'terraform',
      };
      expect(await patch({ stack: 'dev', component: 'eks/cluster' }, body)).toMatchObject({
        status: 200,
        body: { data: { component: 'eks/cluster', status } },
      });
      expect(await one('eks/cluster')).toMatchObject({ status });
    });

    test.each([
      [
        'the query and today’s body',
        '?component=%C3%BC+b%2Fdb&stack=dev',
        { command: 'plan', exit_code: 2 },
        false,
      ],
      ['the query and the older body', '?stack=dev&component=%C3%BC+b%2Fdb', { status: 'drifted' }, false],
      ['the path and today’s body', '/dev/%C3%BC%20b%2Fdb', { command: 'plan', exit_code: 2 }, true],
      [
        'the path, unescaped, and the older body',
        '/dev/%C3%BC%20b/db',
        { status: 'drifted', last_run: null },
        true,
      ],
    ])('takes %s', async (_, address, body, isDeprecated) => {
      await patch({ stack: 'dev', component: 'ü b/db' }, { status: 'in_sync' });
      const answer = await scene.call('plan', 'PATCH', `/repos/acme/infra/instances${address}`, body);
      expect(answer).toMatchObject({
        status: 200,
        body: { data: { component: 'ü b/db', status: 'drifted' } },
      });
      expect(answer.headers.has('deprecation')).toBe(isDeprecated);
      expect(answer.headers.has('link')).toBe(isDeprecated);
      expect(await one('ü b/db')).toMatchObject({ status: 'drifted' });
    });

    test('tolerates duplicate slashes', async () => {
      const path = '//repos//acme/infra//instances?stack=dev&component=db';
      expect((await scene.call('plan', 'PATCH', path, { status: 'in_sync' })).status).toBe(200);
    });

    test('takes a shortened name where one instance can be meant, and the exact one of several', async () => {
      expect(await patch({ stack: 'dev', component: 'db' }, { status: 'in_sync' })).toMatchObject({
        body: { data: { component: 'ü b/db' } },
      });
      expect(await patch({ stack: 'dev', component: 'vpc' }, { status: 'in_sync' })).toMatchObject({
        body: { data: { component: 'vpc', componentType: 'terraform' } },
      });
    });

    test('lets the lock of the run decide between several', async () => {
      await using locks = await startUploadScene({
        permissions: [{ permission: 'ws:locks:create', workflow: 'plan.yml' }],
      });
      await locks.call(
        'plan',
        'POST',
        '/instances',
        instancesBody(['eks/cluster', 'ecs/cluster'].map((name) => instance(name))),
      );
      const report = () =>
        locks.call('plan', 'PATCH', '/repos/acme/infra/instances?stack=dev&component=cluster', {
          status: 'drifted',
        });
      expect(await report()).toMatchObject({ status: 404 });
      await locks.call('plan', 'POST', '/locks', { key: 'acme/infra/dev/ecs/cluster', ttl: 60 });
      expect(await report()).toMatchObject({ status: 200, body: { data: { component: 'ecs/cluster' } } });
    });

    test('says to the user of the CLI what works, for the name of several instances', async () => {
      const answer = await patch({ stack: 'dev', component: 'cluster' }, { command: 'plan', exit_code: 0 });
      expect(answer.body.errorMessage).toMatch(/Lock the instance in this run.*upload-status/);
    });

    test.each([
      ['several instances', { component: 'cluster' }, 404, 'InstanceNotFound', 'ecs/cluster, eks/cluster'],
      [
        'an unknown instance',
        { component: 'nope' },
        404,
        'InstanceNotFound',
        'Unknown instance nope in the stack dev',
      ],
      ['an unknown stack', { component: 'vpc', stack: 'prod' }, 404, 'InstanceNotFound', 'in the stack prod'],
    ])('refuses a report of %s', async (_, query, status, errorTag, words) => {
      const answer = await patch({ stack: 'dev', ...query }, { command: 'plan', exit_code: 0 });
      expect(answer).toMatchObject({ status, body: { errorTag } });
      expect(answer.body.errorMessage).toContain(words);
    });

    test.each([
      ['an unknown command', { command: 'destroy', exit_code: 0 }],
      ['a command without an exit code', { command: 'plan' }],
      ['a status of its own', { status: 'fine' }],
      ['nothing', {}],
      ['a time that is none', { status: 'drifted', last_run: 'yesterday' }],
      ['an exit code that is a text', { command: 'plan', exit_code: '2' }],
    ])('refuses a report that says %s', async (_, body) => {
      expect(await patch({ stack: 'dev', component: 'vpc' }, body)).toMatchObject({
        status: 400,
        body: { errorTag: 'InvalidRequest' },
      });
    });

    test('refuses another repository, in the same words whether it exists or not, and a run without permission', async () => {
      const answers = await Promise.all(
        ['acme/other', 'acme/nothing'].map((name) =>
          patch({ stack: 'dev', component: 'vpc' }, { status: 'in_sync' }, 'plan', name),
        ),
      );
      for (const answer of answers)
        expect(answer).toMatchObject({ status: 403, body: { errorTag: 'RepositoryForeign' } });
      expect(answers[0]?.body.errorMessage).toBe(answers[1]?.body.errorMessage);
      const weak = await patch({ stack: 'dev', component: 'vpc' }, { status: 'in_sync' }, 'weak');
      expect(weak.body.errorMessage).toContain('ws:instances:update');
    });

    test('keeps each report once, all of them, and the latest run as the status', async () => {
      const component = 'net/vpc';
      const report = (exit_code: number, last_run: string) =>
        patch({ stack: 'dev', component }, { command: 'plan', exit_code, last_run });
      for (let again = 0; again < 3; again += 1) await report(2, '2026-03-02T10:00:00Z');
      await report(1, '2026-03-01T10:00:00Z');
      expect(await one(component)).toMatchObject({ status: 'drifted', lastRun: '2026-03-02T10:00:00Z' });
      for (const path of ['/net%2Fvpc/history', null]) {
        const where = path === null ? '/history?stack=dev&component=net/vpc' : `/dev${path}`;
        const answer = await scene.call('plan', 'GET', `/repos/acme/infra/instances${where}`);
        expect(answer.body.data?.['history']).toEqual([
          expect.objectContaining({ status: 'error', exitCode: 1, lastRun: '2026-03-01T10:00:00Z' }),
          expect.objectContaining({ status: 'drifted', uploader: expect.objectContaining({ runId: '601' }) }),
        ]);
      }
      const page = await scene.call(
        'plan',
        'GET',
        '/repos/acme/infra/instances/history?stack=dev&component=net/vpc&limit=1',
      );
      const more = `&limit=1&after=${String(page.body.data?.['next'])}`;
      const rest = await scene.call(
        'plan',
        'GET',
        `/repos/acme/infra/instances/history?stack=dev&component=net/vpc${more}`,
      );
      expect(rest.body.data?.['history']).toEqual([expect.objectContaining({ status: 'drifted' })]);
      expect(await scene.audited('instance.status')).toContainEqual(
        expect.objectContaining({ outcome: 'allowed', component, status: 'error' }),
      );
    });

    test('does not show the history of another repository', async () => {
      const answer = await scene.call('foreign', 'GET', '/repos/acme/infra/instances/dev/vpc/history');
      expect(answer.body.data?.['history']).toEqual([]);
    });
  });

  test.each(['/atmos/exec', '/atmos/exec/data'])(
    'answers 404 at %s, which clients to come will ask for',
    async (path) => {
      expect(await scene.call('plan', 'POST', path, {})).toMatchObject({
        status: 404,
        body: { errorTag: 'RouteNotFound' },
      });
    },
  );
});
