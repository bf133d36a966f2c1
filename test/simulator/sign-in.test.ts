/** Signing in to an App of the simulated GitHub: what its page and its token endpoint accept, and what they refuse as GitHub does. */
import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { WorldSeed } from '../../src/simulator/seed/seed-types.ts';
import { startSimulator, type TestSimulator } from '../support/simulator.ts';

const secret = 'the-client-secret-of-the-app';
const callback = 'http://127.0.0.1:9/sign-in/callback';
const seed: WorldSeed = {
  accounts: [
    { login: 'acme', id: 71 },
    { login: 'mona', id: 501, type: 'User' },
  ],
  teams: [{ organization: 'acme', slug: 'platform', members: ['mona'] }],
  repositories: [{ name: 'acme/infra' }],
  apps: [
    {
      slug: 'atmos-pro',
      client_id: 'Iv23liTHECLIENT',
      client_secret: secret,
      callback_urls: [callback],
      permissions: { members: 'read' },
    },
  ],
  installations: [{ app: 'atmos-pro', account: 'acme', repositories: 'all' }],
};

let simulator: TestSimulator;
beforeAll(async () => {
  simulator = await startSimulator({ seed });
});
afterAll(() => simulator.stop());

const verifier = randomBytes(32).toString('base64url');
const challenge = createHash('sha256').update(verifier).digest('base64url');
const asked = {
  client_id: 'Iv23liTHECLIENT',
  redirect_uri: callback,
  state: 'the-state',
  code_challenge: challenge,
  code_challenge_method: 'S256',
};
type Fields = Readonly<Record<string, string>>;

function click(fields: Fields): Promise<Response> {
  return fetch(`${simulator.urls.server}/login/oauth/authorize`, {
    method: 'POST',
    body: new URLSearchParams(fields),
    redirect: 'manual',
  });
}

async function getCode(): Promise<string> {
  const { headers } = await click({ ...asked, as: 'mona' });
  const location = new URL(headers.get('location') ?? '');
  expect(location.searchParams.get('state')).toBe('the-state');
  return location.searchParams.get('code') ?? '';
}

async function trade(fields: Fields): Promise<Fields> {
  const answer = await fetch(`${simulator.urls.server}/login/oauth/access_token`, {
    method: 'POST',
    headers: { accept: 'application/json' },
    body: new URLSearchParams({
      client_id: asked.client_id,
      client_secret: secret,
      redirect_uri: callback,
      code_verifier: verifier,
      ...fields,
    }),
  });
  expect(answer.status).toBe(200);
  return (await answer.json()) as Fields;
}

const agent = { 'user-agent': 'test' };

test('the page has a button for each person, and escapes what the App sends', async () => {
  const query = new URLSearchParams({ ...asked, state: '"><script>' });
  const page = await (await fetch(`${simulator.urls.server}/login/oauth/authorize?${query}`)).text();
  expect(page).toContain('value="mona"');
  expect(page).not.toContain('value="acme"');
  expect(page).not.toContain('<script>');
});

test.each([
  ['an unknown client id', { client_id: 'Iv23liOTHER' }, 404],
  ['an address that is not registered', { redirect_uri: 'http://127.0.0.1:9/elsewhere' }, 400],
  ['an address that only begins like a registered one', { redirect_uri: `${callback}-evil` }, 400],
  ['a plain code challenge', { code_challenge_method: 'plain' }, 400],
  ['an account that is not a person', { as: 'acme' }, 404],
])('%s leads to a page, never back', async (_what, fields, status) => {
  const answer = await click({ ...asked, as: 'mona', ...fields });
  expect([answer.status, answer.headers.get('location')]).toEqual([status, null]);
});

test('a code buys a token of the person once, which reads the person until it is deleted', async () => {
  const code = await getCode();
  const { access_token: token = '' } = await trade({ code });
  expect(token).toMatch(/^ghu_/);
  const read = () =>
    fetch(`${simulator.urls.api}/user`, { headers: { ...agent, authorization: `Bearer ${token}` } });
  expect(await (await read()).json()).toMatchObject({ login: 'mona', id: 501, type: 'User' });
  expect((await trade({ code }))['error']).toBe('bad_verification_code');

  const remove = (password: string) =>
    fetch(`${simulator.urls.api}/applications/${asked.client_id}/token`, {
      method: 'DELETE',
      headers: { ...agent, authorization: `Basic ${btoa(`${asked.client_id}:${password}`)}` },
      body: JSON.stringify({ access_token: token }),
    });
  expect((await remove('wrong')).status).toBe(401);
  expect((await remove(secret)).status).toBe(204);
  expect((await remove(secret)).status).toBe(422);
  expect((await read()).status).toBe(401);
});

test.each([
  ['another verifier', { code_verifier: 'x'.repeat(43) }, 'bad_verification_code'],
  ['no verifier', { code_verifier: '' }, 'bad_verification_code'],
  ['a wrong secret', { client_secret: 'wrong' }, 'incorrect_client_credentials'],
  ['another address', { redirect_uri: `${callback}/other` }, 'redirect_uri_mismatch'],
])('%s buys nothing', async (_what, fields, error) => {
  expect((await trade({ code: await getCode(), ...fields }))['error']).toBe(error);
});

test('a code expires after 10 minutes', async () => {
  const code = await getCode();
  simulator.world.clock.advance(10 * 60_000 + 1);
  expect((await trade({ code }))['error']).toBe('bad_verification_code');
});

describe('members of a team', () => {
  async function list(permissions: object, path: string): Promise<Response> {
    const [installation] = simulator.world.installations.values();
    if (installation === undefined) throw new Error('the world has no installation');
    const token = `ghs_${randomBytes(18).toString('hex')}`;
    simulator.world.tokens.set(token, {
      ...{ token, kind: 'installation', installationId: installation.id, accountId: 71 },
      ...{ repositoryIds: undefined, permissions: { ...permissions }, revoked: false },
      mintedAt: simulator.world.clock.now(),
      expiresAt: simulator.world.clock.now() + 60_000,
    });
    return fetch(simulator.urls.api + path, { headers: { ...agent, authorization: `Bearer ${token}` } });
  }

  test('are listed with members: read, in the organization of the token alone', async () => {
    const listed = await list({ members: 'read' }, '/orgs/acme/teams/platform/members');
    expect(await listed.json()).toMatchObject([{ login: 'mona', id: 501 }]);
    expect((await list({}, '/orgs/acme/teams/platform/members')).status).toBe(403);
    expect((await list({ members: 'read' }, '/orgs/acme/teams/none/members')).status).toBe(404);
    expect((await list({ members: 'read' }, '/orgs/mona/teams/platform/members')).status).toBe(404);
  });
});
