/** Registering an App from a manifest, as a browser and the program behind the redirect see it. */
import { expect, test } from '@jest/globals';
import { startSimulator, type TestSimulator } from '../support/simulator.ts';

const manifest = {
  name: 'Token broker',
  url: 'https://broker.example',
  redirect_url: 'http://127.0.0.1:9/back',
  hook_attributes: { url: 'https://broker.example/hooks' },
  public: false,
  default_events: ['push'],
  default_permissions: { contents: 'read' },
};
const hourMs = 60 * 60_000;

function start(clock?: { now(): number; sleep(): Promise<void> }): Promise<TestSimulator> {
  return startSimulator({
    clock,
    seed: { accounts: [{ login: 'acme' }, { login: 'octocat', type: 'User' }] },
  });
}

async function post(url: string, fields: Record<string, string>): Promise<Response> {
  return fetch(url, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
}

async function click(simulator: TestSimulator, change: Record<string, string> = {}): Promise<Response> {
  const fields = { manifest: JSON.stringify(manifest), state: 's', as: 'octocat', organization: 'acme' };
  return post(`${simulator.urls.server}/_apps/create-from-manifest`, { ...fields, ...change });
}

async function codeOf(simulator: TestSimulator, name = manifest.name): Promise<string> {
  const location = (await click(simulator, { name })).headers.get('location') ?? '';
  return new URL(location).searchParams.get('code') ?? '';
}

async function convert(simulator: TestSimulator, code: string): Promise<Response> {
  const headers = { 'user-agent': 'broker' };
  return fetch(`${simulator.urls.api}/app-manifests/${code}/conversions`, { method: 'POST', headers });
}

test('shows the form for an organization, and sends the browser back with code and state', async () => {
  await using simulator = await start();
  const form = await post(`${simulator.urls.server}/organizations/acme/settings/apps/new?state=%3Cs%3E`, {
    manifest: JSON.stringify(manifest),
  });
  expect(form.status).toBe(200);
  const page = await form.text();
  expect(page).toContain('Create GitHub App for acme');
  expect(page).toContain('value="&#60;s&#62;"');
  const created = await click(simulator);
  expect(created.status).toBe(302);
  expect(created.headers.get('location')).toMatch(
    /^http:\/\/127\.0\.0\.1:9\/back\?code=[0-9a-f]{40}&state=s$/,
  );
});

test('gives id, key and secrets for a code, once', async () => {
  await using simulator = await start();
  const code = await codeOf(simulator);
  const answer = await convert(simulator, code);
  expect(answer.status).toBe(201);
  expect(await answer.json()).toMatchObject({
    ...{ id: 900_001, slug: 'token-broker', name: 'Token broker', events: ['push'] },
    owner: { login: 'acme' },
    pem: expect.stringMatching(/^-----BEGIN RSA PRIVATE KEY-----/),
    webhook_secret: expect.stringMatching(/^[0-9a-f]{40}$/),
    permissions: { metadata: 'read', contents: 'read' },
  });
  expect((await convert(simulator, code)).status).toBe(404);
});

test('a code ends after an hour', async () => {
  let now = Date.UTC(2026, 0, 1);
  await using simulator = await start({ now: () => now, sleep: async () => undefined });
  const [early, late] = [await codeOf(simulator), await codeOf(simulator, 'Other')];
  now += hourMs;
  expect((await convert(simulator, early)).status).toBe(201);
  now += 1;
  expect((await convert(simulator, late)).status).toBe(404);
});

test.each([
  ['an organization that does not exist', { organization: 'globex' }, 404],
  ['a person who does not exist', { as: 'stranger' }, 404],
  ['a manifest without a redirect', { manifest: '{"url":"https://a.example","name":"x"}' }, 422],
  [
    'a permission that does not exist',
    { manifest: JSON.stringify({ ...manifest, default_permissions: { x: 'read' } }) },
    422,
  ],
  ['a name that is too long', { name: 'x'.repeat(35) }, 422],
])('refuses %s', async (_name, change, status) => {
  await using simulator = await start();
  expect((await click(simulator, change)).status).toBe(status);
  expect(simulator.world.apps.size).toBe(0);
});

test('shows no private App without credentials, and lets no other account install it', async () => {
  await using simulator = await startSimulator({
    seed: {
      accounts: [{ login: 'acme' }, { login: 'globex' }, { login: 'octocat', type: 'User' }],
      apps: [
        { slug: 'open', owner: 'acme' },
        { slug: 'closed', owner: 'acme', public: false },
      ],
    },
  });
  const status = async (slug: string) =>
    (await fetch(`${simulator.urls.api}/apps/${slug}`, { headers: { 'user-agent': 'any' } })).status;
  expect([await status('open'), await status('closed')]).toEqual([200, 404]);
  const install = async (app: string, account: string) => {
    const body = JSON.stringify({ as: 'octocat', do: 'install', app, account });
    return (await fetch(`${simulator.origin}/_simulator/people`, { method: 'POST', body })).status;
  };
  expect(await install('closed', 'globex')).toBe(404);
  expect([await install('closed', 'acme'), await install('open', 'globex')]).toEqual([200, 200]);
});
