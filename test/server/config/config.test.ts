/** The configuration file: what is derived from it, and every way to get it wrong with line and column. */

import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { readEnvironment, type ServerEnvironment } from '../../../src/server/config/environment.ts';
import { readServerConfig } from '../../../src/server/config/read-config.ts';

const rsaPem = {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
} as const;
const { privateKey } = generateKeyPairSync('rsa', rsaPem);
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
    fileDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
    listen: { host: '127.0.0.1', port: 8080 },
    publicUrl: 'https://pro.example.com',
    issuers: [{ issuer: 'https://token.actions.githubusercontent.com' }],
    audiences: ['atmos-pro.com'],
    clockToleranceSeconds: 30,
    adminTokens: [],
    tokenKeys: [],
    webhooks: [],
    rateLimits: {
      exchangePerRepository: 1_200,
      exchangePerAddress: undefined,
      stsPerRepository: 1_200,
      stsPerOwner: 1_200,
      stsStrangerPerOwner: 30,
    },
    trustedProxies: [],
    connectionsPerAddress: 1_000,
    database: { kind: 'sqlite', path: '/etc/atmos/atmos-pro.db' },
    github: {
      serverUrl: 'https://github.com',
      apiUrl: 'https://api.github.com',
      graphqlUrl: 'https://api.github.com/graphql',
      webhookSecrets: [],
    },
    workspaces: [
      {
        id: 'ws_acme',
        name: 'ws_acme',
        features: { sts: false, commits: true, locks: true, affected_stacks: true, instances: true },
        sts: { listDenied: true, guardPolicyDirectory: true, policyProposals: false },
        locks: { maxTtlSeconds: 604_800, graceSeconds: 5, release: 'guarded' },
        inventory: { maxOrphanShare: 0.2, requireRemediate: true },
        people: [],
        repositories: [],
      },
    ],
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
    expect(read(minimal + text, environment).github.app).toMatchObject({ id: '12', privateKey });
  });
  test('from a file, says which, so that it can be read again', () => {
    const { app } = read(`${minimal}github: { app_id: 12, private_key_file: app.pem }\n`).github;
    expect(app?.privateKeyFile).toBe('/etc/atmos/app.pem');
  });
  test('with two keys while they are rotated, and not with three', () => {
    const two = privateKey + generateKeyPairSync('rsa', rsaPem).privateKey;
    const environment = { ATMOS_PRO_GITHUB_APP_ID: '12', ATMOS_PRO_GITHUB_APP_PRIVATE_KEY: two };
    expect(read(minimal, environment).github.app?.privateKey).toBe(two);
    const three = { ...environment, ATMOS_PRO_GITHUB_APP_PRIVATE_KEY: two + privateKey };
    expect(problemOf(minimal, three)).toContain('expected one RSA key in PEM, or two');
  });
  test.each<[string, string, ServerEnvironment, string]>([
    ['an id alone', 'github: { app_id: 12 }\n', {}, 'an id but no private key'],
    ['a key alone', '', { ATMOS_PRO_GITHUB_APP_PRIVATE_KEY: privateKey }, 'a private key but no id'],
    ['a key that is none', '', { ATMOS_PRO_GITHUB_APP_PRIVATE_KEY: 'CANARY' }, 'cannot be read'],
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
