/** Badges: who gets an address, what a picture shows, and what it tells to those who guess. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { hashAdminToken } from '../../../src/server/access/admin-token.ts';
import { change, plan } from '../../support/plan-reports.ts';
import { describeEachStore } from '../../support/stores.ts';
import { instancesBody, request, startUploadScene, type UploadScene } from '../stacks/uploads-scene.ts';

const admin = `atmos_pro_admin_${'a'.repeat(43)}`;

describeEachStore('badges', (engine) => {
  let scene: UploadScene;
  const drift = {
    badges: true,
    ignore: [{ type: 'aws_vpc', until: '9999-12-31', reason: 'known' }],
  };
  beforeAll(async () => {
    const adminTokens = [{ name: 'alice', sha256: hashAdminToken(admin).toString('hex') }];
    scene = await startUploadScene({ store: engine, adminTokens, drift });
    const workflows = { workflows: { 'plan.yml': {} } };
    const rows = ['a', 'b'].map((component) => ({
      component,
      stack: 'dev',
      component_type: 'terraform',
      settings: { pro: { drift_detection: { enabled: true, detect: workflows, remediate: workflows } } },
    }));
    await scene.call('plan', 'POST', '/instances', instancesBody(rows));
    await scene.call('foreign', 'POST', '/instances', instancesBody(rows, { repo_name: 'other' }));
  });
  afterAll(async () => scene[Symbol.asyncDispose]());

  const create = (more: object = {}, token = admin) =>
    request(scene.server, token, {
      method: 'POST',
      path: '/drift/badges',
      body: { workspace: 'ws_1', repository: 'acme/infra', stack: 'dev', component: 'a', ...more },
    });
  const report = (body: object) =>
    scene.call('plan', 'PATCH', '/repos/acme/infra/instances?stack=dev&component=a', {
      command: 'plan',
      exit_code: 2,
      ...body,
    });
  const picture = (file: string) => fetch(`${scene.server.url}/badges/${file}`);
  /** What the badge of `a` says; asking for its address makes the server read again. */
  const look = async () => {
    const { body } = await create();
    const file = new URL(String(body.data?.['url'])).pathname.split('/').at(-1) ?? '';
    const text = await (await picture(file)).text();
    return /<title>drift: (.*)<\/title>/.exec(text)?.[1];
  };

  test('have the same address each time, which has no name in it', async () => {
    const [first, again, other] = [await create(), await create(), await create({ component: 'b' })];
    expect(first.body.data).toEqual({
      url: expect.stringMatching(/\/badges\/[\w-]{32}\.svg$/),
      markdown: `![Drift](${String(first.body.data?.['url'])})`,
    });
    expect(again.body.data).toEqual(first.body.data);
    expect(other.body.data?.['url']).not.toBe(first.body.data?.['url']);
  });

  test('show the state of their instance', async () => {
    expect(await look()).toBe('Unknown');
    await report({ exit_code: 0 });
    expect(await look()).toBe('No drift');
    await report({ plan: plan(change()) });
    expect(await look()).toBe('Drift detected');
    await report({ plan: plan(change({ type: 'aws_vpc' })) });
    expect(await look()).toBe('No drift');
    await report({ exit_code: 1 });
    expect(await look()).toBe('Unknown');
    const remediation = (values: object) =>
      scene.server.database.db
        .insertInto('drift_instances')
        .values({ workspace_id: 'ws_1', repository_id: '1001', stack: 'dev', component: 'a', ...values })
        .onConflict((conflict) =>
          conflict.columns(['workspace_id', 'repository_id', 'stack', 'component']).doUpdateSet(values),
        )
        .execute();
    await remediation({ is_remediating: 1 });
    expect(await look()).toBe('Remediation in progress');
    await remediation({ is_remediating: 0, remediated_at: Date.now() });
    await report({ command: 'apply', exit_code: 0 });
    expect(await look()).toBe('Remediated');
  });

  test('may be shown by other sites, run nothing, and are kept for a minute', async () => {
    const { body } = await create();
    const answer = await fetch(String(body.data?.['url']).replace(/^.*(?=\/badges\/)/, scene.server.url));
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'image/svg+xml; charset=utf-8',
      'cache-control': 'max-age=60',
      'content-security-policy': "default-src 'none'",
      'cross-origin-resource-policy': 'cross-origin',
      'x-content-type-options': 'nosniff',
    });
  });

  describe('of nothing', () => {
    test.each([
      'a'.repeat(32),
      'x',
      '%00',
      'a.b.svg',
      '..%2f',
      "'--",
      'é'.repeat(50),
      '__proto__',
      'constructor',
    ])('%s: the same grey picture', async (token) => {
      const [answer, unknown] = [await picture(`${token}.svg`), await picture('none.svg')];
      expect([answer.status, await answer.text()]).toEqual([200, await unknown.text()]);
      expect(answer.headers.get('cache-control')).toBe('max-age=60');
    });
  });

  test.each<[why: string, more: object, status: number]>([
    ['an unknown component', { component: 'c' }, 404],
    ['an unknown repository', { repository: 'acme/none' }, 404],
    ['another type', { componentType: 'helmfile' }, 404],
    ['a repository without badges', { repository: 'acme/other' }, 400],
  ])('are not made for %s', async (_why, more, status) => {
    expect((await create(more)).status).toBe(status);
  });

  test('are made for admins alone', async () => {
    expect((await create({}, await scene.session('plan'))).status).toBe(403);
  });
});
