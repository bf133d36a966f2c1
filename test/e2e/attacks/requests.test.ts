/** Requests that two readers understand differently, that no database can store, or that carry a token where none belongs. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startScene, workspaces } from '../../server/scene.ts';
import { callApi, exchange, idTokenOf, startTestServer, type TestServer } from '../../support/server.ts';
import type { TestSimulator } from '../../support/simulator.ts';
import { describeEachStore } from '../../support/stores.ts';
import { openConnection, readToEnd, statusesIn } from './raw-client.ts';

let simulator: TestSimulator;
beforeAll(async () => {
  simulator = await startScene();
});
afterAll(async () => {
  await simulator?.stop();
});

describe('over one connection', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ simulator, config: { workspaces }, replicas: 1 });
  });
  afterAll(async () => {
    await server?.stop();
  });

  async function send(headers: string, method = 'GET'): Promise<string> {
    const socket = openConnection(server.url);
    const follow = 'GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
    socket.write(`${method} /healthz HTTP/1.1\r\n${headers}\r\n${follow}`);
    return readToEnd(socket);
  }

  test.each([
    ['two hosts', 'Host: a.example\r\nHost: b.example\r\n'],
    ['the same host twice', 'Host: a.example\r\nhost: a.example\r\n'],
    ['two hosts that a proxy joined', 'Host: a.example, b.example\r\n'],
    ['a host with a path', 'Host: a.example/admin\r\n'],
    ['a host with a user', 'Host: user@a.example\r\n'],
    ['two sessions', 'Host: x\r\nAuthorization: Bearer a\r\nAuthorization: Bearer b\r\n'],
    ['two types of a body', 'Host: x\r\nContent-Type: application/json\r\nContent-Type: text/plain\r\n'],
    ['two encodings of a body', 'Host: x\r\nContent-Encoding: gzip\r\nContent-Encoding: br\r\n'],
    ['two expectations', 'Host: x\r\nExpect: 100-continue\r\nExpect: 100-continue\r\n'],
    ['the same length twice', 'Host: x\r\nContent-Length: 0\r\nContent-Length: 0\r\n'],
    ['the same coding twice', 'Host: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n'],
  ])('repeated headers: %s are refused, and nothing after them is read', async (_name, headers) => {
    const statuses = statusesIn(await send(headers));
    expect(statuses.filter((status) => status !== 100)).toEqual([expect.any(Number)]);
    expect([400, 417]).toContain(statuses.at(-1));
  });

  test.each(['a.example', 'a.example:8080', '127.0.0.1:1', '[::1]:8080', 'a_b', 'a%20b', ''])(
    'the host %j is taken',
    async (host) => {
      expect(statusesIn(await send(`Host: ${host}\r\n`))).toEqual([200, 200]);
    },
  );

  test.each([
    ['an unknown path', (token: string) => `/api/v1/auth/${token}`],
    ['a path that is not a URL', (token: string) => `/%zz/${token}`],
    ['a parameter of a route', (token: string) => `/api/v1/affected-stacks/${token}`],
    ['a parameter that fits no schema', (token: string) => `/api/v1/locks/${token}`],
    ['a route of another method', (token: string) => `/api/v1/git/commit?token=${token}`],
    ['a path too long', (token: string) => `/api/v1/locks/${token.repeat(3)}`],
  ])('a token in a path: %s is not logged', async (_name, pathOf) => {
    const token = await idTokenOf(simulator, 'plan');
    const before = server.logs.length;
    const response = await fetch(server.url + pathOf(token));
    expect(response.status).toBeGreaterThanOrEqual(400);
    await response.text();
    // The line of a request is written at its end, before the next one on the connection is answered.
    await (await fetch(`${server.url}/nope`)).text();
    const lines = server.logs.slice(before).join('');
    expect(lines).toContain('"path":"unknown"');
    expect(lines).not.toContain(token.slice(0, 40));
    expect(lines).not.toContain(token.split('.')[1]);
  });

  test('the path of a known route is logged as its pattern', async () => {
    const before = server.logs.length;
    await (await fetch(`${server.url}/api/v1/affected-stacks/abc?page=x`)).text();
    await (await fetch(`${server.url}/nope`)).text();
    expect(server.logs.slice(before).join('')).toContain('"path":"/api/v1/affected-stacks/:head_sha"');
  });
});

describeEachStore('text that no database stores', (store) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ simulator, config: { workspaces }, store });
  });
  afterAll(async () => {
    await server?.stop();
  });

  test('secret as a workspace ID: neither the audit log nor the server log has it', async () => {
    const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
    const answer = await exchange(server, await idTokenOf(simulator, 'plan'), secret);
    expect(answer.status).toBe(404);
    const { traceId } = answer.body;
    const [entry] = await server.store.audit.list({ event: 'session.exchange', traceId });
    expect(entry).toMatchObject({
      outcome: 'denied',
      details: {
        unknownWorkspaceSha256: createHash('sha256').update(secret).digest('hex'),
        unknownWorkspaceLength: secret.length,
      },
    });
    const kept = JSON.stringify(entry) + server.logs.join('') + answer.text;
    expect(kept).not.toContain(secret.slice(0, 12));
  });

  const names = ['jti', 'actor', 'ref', 'workflow_ref', 'run_id', 'head_ref', 'environment', 'repository'];
  test.each(
    names.flatMap((name) => [
      [name, 'NUL', '\0'] as const,
      [name, 'half a surrogate pair', '\ud800'] as const,
    ]),
  )('unstorable text: a claim %s with %s is 401', async (name, _what, text) => {
    const token = await idTokenOf(simulator, 'plan', { claims: { [name]: `a${text}b` } });
    const answer = await exchange(server, token, 'ws_acme');
    expect(answer.status).toBe(401);
    expect(answer.body.errorTag).toBe('IdTokenRefused');
  });

  test.each(['\0', '\ud800'])(
    'unstorable text: %j in any text of a request is not a server error',
    async (text) => {
      const login = await exchange(server, await idTokenOf(simulator, 'plan'), 'ws_acme');
      const authorization = `Bearer ${login.body.data?.['token']}`;
      const bad = `a${text}b`;
      const repository = { repo_url: bad, repo_name: bad, repo_owner: bad, repo_host: bad };
      const requests: readonly (readonly [string, unknown])[] = [
        ['/auth/github-oidc', { token: await idTokenOf(simulator, 'plan'), workspaceId: bad }],
        ['/auth/github-oidc', { token: bad, workspaceId: bad }],
        ['/sts', { sources: [`acme/${bad}`] }],
        ['/locks', { key: `acme/infra/${bad}/vpc`, ttl: 5 }],
        ['/locks', { key: 'acme/infra/dev/vpc', ttl: 5, lock_message: bad }],
        ['/affected-stacks', { ...repository, head_sha: 'a', base_sha: 'b', stacks: [{ stack: bad }] }],
        ['/instances', { ...repository, instances: [{ stack: bad, component: bad }] }],
        ['/git/commit', { branch: bad, commitMessage: bad, comment: bad, changes: { additions: [] } }],
      ];
      for (const [path, body] of requests) {
        const answer = await callApi(server, `/api/v1${path}`, body, { authorization });
        expect([path, answer.status < 500]).toEqual([path, true]);
      }
    },
  );
});
