/** The configuration of the dashboard: where its secret comes from, and who has which role. */
import { expect, test } from '@jest/globals';
import type { ServerEnvironment } from '../../../src/server/config/environment.ts';
import { readServerConfig } from '../../../src/server/config/read-config.ts';

const secret = '0123456789abcdef0123456789abcdef01234567';
const people = [
  { login: 'mona', role: 'owner' },
  { login: 'adam', id: 7, role: 'admin' },
  { team: 'acme/platform', role: 'member' },
];

function read(more: object, environment: ServerEnvironment = {}) {
  const document = {
    public_url: 'https://pro.example.com',
    workspaces: [{ id: 'ws_acme', people, repositories: [] }],
    ...more,
  };
  return readServerConfig({
    text: JSON.stringify(document),
    file: '/etc/atmos/atmos-pro.yaml',
    environment,
    readFile: (path) => {
      if (path === '/etc/atmos/client-secret') return `${secret}\n`;
      throw new Error(`ENOENT ${path}`);
    },
  });
}

test('without a client secret there is no dashboard, whatever else is set', () => {
  expect(read({ dashboard: { client_id: 'Iv1' } }).dashboard).toBeUndefined();
});

test('the secret comes from a file or the environment, and the client id from the App where it is one', () => {
  const fromFile = read({ dashboard: { client_id: 'Iv1.abc', client_secret_file: 'client-secret' } });
  const expected = { clientId: 'Iv1.abc', clientSecret: secret, signInUrl: 'https://github.com' };
  expect(fromFile.dashboard).toEqual(expected);
  const environment = { ATMOS_PRO_GITHUB_CLIENT_SECRET: secret, ATMOS_PRO_GITHUB_CLIENT_ID: 'Iv1.abc' };
  expect(read({}, environment).dashboard).toEqual(expected);
  const split = { sign_in_url: 'https://github.example.com/', client_id: 'Iv2' };
  expect(read({ dashboard: split }, environment).dashboard).toMatchObject({
    clientId: 'Iv2',
    signInUrl: 'https://github.example.com',
  });
});

test('roles are read with ids as text, and teams in two parts', () => {
  expect(read({}).workspaces[0]?.people).toEqual([
    { kind: 'person', role: 'owner', login: 'mona', id: undefined },
    { kind: 'person', role: 'admin', login: 'adam', id: '7' },
    { kind: 'team', role: 'member', organization: 'acme', slug: 'platform' },
  ]);
});

test.each([
  ['a secret without a client id', {}, { ATMOS_PRO_GITHUB_CLIENT_SECRET: secret }],
  [
    'a secret that is too short',
    { dashboard: { client_id: 'Iv1' } },
    { ATMOS_PRO_GITHUB_CLIENT_SECRET: 'short' },
  ],
  ['a file that does not exist', { dashboard: { client_id: 'Iv1', client_secret_file: 'none' } }, {}],
  ['a sign-in over http', { dashboard: { client_id: 'Iv1', sign_in_url: 'http://github.com' } }, {}],
])('%s is refused, and no secret is quoted', (_what, more, environment) => {
  const attempt = () => read(more, environment);
  expect(attempt).toThrow(expect.objectContaining({ code: 'INPUT_CONFIG_INVALID' }));
  expect(attempt).not.toThrow(/0123456789abcdef|short$/);
});

test.each([
  ['a role that does not exist', { login: 'mona', role: 'root' }],
  ['a team without its organization', { team: 'platform', role: 'admin' }],
  ['a person and a team at once', { login: 'mona', team: 'acme/platform', role: 'admin' }],
  ['an entry without a role', { login: 'mona' }],
])('%s is refused', (_what, entry) => {
  const workspaces = [{ id: 'ws_acme', people: [entry], repositories: [] }];
  expect(() => read({ workspaces })).toThrow(expect.objectContaining({ code: 'INPUT_CONFIG_INVALID' }));
});
