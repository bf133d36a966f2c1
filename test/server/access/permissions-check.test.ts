/** `GET /permissions/check` and the switches of a workspace: what they say is what the routes do. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createAdminToken, hashAdminToken } from '../../../src/server/access/admin-token.ts';
import {
  type ApiAnswer,
  callApi,
  exchange,
  idTokenOf,
  startTestServer,
  type TestServer,
} from '../../support/server.ts';
import { startSimulator, type TestSimulator } from '../../support/simulator.ts';

const adminToken = createAdminToken();
const rows = [
  { permission: 'ws:locks:create' as const, branch: 'release/.+' },
  { permission: 'ws:locks:create' as const, workflow: 'apply.yml', branch: 'main' },
  { permission: 'ws:locks:create' as const, workflow: 'plan.yml', branch: 'main' },
  { permission: 'ws:sts:create' as const },
  { permission: 'ws:instances:update' as const, environment: 'production', branch: 'release' },
  { permission: 'ws:locks:delete' as const, branch: 'feature/*' },
  { permission: 'ws:locks:delete' as const, branch: 'feature/*', workflow: 'apply.yml' },
];

let simulator: TestSimulator;
let server: TestServer;
beforeAll(async () => {
  simulator = await startSimulator({
    seed: {
      accounts: [{ login: 'acme', id: 71 }],
      repositories: [
        { name: 'acme/infra', id: 1001 },
        { name: 'acme/off', id: 1002 },
      ],
      apps: [{ slug: 'atmos-pro', permissions: { contents: 'read', metadata: 'read' } }],
      installations: [{ app: 'atmos-pro', account: 'acme' }],
      runs: ['acme/infra', 'acme/off'].map((repository) => ({
        repository,
        workflow: 'plan.yml',
        jobs: [{ name: repository }],
      })),
    },
  });
  server = await startTestServer({
    simulator,
    config: {
      admin_tokens: [{ name: 'alice', sha256: hashAdminToken(adminToken).toString('hex') }],
      workspaces: [
        { id: 'ws_on', repositories: [{ name: 'acme/infra', id: 1001, permissions: rows }] },
        {
          id: 'ws_off',
          features: { locks: false },
          repositories: [{ name: 'acme/off', id: 1002, permissions: rows }],
        },
      ],
    },
  });
});
afterAll(async () => {
  await server?.stop();
  await simulator?.stop();
});

async function get(query: string, token: string): Promise<ApiAnswer> {
  const response = await fetch(`${server.url}/api/v1/permissions/check${query}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: JSON.parse(text) };
}

async function logIn(job: string, workspace: string): Promise<string> {
  const answer = await exchange(server, await idTokenOf(simulator, job), workspace);
  return String(answer.body.data?.['token']);
}

function findCheck(answer: ApiAnswer, permission: string): Record<string, unknown> {
  const checks = answer.body.data?.['permissions'] as { permission: string }[];
  return checks.find((check) => check.permission === permission) as Record<string, unknown>;
}

test('a pattern that reads as a glob is named at the start', () => {
  const warnings = server.logs.filter((line) => line.includes('permission row'));
  const rowsOf = (workspace: string) =>
    warnings.filter((line) => line.includes(`"${workspace}"`)).map((line) => JSON.parse(line).row);
  expect([rowsOf('ws_on'), rowsOf('ws_off')]).toEqual([
    [6, 7],
    [6, 7],
  ]);
  expect(JSON.parse(warnings[0] ?? '')).toMatchObject({
    ...{ repository: 'acme/infra', field: 'branch', pattern: 'feature/*' },
    msg: expect.stringContaining('"feature/.*"'),
  });
});

test('a refusal shows the row that came closest, and what is odd about it', async () => {
  const token = await logIn('acme/infra', 'ws_on');
  const response = await fetch(`${server.url}/api/v1/locks`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ key: 'acme/infra/dev/vpc' }),
  });
  const { errorMessage } = JSON.parse(await response.text());
  expect(response.status).toBe(403);
  expect(errorMessage).toMatch(/Closest is row 6: branch "main" is not "feature\/\*".*"feature\/\.\*"/);
});

describe('a job', () => {
  test('is told of each permission which row grants it, or why none does', async () => {
    const answer = await get('', await logIn('acme/infra', 'ws_on'));
    expect(answer.body.data).toMatchObject({
      workspace: 'ws_on',
      repository: 'acme/infra',
      subject: { workflow: 'plan.yml', branch: 'main', environment: '' },
    });
    expect(findCheck(answer, 'ws:locks:create')).toEqual({
      permission: 'ws:locks:create',
      allowed: true,
      granted: true,
      row: 3,
      feature: 'locks',
      enabled: true,
      why: 'Row 3 grants it.',
    });
    expect(findCheck(answer, 'ws:instances:update')).toMatchObject({
      allowed: false,
      why: 'No row fits: row 5: branch "main" is not "release" and environment "" is not "production".',
    });
    expect(findCheck(answer, 'ws:commits:create')).toMatchObject({
      why: 'The repository has no row for it.',
    });
  });

  test('is told of a switch that is off by default', async () => {
    const answer = await get('', await logIn('acme/infra', 'ws_on'));
    expect(findCheck(answer, 'ws:sts:create')).toMatchObject({
      granted: true,
      enabled: false,
      allowed: false,
    });
  });

  test.each([
    ['other values', '?branch=release%2F1', 'A job can check itself only'],
    ['another workspace', '?workspace=ws_off', 'names another'],
  ])('may not ask about %s', async (_name, query, words) => {
    const answer = await get(query, await logIn('acme/infra', 'ws_on'));
    expect(answer.status).toBe(400);
    expect(answer.body.errorMessage).toContain(words);
  });
});

describe('an admin', () => {
  test('asks about values that no run had yet', async () => {
    const query = '?workspace=ws_on&repository=ACME/infra&workflow=x.yml&branch=release/1';
    const answer = await get(query, adminToken);
    expect(findCheck(answer, 'ws:locks:create')).toMatchObject({ allowed: true, row: 1 });
  });

  test.each([
    ['no workspace', '?repository=acme/infra', 400, 'InvalidRequest'],
    ['a workspace that does not exist', '?workspace=ws_none&repository=acme/infra', 403, 'WorkspaceDenied'],
    ['no repository', '?workspace=ws_on', 400, 'InvalidRequest'],
    ['a repository of another workspace', '?workspace=ws_on&repository=acme/off', 404, 'RepositoryUnknown'],
  ])('is refused for %s', async (_name, query, status, errorTag) => {
    expect((await get(query, adminToken)).body).toMatchObject({ status, errorTag });
  });
});

test('without a token nothing is told', async () => {
  expect((await get('?workspace=ws_on&repository=acme/infra', 'nobody')).status).toBe(401);
});

test('a switch that is off closes the routes, as the check says', async () => {
  const session = await logIn('acme/off', 'ws_off');
  expect(findCheck(await get('', session), 'ws:locks:create')).toMatchObject({
    granted: true,
    allowed: false,
  });
  const lock = { key: 'acme/off/prod/vpc', ttl: 30 };
  const answer = await callApi(server, '/api/v1/locks', lock, { authorization: `Bearer ${session}` });
  expect(answer.body).toMatchObject({ status: 403, errorTag: 'FeatureDisabled' });
  expect(answer.body.errorMessage).toContain('`features.locks: true`');
});
