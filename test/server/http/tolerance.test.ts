/** What clients may do without being refused, and how an answer is found in the log. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { idTokenOf, startTestServer, type TestServer } from '../../support/server.ts';
import type { TestSimulator } from '../../support/simulator.ts';
import { startScene, workspaces } from '../scene.ts';

const path = '/api/v1/auth/github-oidc';
const json = { 'content-type': 'application/json' };

let simulator: TestSimulator;
let server: TestServer;
beforeAll(async () => {
  simulator = await startScene();
  server = await startTestServer({ simulator, config: { workspaces } });
});
afterAll(async () => {
  await server?.stop();
  await simulator?.stop();
});

test.each(['//api/v1/auth/github-oidc', '/api//v1///auth/github-oidc', '/api/v1/auth/github-oidc/'])(
  'extra slashes cause neither a redirect nor a 404: %s',
  async (target) => {
    const body = JSON.stringify({ token: await idTokenOf(simulator, 'plan'), workspaceId: 'ws_acme' });
    const response = await fetch(server.url + target, {
      method: 'POST',
      headers: json,
      body,
      redirect: 'manual',
    });
    expect(response.status).toBe(200);
  },
);

test('unknown fields are ignored: newer clients may send them', async () => {
  const token = await idTokenOf(simulator, 'plan');
  const body = JSON.stringify({ token, workspaceId: 'ws_acme', future: { field: [1] } });
  expect((await fetch(server.url + path, { method: 'POST', headers: json, body })).status).toBe(200);
});

test('each answer’s trace id finds its line in the log', async () => {
  const response = await fetch(`${server.url}/nope`);
  const traceId = response.headers.get('x-trace-id') ?? '';
  await response.text();
  const line = server.logs.find((text) => text.includes(traceId)) ?? '{}';
  expect(JSON.parse(line)).toMatchObject({
    level: 'info',
    msg: 'answered',
    req: { method: 'GET' },
    res: { status: 404 },
  });
});
