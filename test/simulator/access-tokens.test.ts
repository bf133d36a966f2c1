/** What an installation token may be asked for, what it then reaches, and when it dies. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { installationTokenLifetimeMs } from '../../src/simulator/world/tokens.ts';
import { createSimulatedApi, type SimulatedApi } from '../support/simulated-api.ts';

const all = 71;
const selected = 72;
const suspended = 73;
let gitHub: SimulatedApi;

beforeAll(async () => {
  gitHub = await createSimulatedApi({
    repositories: [
      { name: 'acme/infra', id: 1 },
      { name: 'acme/modules', id: 2 },
      { name: 'other/mine', id: 3 },
      { name: 'other/closed', id: 4 },
    ],
    apps: [{ slug: 'broker', permissions: { contents: 'write', pull_requests: 'read' } }],
    installations: [
      { id: all, app: 'broker', account: 'acme' },
      {
        id: selected,
        app: 'broker',
        account: 'other',
        repositories: ['other/mine'],
        permissions: { contents: 'read' },
      },
      { id: suspended, app: 'broker', account: 'asleep', suspended: true },
    ],
  });
});
afterAll(() => gitHub.stop());

async function ask(body: unknown, id: number = all, headers: Record<string, string> = {}) {
  const token = await gitHub.appJwt();
  return gitHub.call('POST', `/app/installations/${id}/access_tokens`, { token, body, headers });
}

describe('everything that the installation has', () => {
  test.each([
    ['an absent body', ''],
    ['an empty object', {}],
    ['empty lists and an empty object', { repositories: [], repository_ids: [], permissions: {} }],
  ])('for %s', async (_name, body) => {
    const answer = await ask(body);
    expect(answer).toMatchObject({
      status: 201,
      body: {
        repository_selection: 'all',
        permissions: { contents: 'write', metadata: 'read', pull_requests: 'read' },
      },
    });
    expect(answer.body).not.toHaveProperty('repositories');
  });
});

test.each([
  ['names, whatever their case', { repositories: ['INFRA'] }, [1]],
  ['ids', { repository_ids: [2] }, [2]],
  ['both, one of them twice', { repositories: ['infra'], repository_ids: [1, 2] }, [1, 2]],
])('narrows to repositories by %s', async (_name, body, ids) => {
  const answer = await ask(body);
  expect(answer.body.repositories.map(({ id }: { id: number }) => id)).toEqual(ids);
  expect(answer.body.repository_selection).toBe('selected');
});

test('narrows permissions and always adds metadata', async () => {
  expect((await ask({ permissions: { contents: 'read' } })).body.permissions).toEqual({
    contents: 'read',
    metadata: 'read',
  });
});

test.each([
  ['a higher level', all, { permissions: { pull_requests: 'write' } }, 'not granted to this installation'],
  [
    'a permission that the App lacks',
    all,
    { permissions: { issues: 'read' } },
    'not granted to this installation',
  ],
  ['what the account has not accepted', selected, { permissions: { contents: 'write' } }, 'not granted'],
  ['an unknown permission', all, { permissions: { everything: 'read' } }, 'is not a permission'],
  [
    'a level that the permission does not have',
    all,
    { permissions: { contents: 'admin' } },
    'is not one of read, write',
  ],
  [
    'a repository of another account',
    all,
    { repository_ids: [3] },
    'not accessible to the parent installation',
  ],
  [
    'a repository that is not selected',
    selected,
    { repositories: ['closed'] },
    'not accessible to the parent',
  ],
  [
    'a repository that does not exist',
    all,
    { repositories: ['infra', 'nothing'] },
    'not accessible to the parent',
  ],
  ['a full name', all, { repositories: ['acme/infra'] }, 'not accessible to the parent'],
  ['an id that is text', all, { repository_ids: ['1'] }, 'is not an integer'],
  ['a list that is none', all, { repositories: 'infra' }, 'is not an array'],
  ['501 repositories', all, { repository_ids: Array.from({ length: 501 }, () => 1) }, 'at most 500'],
])('refuses %s with 422', async (_name, id, body, message) => {
  const answer = await ask(body, id);
  expect(answer.status).toBe(422);
  expect(answer.body.message).toContain(message);
});

test.each([
  ['a suspended installation', suspended, {}, 403, 'This installation has been suspended'],
  ['an unknown installation', 99, {}, 404, 'Not Found'],
  ['a body that is not JSON', all, '{', 400, 'Problems parsing JSON'],
  ['a body that is not an object', all, '[]', 400, 'Body should be a JSON object'],
])('refuses %s', async (_name, id, body, status, message) => {
  expect(await ask(body, id)).toMatchObject({ status, body: { message } });
});

test.each([
  ['enabled', /^ghs_\d+_eyJ[\w-]+\.[\w-]+\.[\w-]+$/, 500],
  ['disabled', /^ghs_[A-Za-z0-9]{36}$/, 40],
])('gives the format that the header asks for: %s', async (value, pattern, length) => {
  const { body } = await ask({}, all, { 'x-github-stateless-s2s-token': value });
  expect(body.token).toMatch(pattern);
  expect(body.token.length).toBeGreaterThanOrEqual(length);
  expect((await gitHub.call('GET', '/repos/acme/infra', { token: body.token })).status).toBe(200);
});

test('dies an hour after it was made, to the second that it was told', async () => {
  const { body } = await ask({});
  const alive = async () => (await gitHub.call('GET', '/repos/acme/infra', { token: body.token })).status;
  expect(Date.parse(body.expires_at)).toBe(gitHub.world.clock.now() + installationTokenLifetimeMs);
  gitHub.advance(installationTokenLifetimeMs - 1);
  expect(await alive()).toBe(200);
  gitHub.advance(1);
  expect(await alive()).toBe(401);
});

test('is dead everywhere once it was revoked', async () => {
  const token = await gitHub.mint();
  expect((await gitHub.call('DELETE', '/installation/token', { token })).status).toBe(204);
  const again = await gitHub.call('DELETE', '/installation/token', { token });
  expect(again).toMatchObject({ status: 401, body: { message: 'Bad credentials' } });
  expect((await gitHub.graphql('{ rateLimit { limit } }', { token })).status).toBe(401);
});

test('is refused while its installation is suspended, and lives again after', async () => {
  const token = await gitHub.mint({}, selected);
  const jwt = await gitHub.appJwt();
  const path = `/app/installations/${selected}/suspended`;
  expect((await gitHub.call('PUT', path, { token: jwt })).status).toBe(204);
  const answer = await gitHub.call('GET', '/repos/other/mine', { token });
  expect(answer).toMatchObject({ status: 403, body: { message: 'This installation has been suspended' } });
  expect((await gitHub.call('DELETE', path, { token: jwt })).status).toBe(204);
  expect((await gitHub.call('GET', '/repos/other/mine', { token })).status).toBe(200);
});

test('loses a repository that leaves the selection', async () => {
  const token = await gitHub.mint({ repository_ids: [3] }, selected);
  const installation = gitHub.world.installations.get(selected);
  if (installation !== undefined) installation.repositoryIds = new Set([4]);
  expect((await gitHub.call('GET', '/repos/other/mine', { token })).status).toBe(404);
  // The token was made for the one repository only.
  expect((await gitHub.call('GET', '/repos/other/closed', { token })).status).toBe(404);
  if (installation !== undefined) installation.repositoryIds = new Set([3]);
});
