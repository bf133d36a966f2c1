/** Admins at `/webhooks`, over HTTP, and a server that delivers by itself. */
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { WebhookDestination } from '../../../src/domain/audit/destination.ts';
import { createAdminToken, hashAdminToken } from '../../../src/server/access/admin-token.ts';
import {
  type ApiAnswer,
  exchange,
  idTokenOf,
  startTestServer,
  type TestServer,
} from '../../support/server.ts';
import type { TestSimulator } from '../../support/simulator.ts';
import { until } from '../../support/until.ts';
import { startScene, workspaces } from '../scene.ts';

const alice = createAdminToken();
const narrow = createAdminToken();
const hashOf = (token: string) => hashAdminToken(token).toString('hex');

interface Delivered {
  readonly id: string | undefined;
  readonly types: readonly string[];
}

async function startReceiver() {
  const got: Delivered[] = [];
  let status = 204;
  async function take(request: IncomingMessage): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const events = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { type: string }[];
    got.push({
      id: request.headers['x-webhook-id'] as string | undefined,
      types: events.map(({ type }) => type),
    });
  }
  const server = createServer((request, response) => {
    void take(request).then(() => response.writeHead(status).end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    got,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/token-in-the-path`,
    answerWith: (next: number) => {
      status = next;
    },
    stop: () => server.close(),
  };
}

describe('webhooks of a server', () => {
  let simulator: TestSimulator;
  let server: TestServer;
  let receiver: Awaited<ReturnType<typeof startReceiver>>;
  beforeAll(async () => {
    receiver = await startReceiver();
    simulator = await startScene();
    server = await startTestServer({
      simulator,
      config: {
        workspaces,
        admin_tokens: [
          { name: 'alice', sha256: hashOf(alice) },
          { name: 'narrow', sha256: hashOf(narrow), workspaces: ['ws_globex'] },
        ],
        audit_webhooks: [
          { name: 'siem', url: receiver.url, allow_private_network: true },
          { name: 'inside', url: 'https://127.0.0.1:1/', workspaces: ['ws_acme'] },
        ],
      },
    });
  });
  afterAll(async () => {
    await server?.stop();
    await simulator?.stop();
    receiver?.stop();
  });

  async function call(token: string, method: string, path: string, body?: object): Promise<ApiAnswer> {
    const response = await fetch(`${server.url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: JSON.parse(text) as ApiAnswer['body'],
    };
  }

  test('get what was decided, without being asked', async () => {
    await exchange(server, await idTokenOf(simulator, 'plan'), 'ws_acme');
    await until(() => receiver.got.some(({ types }) => types.includes('pro.atmos.session.exchange')));
    let listed = await call(alice, 'GET', '/webhooks?workspace=ws_acme');
    await until(async () => {
      listed = await call(alice, 'GET', '/webhooks?workspace=ws_acme');
      return !JSON.stringify(listed.body.data).includes('"delivering"');
    });
    const { webhooks } = listed.body.data as { readonly webhooks: readonly WebhookDestination[] };
    const [siem, inside] = webhooks;
    expect(siem).toMatchObject({
      name: 'siem',
      host: new URL(receiver.url).host,
      state: 'idle',
      lastTry: { outcome: 'delivered', result: 'it answered 204' },
      failures: 0,
      lostEntries: 0,
    });
    expect(inside).toMatchObject({ name: 'inside', format: 'cloudevents' });
    expect(listed.text).not.toContain('token-in-the-path');
  });

  describe('a test event', () => {
    test('arrives, and is on record', async () => {
      const answer = await call(alice, 'POST', '/webhooks/siem/test', { workspace: 'ws_acme' });
      expect(answer.body.data).toEqual({ delivered: true, result: 'it answered 204' });
      const traceId = String(answer.body.traceId);
      expect(receiver.got).toContainEqual({ id: `test-${traceId}`, types: ['pro.atmos.webhook.test'] });
      expect(await server.store.audit.list({ traceId })).toMatchObject([
        { event: 'webhook.test', outcome: 'allowed', actor: 'admin:alice', details: { destination: 'siem' } },
      ]);
    });
    test('that is refused says so', async () => {
      receiver.answerWith(403);
      const answer = await call(alice, 'POST', '/webhooks/siem/test', { workspace: 'ws_acme' });
      receiver.answerWith(204);
      expect(answer.body.data).toEqual({ delivered: false, result: 'it answered 403' });
    });
    test('goes to no private network', async () => {
      const answer = await call(alice, 'POST', '/webhooks/inside/test', { workspace: 'ws_acme' });
      expect(answer.body.data).toEqual({
        delivered: false,
        result: expect.stringContaining('private network'),
      });
    });
  });

  test.each([
    ['a look without a workspace', alice, 'GET', '/webhooks', undefined, 400, 'InvalidRequest'],
    [
      'a look by another admin',
      narrow,
      'GET',
      '/webhooks?workspace=ws_acme',
      undefined,
      403,
      'WorkspaceDenied',
    ],
    ['a test by another admin', narrow, 'POST', '/webhooks/siem/test', 'ws_acme', 403, 'WorkspaceDenied'],
    ['a test without a workspace', alice, 'POST', '/webhooks/siem/test', '', 400, 'InvalidRequest'],
    ['a test of nothing', alice, 'POST', '/webhooks/none/test', 'ws_acme', 404, 'WebhookNotFound'],
    [
      'a test of another workspace’s',
      narrow,
      'POST',
      '/webhooks/inside/test',
      'ws_globex',
      404,
      'WebhookNotFound',
    ],
    ['a name that is none', alice, 'POST', '/webhooks/NOT%20A%20NAME/test', 'ws_acme', 400, 'InvalidRequest'],
    [
      'an unknown token',
      'x'.repeat(40),
      'GET',
      '/webhooks?workspace=ws_acme',
      undefined,
      401,
      'SessionInvalid',
    ],
  ])('refuse %s', async (_name, token, method, path, workspace, status, errorTag) => {
    const body = workspace === undefined ? undefined : workspace === '' ? {} : { workspace };
    const answer = await call(token, method, path, body);
    expect([answer.status, answer.body.errorTag]).toEqual([status, errorTag]);
  });
  test.each(['GET', 'POST'])('refuse a job: %s', async (method) => {
    const { body } = await exchange(server, await idTokenOf(simulator, 'plan'), 'ws_acme');
    const path = method === 'GET' ? '/webhooks?workspace=ws_acme' : '/webhooks/siem/test';
    const answer = await call(String(body.data?.['token']), method, path, method === 'GET' ? undefined : {});
    expect([answer.status, answer.body.errorTag]).toEqual([403, 'AdminRequired']);
  });
});
