/** People with roles: by themselves, by a team, as owner, and everybody in a public repository. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createSimulatedApi, type SimulatedApi } from '../support/simulated-api.ts';

let gitHub: SimulatedApi;
let token: string;

beforeAll(async () => {
  gitHub = await createSimulatedApi({
    accounts: [
      { login: 'zoe', type: 'User' },
      { login: 'ada', type: 'User' },
    ],
    teams: [{ organization: 'acme', slug: 'platform', members: ['tim', 'rita'] }],
    repositories: [
      {
        name: 'acme/infra',
        people: { ada: 'admin', mia: 'maintain', will: 'write', tom: 'triage', rita: 'read' },
        teams: { platform: 'write' },
      },
      { name: 'acme/open', visibility: 'public' },
      { name: 'ada/own' },
    ],
    apps: [{ slug: 'broker', permissions: { metadata: 'read' } }],
    installations: [
      { app: 'broker', account: 'acme' },
      { id: 8, app: 'broker', account: 'ada' },
    ],
  });
  token = await gitHub.mint();
});
afterAll(() => gitHub.stop());

const ask = (repository: string, login: string, by = token) =>
  gitHub.call('GET', `/repos/${repository}/collaborators/${login}/permission`, { token: by });

test.each([
  ['ada', 'admin', 'admin'],
  ['mia', 'write', 'maintain'],
  ['will', 'write', 'write'],
  ['tom', 'read', 'triage'],
  ['rita', 'write', 'write'],
  ['tim', 'write', 'write'],
  ['zoe', 'none', ''],
])('%s has %s by the role %s', async (login, permission, role) => {
  expect((await ask('acme/infra', login)).body).toMatchObject({ permission, role_name: role });
});

test('everybody may read a public repository, its owner everything', async () => {
  expect((await ask('acme/open', 'zoe')).body).toMatchObject({ permission: 'read', role_name: 'read' });
  const own = await ask('ada/own', 'ada', await gitHub.mint({}, 8));
  expect(own.body).toMatchObject({ permission: 'admin', user: { permissions: { admin: true } } });
});

test.each([['nobody'], ['acme']])('%s is not a person', async (login) => {
  expect((await ask('acme/infra', login)).status).toBe(404);
});
