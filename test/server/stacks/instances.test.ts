import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { describeEachStore } from '../../support/stores.ts';
import { instancesBody, request, startUploadScene, type UploadScene } from './uploads-scene.ts';

const token = 'an-admin-token-that-is-long-enough-for-a-test';
describeEachStore('the inventory', (engine) => {
  let scene: UploadScene;
  beforeAll(async () => {
    const sha256 = createHash('sha256').update(token).digest('hex');
    scene = await startUploadScene({ store: engine, adminTokens: [{ name: 'alice', sha256 }] });
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
  const names = async (query = '') => (await list(query)).instances.map(({ component }) => component);
  const one = async (component: string) =>
    (await list()).instances.find((row) => row['component'] === component);
  const patch = (
    query: Readonly<Record<string, string>>,
    body: unknown,
    job = 'plan',
    repository = 'acme/infra',
  ) => scene.call(job, 'PATCH', `/repos/${repository}/instances?${new URLSearchParams(query)}`, body);

  describe('POST /instances', () => {
    test('keeps switches, and tolerates every odd value of them', async () => {
      const rows: readonly [string, unknown, boolean, boolean, string][] = [
        ['none', undefined, false, false, 'disabled'],
        ['on', {}, true, false, 'disabled'],
        ['drifting', { drift_detection: drift }, true, true, 'unknown'],
        ['off', { enabled: false, drift_detection: { enabled: true } }, false, false, 'disabled'],
        ['text', { enabled: 'false' }, true, false, 'disabled'],
        ['template', { enabled: '{{ .vars.on }}', drift_detection: '!env DRIFT' }, true, false, 'disabled'],
        ['drift-text', { drift_detection: { enabled: 'true' } }, true, false, 'disabled'],
        ['no-map', '!func pro', false, false, 'disabled'],
      ];
      expect(await upload(rows.map(([name, pro]) => instance(name, pro)))).toMatchObject({
        status: 200,
        body: { data: { state: 'applied' } },
      });
      for (const [name, pro, enabled, driftEnabled, status] of rows) {
        expect(await one(name)).toMatchObject({
          enabled,
          driftEnabled,
          status,
          repository: 'acme/infra',
          ...(pro === undefined ? {} : { settings: { pro } }),
        });
      }
    });

    test('keeps two types of one component apart, and takes a repetition as one', async () => {
      const twice = [
        instance('twin'),
        instance('twin'),
        instance('twin', undefined, { component_type: 'helmfile' }),
      ];
      await upload(twice, { complete: false });
      expect((await list()).instances.filter(({ component }) => component === 'twin')).toEqual([
        expect.objectContaining({ componentType: 'helmfile' }),
        expect.objectContaining({ componentType: 'terraform' }),
      ]);
    });

    test('says since when an instance is off, and what drift detection last knew when it comes back', async () => {
      const part = { complete: false };
      await upload([instance('switch', { drift_detection: drift })], part);
      await patch(
        { stack: 'dev', component: 'switch' },
        { command: 'plan', exit_code: 2, last_run: '2026-01-01T00:00:00Z' },
      );
      expect(await one('switch')).toMatchObject({ status: 'drifted', lastStatus: 'drifted' });
      await upload([instance('switch', { enabled: false, drift_detection: drift })], part);
      expect(await one('switch')).toMatchObject({ status: 'disabled', disabledAt: expect.any(String) });
      await upload([instance('switch', { drift_detection: drift })], part);
      const back = await one('switch');
      expect(back).toMatchObject({ status: 'drifted', enabled: true });
      expect(back).not.toHaveProperty('disabledAt');
    });

    test('makes orphans of a few missing instances, never of many unless the upload is complete', async () => {
      const many = Array.from({ length: 10 }, (_, index) => instance(`m${index}`));
      await upload(many, { complete: true });
      expect(await names()).toHaveLength(10);
      await upload(many.slice(0, 9));
      expect(await names('?status=orphaned')).toContain('m9');
      expect(await names()).toHaveLength(9);
      await upload(many.slice(0, 5));
      expect(await names()).toHaveLength(9);
      expect(await scene.audited('instances.upload')).toContainEqual(
        expect.objectContaining({ live: 9, missing: 4, orphaned: 0, verdict: 'withhold' }),
      );
      await upload(many.slice(0, 3), { complete: false });
      expect(await names()).toHaveLength(9);
      await upload(many.slice(0, 5), { complete: true });
      expect(await names()).toEqual(['m0', 'm1', 'm2', 'm3', 'm4']);
      await upload(many);
      expect(await names()).toHaveLength(10);
    });

    test('makes no orphan before the last chunk is here', async () => {
      const all = ['h0', 'h1'].map((name) => instance(name));
      await upload(all, { complete: true });
      const chunk = { complete: true, batch_id: 'half', batch_total: 2 };
      await upload([instance('h0')], { ...chunk, batch_index: 0 });
      expect(await names()).toEqual(['h0', 'h1']);
      await upload([instance('h2')], { ...chunk, batch_index: 1 });
      expect(await names()).toEqual(['h0', 'h2']);
    });

    test('applies a list again that came before another one of the same job', async () => {
      const [first, second] = [[instance('r0')], [instance('r1')]];
      for (const rows of [first, second, first]) await upload(rows, { complete: true });
      expect(await names()).toEqual(['r0']);
    });

    test('names every problem of drift detection, as the CLI shows them', async () => {
      const incomplete = { enabled: true, detect: { workflows: {} } };
      const answer = await upload([
        instance('vpc', { drift_detection: incomplete }),
        instance('db', { drift_detection: { ...drift, remediate: 'x' } }),
      ]);
      const problems = ['vpc in dev has no detect workflow', 'vpc in dev has no remediate workflow'];
      expect(answer).toMatchObject({
        status: 400,
        body: {
          errorTag: 'DriftDetectionValidationError',
          errorMessage: `Drift detection validation failed: ${problems.join('; ')}`,
          data: { validationErrors: problems },
        },
      });
      expect(await names()).not.toContain('vpc');
    });

    test('refuses a run without the permission', async () => {
      const answer = await upload([], {}, 'weak');
      expect(answer).toMatchObject({ status: 403, body: { errorTag: 'PermissionMissing' } });
      expect(answer.body.errorMessage).toContain('ws:instances:create');
    });
  });

  describe('GET /instances', () => {
    beforeAll(async () => {
      const stacks = ['a-dev', 'a-prod', 'b-dev', 'b/x/dev'];
      await upload(
        stacks.flatMap((stack) =>
          ['api', 'web'].map((name) => instance(name, { drift_detection: drift }, { stack })),
        ),
        { complete: true },
      );
      await patch({ stack: 'a-dev', component: 'web' }, { command: 'plan', exit_code: 2 });
    });
    const keys = async (query: string) =>
      (await list(query)).instances.map(({ stack, component }) => `${String(stack)}:${String(component)}`);

    test.each([
      ['stack=a-*', ['a-dev:api', 'a-dev:web', 'a-prod:api', 'a-prod:web']],
      ['stack=*-dev&limit=3', ['a-dev:api', 'a-dev:web', 'b-dev:api']],
      ['stack=b/**', ['b/x/dev:api', 'b/x/dev:web']],
      ['status=drifted', ['a-dev:web']],
      ['status=drifted&stack=b*', []],
      ['repository=acme/other', []],
      ['repository=ACME/infra&stack=a-prod', ['a-prod:api', 'a-prod:web']],
    ])('filters by %s', async (query, expected) => {
      expect(await keys(`?${query}`)).toEqual(expected);
    });

    test.each(['', '&stack=**'])('pages without loss%s', async (more) => {
      const seen: string[] = [];
      let next: string | undefined;
      do {
        const query = `?limit=3${more}${next === undefined ? '' : `&after=${next}`}`;
        seen.push(...(await keys(query)));
        next = (await list(query)).next;
      } while (next !== undefined);
      expect(seen).toEqual(
        ['a-dev', 'a-prod', 'b-dev', 'b/x/dev'].flatMap((stack) => [`${stack}:api`, `${stack}:web`]),
      );
    });

    test('shows an admin the workspace that it names, and a job its own repository', async () => {
      await upload([instance('theirs')], {}, 'foreign');
      const ask = (query: string) =>
        request(scene.server, token, { method: 'GET', path: `/instances${query}` });
      const all = (await ask('?workspace=ws_1')).body.data?.['instances'] as readonly Row[];
      expect(new Set(all.map(({ repository }) => repository))).toEqual(new Set(['acme/infra', 'acme/other']));
      expect((await ask('?workspace=ws_1&repository=acme/other')).body.data?.['instances']).toHaveLength(1);
      expect(await ask('')).toMatchObject({ status: 400 });
      expect(await ask('?workspace=ws_9')).toMatchObject({
        status: 403,
        body: { errorTag: 'WorkspaceDenied' },
      });
      expect((await list('', 'foreign')).instances).toHaveLength(1);
    });
  });
});
