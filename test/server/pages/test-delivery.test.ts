/** The page on which an admin has GitHub send a delivery again: what it shows, whose deliveries, and what it records. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { WebhookDelivery } from '../../../src/simulator/world/webhooks.ts';
import { type PageBrowser, type PageScene, pageSeed, startPageScene } from '../../support/page-scene.ts';
import { sentDelivery } from '../../support/sent-delivery.ts';
import { until } from '../../support/until.ts';

const secret = 'a'.repeat(32);
const place = '/w/ws_acme/health/test-delivery';

let scene: PageScene;
let admin: PageBrowser;
beforeAll(async () => {
  scene = await startPageScene({
    replicas: 1,
    environment: { ATMOS_PRO_GITHUB_WEBHOOK_SECRET: secret },
    seed: {
      ...pageSeed,
      apps: (pageSeed.apps ?? []).map((app) => ({ ...app, webhook: { url: 'http://127.0.0.1:9/', secret } })),
    },
  });
  admin = await scene.signIn('adam');
});
afterAll(async () => scene[Symbol.asyncDispose]());

const sent = (more: Partial<WebhookDelivery>) => sentDelivery(scene.simulator.world, more);

beforeEach(() => {
  const { world } = scene.simulator;
  const [app] = world.apps.values();
  if (app?.webhook !== undefined) {
    app.webhook.url = `${scene.server.url}/webhooks/github`;
    app.webhook.secret = secret;
  }
  world.deliveries.splice(0);
});

async function readPage(path = place): Promise<string> {
  const answer = await admin.get(path);
  expect(answer.status).toBe(200);
  return answer.text();
}

const listTested = async () =>
  (await scene.server.store.audit.list({ workspaceId: 'ws_acme' })).filter(
    ({ event }) => event === 'delivery.tested',
  );

test('GitHub sends its newest delivery again, and the page shows that it arrived', async () => {
  scene.simulator.world.deliveries.push(sent({ id: 9, event: 'pull_request' }), sent({}));
  const page = await readPage();
  expect(page).toContain('issue_comment (created)');
  expect(page).toContain('acme/infra');
  expect(page).toContain('failed to connect');
  expect(page).toContain('name="delivery" value="10"');
  const done = await admin.post(place, { delivery: '10' });
  expect(done.status).toBe(303);
  const result = done.headers.get('location') ?? '';
  await until(async () => (await readPage(result)).includes('The delivery arrived'));
  expect(await listTested()).toMatchObject([
    {
      ...{ outcome: 'allowed', actor: 'adam', repositoryId: '1001' },
      details: { delivery: '10', event: 'issue_comment', person: { login: 'adam' } },
    },
  ]);
});

test('a delivery that the server refuses is shown with its status, and one that GitHub does not list yet as that', async () => {
  const [app] = scene.simulator.world.apps.values();
  if (app?.webhook !== undefined) app.webhook.secret = 'another secret';
  scene.simulator.world.deliveries.push(sent({}));
  const result = (await admin.post(place, { delivery: '10' })).headers.get('location') ?? '';
  await until(async () => (await readPage(result)).includes('did not arrive'));
  expect(await readPage(result)).toContain('Invalid HTTP Response: 401');
  const before = result.replace(/after=\d+/, 'after=9999999999999999999');
  expect(await readPage(before)).toContain('Check again');
});

test('deliveries of other workspaces are neither shown nor sent', async () => {
  scene.simulator.world.deliveries.push(
    sent({ repositoryId: 2001 }),
    sent({ id: 11, repositoryId: undefined }),
  );
  const page = await readPage();
  expect(page).toContain('GitHub lists none about a repository of this workspace');
  const before = await listTested();
  for (const delivery of ['10', '11', '../../hook', ''])
    expect((await admin.post(place, { delivery })).status).toBe(409);
  expect(await listTested()).toEqual(before);
  expect(scene.simulator.world.deliveries).toHaveLength(2);
});

test('a request that GitHub does not take is recorded as failed', async () => {
  scene.simulator.world.deliveries.push(sent({}));
  const fault = { kind: 'status', status: 422 } as const;
  scene.simulator.faults.add({ route: 'apps/redeliver-webhook-delivery', times: 1, fault });
  expect((await admin.post(place, { delivery: '10' })).status).toBe(503);
  expect((await listTested()).map(({ outcome }) => outcome)).toContain('failed');
});

test('members have no such page, and without a webhook secret there is none', async () => {
  const member = await scene.signIn('mona');
  expect((await member.get(place)).status).toBe(403);
  expect((await member.post(place, { delivery: '10' })).status).toBe(403);
  expect(await (await member.get('/w/ws_acme/health')).text()).not.toContain('test-delivery');
  expect(await readPage('/w/ws_acme/health')).toContain(`href="${place}"`);
  await using other = await startPageScene({ replicas: 1 });
  const owner = await other.signIn('olga');
  expect((await owner.get(place)).status).toBe(404);
  expect(await (await owner.get('/w/ws_acme/health')).text()).not.toContain('test-delivery');
});
