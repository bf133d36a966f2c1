/** Bodies that strangers begin and do not end keep no others out. */
import type { Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sign } from '@octokit/webhooks-methods';
import { startScene, workspaces } from '../../server/scene.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import type { TestSimulator } from '../../support/simulator.ts';
import { until } from '../../support/until.ts';
import { openConnection } from './raw-client.ts';

const secret = 'a'.repeat(32);
let simulator: TestSimulator;
let server: TestServer;
let appId: string;
let sockets: Socket[] = [];

beforeAll(async () => {
  simulator = await startScene();
  appId = String([...simulator.world.apps.values()][0]?.id);
  server = await startTestServer({
    simulator,
    config: { workspaces },
    environment: { ATMOS_PRO_GITHUB_WEBHOOK_SECRET: secret },
  });
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await server.stop();
  await simulator.stop();
});

const deliveryHeaders = (signature: string) => ({
  'content-type': 'application/json',
  'x-github-delivery': '5f6f1b90-0000-11f0-8000-000000000001',
  'x-github-event': 'pull_request',
  'x-github-hook-installation-target-type': 'integration',
  'x-github-hook-installation-target-id': appId,
  'x-hub-signature-256': signature,
});

/** Sends the head of a request and one byte of its body, over `count` connections. */
async function beginBodies(
  count: number,
  { path, headers, length }: { path: string; headers: Readonly<Record<string, string>>; length: number },
): Promise<void> {
  const lines = Object.entries({ host: 'x', ...headers, 'content-length': String(length) });
  const head = `POST ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
  sockets = Array.from({ length: count }, () => openConnection(server.url));
  await Promise.all(
    sockets.map((socket) => new Promise<void>((resolve) => socket.write(`${head}{`, () => resolve()))),
  );
}
const openSockets = () => sockets.filter(({ closed }) => !closed).length;

test('slow bodies: a delivery of GitHub gets in, however many unsigned ones were begun', async () => {
  const headers = deliveryHeaders(`sha256=${'0'.repeat(64)}`);
  await beginBodies(100, { path: '/webhooks/github', headers, length: 512 * 1024 });
  await until(() => openSockets() < 64);
  const body = JSON.stringify({ action: 'opened', installation: { id: 5 }, repository: { id: 1001 } });
  const response = await fetch(`${server.url}/webhooks/github`, {
    method: 'POST',
    headers: deliveryHeaders(await sign(secret, body)),
    body,
  });
  expect(response.status).toBe(202);
});

test('slow bodies: of strangers’ logins at most 500 are in progress, and the slowest give way', async () => {
  await beginBodies(600, {
    path: '/api/v1/auth/github-oidc',
    headers: { 'content-type': 'application/json' },
    length: 2_000,
  });
  await until(() => openSockets() === 500);
  const response = await fetch(`${server.url}/api/v1/auth/github-oidc`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: 'x', workspaceId: 'ws_acme' }),
  });
  expect(response.status).toBe(401);
});
