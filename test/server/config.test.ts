/** The configuration file: what is derived from it, and every way to get it wrong with line and column. */

import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { readEnvironment, type ServerEnvironment } from '../../src/server/config/environment.ts';
import { readServerConfig } from '../../src/server/config/read-config.ts';

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
const minimal = 'public_url: https://pro.example.com/\nworkspaces:\n  - id: ws_acme\n    repositories: []\n';

function read(text: string, environment: ServerEnvironment = {}) {
  return readServerConfig({
    text,
    file: '/etc/atmos/atmos-pro.yaml',
    environment,
    readFile: (path) => {
      if (path === '/etc/atmos/app.pem' || path === '/keys/app.pem') return privateKey;
      throw new Error(`ENOENT ${path}`);
    },
  });
}

function problemOf(text: string, environment: ServerEnvironment = {}): string {
  try {
    read(text, environment);
  } catch (error) {
    expect(error).toMatchObject({ name: 'ActionError', code: 'INPUT_CONFIG_INVALID' });
    return (error as Error).message;
  }
  throw new Error('the configuration was accepted');
}

test('the smallest file has sound defaults', () => {
  expect(read(minimal)).toEqual({
    listen: { host: '127.0.0.1', port: 8080 },
    publicUrl: 'https://pro.example.com',
    issuers: [{ issuer: 'https://token.actions.githubusercontent.com' }],
    audiences: ['atmos-pro.com'],
    clockToleranceSeconds: 30,
    database: { kind: 'sqlite', path: '/etc/atmos/atmos-pro.db' },
    github: {
      serverUrl: 'https://github.com',
      apiUrl: 'https://api.github.com',
      graphqlUrl: 'https://api.github.com/graphql',
    },
    workspaces: [{ id: 'ws_acme', name: 'ws_acme', features: { sts: false }, repositories: [] }],
  });
});

describe('GitHub’s addresses follow from the server’s', () => {
  test.each([
    [
      'https://github.com/',
      'https://api.github.com',
      'https://api.github.com/graphql',
      'https://token.actions.githubusercontent.com',
    ],
    [
      'https://octocorp.ghe.com',
      'https://api.octocorp.ghe.com',
      'https://api.octocorp.ghe.com/graphql',
      'https://token.actions.octocorp.ghe.com',
    ],
    [
      'https://ghes.example.com',
      'https://ghes.example.com/api/v3',
      'https://ghes.example.com/api/graphql',
      'https://ghes.example.com/_services/token',
    ],
    [
      'http://127.0.0.1:8080',
      'http://127.0.0.1:8080/api/v3',
      'http://127.0.0.1:8080/api/graphql',
      'http://127.0.0.1:8080/_services/token',
    ],
  ])('%s', (server, apiUrl, graphqlUrl, issuer) => {
    for (const config of [
      read(`${minimal}github: { server_url: '${server}' }\n`),
      read(minimal, { GITHUB_SERVER_URL: server }),
    ]) {
      expect(config.github).toMatchObject({ apiUrl, graphqlUrl });
      expect(config.issuers).toEqual([{ issuer }]);
    }
  });
  test('the file wins over the environment, so that a server in a job keeps its own GitHub', () => {
    const environment = { GITHUB_SERVER_URL: 'https://github.com', GITHUB_API_URL: 'https://api.github.com' };
    const { github } = read(`${minimal}github: { server_url: 'https://ghes.example.com' }\n`, environment);
    expect(github.apiUrl).toBe('https://ghes.example.com/api/v3');
  });
});

describe('the App', () => {
  test.each<[string, string, ServerEnvironment]>([
    ['file', 'github: { app_id: 12, private_key_file: app.pem }\n', {}],
    ['environment', '', { ATMOS_PRO_GITHUB_APP_ID: '12', ATMOS_PRO_GITHUB_APP_PRIVATE_KEY: privateKey }],
    [
      'one line',
      '',
      { ATMOS_PRO_GITHUB_APP_ID: '12', ATMOS_PRO_GITHUB_APP_PRIVATE_KEY: privateKey.replaceAll('\n', '\\n') },
    ],
    [
      'named by the environment',
      'github: { app_id: "12" }\n',
      { ATMOS_PRO_GITHUB_APP_PRIVATE_KEY_FILE: '/keys/app.pem' },
    ],
  ])('from the %s', (_name, text, environment) => {
    expect(read(minimal + text, environment).github.app).toEqual({ id: '12', privateKey });
  });
  test.each<[string, string, ServerEnvironment, string]>([
    ['an id alone', 'github: { app_id: 12 }\n', {}, 'an id but no private key'],
    ['a key alone', '', { ATMOS_PRO_GITHUB_APP_PRIVATE_KEY: privateKey }, 'a private key but no id'],
    ['a key that is none', '', { ATMOS_PRO_GITHUB_APP_PRIVATE_KEY: 'CANARY' }, 'cannot be used'],
    ['a missing file', 'github: { app_id: 12, private_key_file: nope.pem }\n', {}, '/etc/atmos/nope.pem'],
  ])('%s is an error', (_name, text, environment, words) => {
    const problem = problemOf(minimal + text, environment);
    expect(problem).toContain(words);
    expect(problem).not.toContain('CANARY');
  });
});

test('DATABASE_URL chooses PostgreSQL, and a wrong one is not repeated', () => {
  const url = 'postgres://atmos:hunter2@db/atmos';
  expect(read(minimal, { DATABASE_URL: url }).database).toEqual({ kind: 'postgres', url });
  expect(problemOf(minimal, { DATABASE_URL: 'mysql://atmos:hunter2@db/atmos' })).not.toContain('hunter2');
});

test('empty variables count as absent, others are not read', () => {
  expect(
    readEnvironment({ DATABASE_URL: ' ', GITHUB_SERVER_URL: 'https://x.example', HOME: '/root' }),
  ).toEqual({
    GITHUB_SERVER_URL: 'https://x.example',
  });
});

describe('a problem has its place', () => {
  const start = 'public_url: https://pro.example.com\n';
  const repository = (rest: string) =>
    `${start}workspaces:\n  - id: ws_a\n    repositories:\n      - name: acme/infra\n${rest}`;
  test.each([
    ['YAML that does not parse', `${start}workspaces: [\n`, 3, 1, ''],
    ['a key twice', `${start}${start}workspaces: []\n`, 2, 1, 'unique'],
    ['an empty file', '', 1, 1, 'must be object'],
    ['a list', '- a\n', 1, 1, 'must be object'],
    ['a missing key', start, 1, 1, "'workspaces'"],
    ['an unknown key', `${minimal}databse: {}\n`, 5, 1, 'unknown key "databse"'],
    ['an unknown nested key', `${minimal}listen: { prot: 1 }\n`, 5, 11, 'listen: unknown key "prot"'],
    ['a wrong type', `${minimal}listen:\n  port: "80"\n`, 6, 9, 'listen.port: must be integer'],
    ['a port that is none', `${minimal}listen:\n  port: 70000\n`, 6, 9, '65535'],
    ['a public URL with a path', 'public_url: https://x.example/pro\nworkspaces: []\n', 1, 13, 'public_url'],
    [
      'a secret in a URL',
      `${minimal}github:\n  server_url: https://user:pass@ghe.example\n`,
      6,
      15,
      'github.server_url',
    ],
    ['plain HTTP to GitHub', `${minimal}github:\n  server_url: http://ghe.example\n`, 6, 15, 'must be https'],
    [
      'plain HTTP to an issuer',
      `${minimal}issuers:\n  - issuer: http://evil.example\n`,
      6,
      13,
      'must be https',
    ],
    ['no workspace', `${start}workspaces: []\n`, 2, 13, 'workspaces'],
    ['a workspace twice', `${minimal}  - id: ws_acme\n    repositories: []\n`, 5, 9, 'occurs twice'],
    [
      'a repository twice, in another case',
      repository('      - name: Acme/Infra\n'),
      6,
      15,
      'acme/infra occurs twice',
    ],
    [
      'an id twice',
      repository('        id: 7\n      - name: acme/b\n        id: "7"\n'),
      8,
      13,
      'id 7 occurs twice',
    ],
    [
      'a repository without owner',
      `${start}workspaces:\n  - id: ws_a\n    repositories:\n      - name: infra\n`,
      5,
      15,
      'repositories.0.name',
    ],
    [
      'an unknown permission',
      repository('        permissions:\n          - permission: ws:sts:destroy\n'),
      7,
      25,
      'ws:sts:create',
    ],
    [
      'a pattern that does not compile',
      repository(
        '        permissions:\n          - permission: ws:sts:create\n            branch: "main("\n',
      ),
      8,
      21,
      'RE2',
    ],
  ])('%s', (_name, text, line, column, words) => {
    const problem = problemOf(text);
    expect(problem).toContain(`/etc/atmos/atmos-pro.yaml:${line}:${column}: `);
    expect(problem).toContain(words);
  });
  test('aliases that expand without end are refused', () => {
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefghi'
        .split('')
        .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[index]}`).join(',')}]`),
    ].join('\n');
    expect(problemOf(bomb)).toMatch(/alias/i);
  });
  test('a file that is too large is refused', () => {
    expect(problemOf(`${minimal}#${'x'.repeat(4 * 1024 * 1024)}`)).toContain('larger than');
  });
  test('many problems are cut', () => {
    const keys = Array.from({ length: 40 }, (_, index) => `k${index}: 1`).join('\n');
    expect(problemOf(`${minimal}${keys}\n`)).toContain('… and 20 more');
  });
});
