/** The surface below `/_simulator`: what a test in another process, or a person with curl, can do. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startSimulator, type TestSimulator } from '../support/simulator.ts';

let simulator: TestSimulator;

beforeAll(async () => {
  simulator = await startSimulator({
    seed: {
      repositories: [{ name: 'acme/infra', files: { a: 'a' } }],
      runs: [
        {
          repository: 'acme/infra',
          workflow_name: "it's",
          jobs: [{ name: 'old', permissions: { contents: 'read' } }],
        },
      ],
    },
  });
});
afterAll(() => simulator.stop());

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

async function call(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(`${simulator.origin}/_simulator${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: text }),
  });
  const answer = await response.text();
  return {
    status: response.status,
    body: answer.startsWith('{') || answer.startsWith('[') ? JSON.parse(answer) : answer,
  };
}

test('reads and clears the journal', async () => {
  await fetch(`${simulator.urls.issuer}/.well-known/jwks?token=ghs_abcdefghijklmnopqrstuvwxyz0123456789`);
  const { body } = await call('GET', '/journal?route=oidc/jwks');
  expect(body).toMatchObject([{ method: 'GET', route: 'oidc/jwks', status: 200, who: 'anonymous' }]);
  expect(JSON.stringify(body)).not.toContain('ghs_');
  expect((await call('DELETE', '/journal')).status).toBe(204);
  expect(await call('GET', '/journal')).toEqual({ status: 200, body: [] });
});

test('switches faults on and off', async () => {
  const rule = { route: 'oidc/jwks', fault: { kind: 'status', status: 500 }, times: 3 };
  expect(await call('POST', '/faults', rule)).toMatchObject({ status: 201, body: [rule] });
  expect((await fetch(`${simulator.urls.issuer}/.well-known/jwks`)).status).toBe(500);
  expect(await call('GET', '/faults')).toMatchObject({ body: [{ times: 2 }] });
  expect((await call('DELETE', '/faults')).status).toBe(204);
  expect((await fetch(`${simulator.urls.issuer}/.well-known/jwks`)).status).toBe(200);
});

test('starts a run whose job can ask for ID tokens', async () => {
  const run = { repository: 'acme/infra', jobs: [{ name: 'new', permissions: { 'id-token': 'write' } }] };
  const { status, body } = await call('POST', '/jobs', run);
  expect(status).toBe(201);
  const environment = (body as Record<string, Record<string, string>>)['new'] ?? {};
  expect(environment).toMatchObject({
    GITHUB_REPOSITORY: 'acme/infra',
    GITHUB_SERVER_URL: simulator.urls.server,
  });
  const { ACTIONS_ID_TOKEN_REQUEST_URL: url = '', ACTIONS_ID_TOKEN_REQUEST_TOKEN: token = '' } = environment;
  const response = await fetch(`${url}&audience=x`, { headers: { authorization: `Bearer ${token}` } });
  expect(await response.json()).toMatchObject({ value: expect.stringMatching(/^eyJ/) });
  expect(await call('GET', '/jobs')).toEqual({ status: 200, body: ['old', 'new'] });
});

test('gives the environment of a job, for a shell too', async () => {
  const json = await call('GET', '/jobs/old');
  expect(json.body).toMatchObject({ GITHUB_JOB: 'old', GITHUB_WORKFLOW: "it's" });
  expect(json.body).not.toHaveProperty('ACTIONS_ID_TOKEN_REQUEST_URL');
  const shell = await call('GET', '/jobs/old?format=shell');
  expect(shell.body).toContain("export GITHUB_WORKFLOW='it'\\''s'\n");
});

test.each([
  ['no JSON', '/faults', '{', 'not JSON'],
  ['a fault of no kind', '/faults', { route: '*', fault: { kind: 'fire' } }, 'fault.kind'],
  ['a fault without a route', '/faults', { fault: { kind: 'cut-after' } }, '"route"'],
  [
    'a latency that is not a number',
    '/faults',
    { route: '*', fault: { kind: 'latency', milliseconds: '1' } },
    'milliseconds',
  ],
  ['a fraction of times', '/faults', { route: '*', fault: { kind: 'cut-after' }, times: 1.5 }, 'times'],
  ['an unknown key of a run', '/jobs', { repository: 'acme/infra', jobs: [{ name: 'x', nmae: 1 }] }, 'nmae'],
  ['a run without jobs', '/jobs', { repository: 'acme/infra' }, 'jobs'],
  ['a run of no repository', '/jobs', { repository: 'acme/none', jobs: [{ name: 'x' }] }, 'acme/none'],
  [
    'a run of an unknown actor',
    '/jobs',
    { repository: 'acme/infra', actor: 'none', jobs: [{ name: 'x' }] },
    'none',
  ],
  ['a name that is taken', '/jobs', { repository: 'acme/infra', jobs: [{ name: 'old' }] }, 'old'],
  ['more than 64 KiB', '/faults', 'x'.repeat(70_000), 'more than 65536 bytes'],
])('refuses %s', async (_name, path, body, words) => {
  const answer = await call('POST', path, body);
  expect(answer).toMatchObject({ status: 400, body: { code: 'INPUT_INVALID' } });
  expect((answer.body as { message: string }).message).toContain(words);
});

test.each([
  ['a page in a browser', { origin: 'https://example.com' }],
  ['another host name', { host: 'example.com' }],
])('does not exist for %s', async (_name, headers) => {
  const { request } = await import('node:http');
  const status = await new Promise((resolve, reject) => {
    request(`${simulator.origin}/_simulator/journal`, { headers }, (response) => {
      resolve(response.statusCode);
      response.resume();
    })
      .on('error', reject)
      .end();
  });
  expect(status).toBe(501);
  simulator.journal.clear();
});

test.each([
  ['GET', '/nothing'],
  ['PUT', '/faults'],
  ['GET', '/jobs/none'],
])('has no %s %s', async (method, path) => {
  expect((await call(method, path)).status).toBe(404);
});
