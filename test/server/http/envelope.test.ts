/** Every way to be refused ends in the one envelope, with the right types, and nothing of the input is repeated. */

import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { maxBodyBytes } from '../../../src/server/http/limits.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import type { TestSimulator } from '../../support/simulator.ts';
import { startScene, workspaces } from '../scene.ts';

const path = '/api/v1/auth/github-oidc';
const json = { 'content-type': 'application/json' };
const canary = 'CANARY-4711';

let simulator: TestSimulator;
let server: TestServer;
beforeAll(async () => {
  simulator = await startScene();
  // Some requests are so broken that a balancer would answer them itself.
  server = await startTestServer({ simulator, config: { workspaces }, replicas: 1 });
});
afterAll(async () => {
  await server?.stop();
  await simulator?.stop();
});

function expectEnvelope(text: string, status: number, errorTag: string): void {
  const body = JSON.parse(text) as Record<string, unknown>;
  expect(body).toEqual({
    request: expect.any(String),
    status,
    success: false,
    errorTag,
    errorMessage: expect.stringMatching(/^.{15,}$/s),
    traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
    ...('data' in body ? { data: { validationErrors: expect.any(Array) } } : {}),
  });
  expect(text).not.toContain(canary);
}

/** Nested deeper than any parser that recurses survives, within the body limit. */
const deep = `{"token":"x","workspaceId":"w","more":${'['.repeat(30_000)}${']'.repeat(30_000)}}`;

describe('refusals', () => {
  test.each<[string, number, string, string, RequestInit]>([
    ['an unknown path', 404, 'RouteNotFound', '/nope', {}],
    ['an unknown path under the API', 404, 'RouteNotFound', '/api/v1/nope', { method: 'POST' }],
    ['another method', 405, 'MethodNotAllowed', path, { method: 'GET' }],
    ['DELETE on a known path', 405, 'MethodNotAllowed', path, { method: 'DELETE' }],
    ['OPTIONS', 405, 'MethodNotAllowed', path, { method: 'OPTIONS' }],
    ['a path that is not a URL', 400, 'InvalidRequest', '/%zz', {}],
    ['no body', 400, 'InvalidRequest', path, { method: 'POST' }],
    ['an empty JSON body', 400, 'MalformedBody', path, { method: 'POST', headers: json, body: '' }],
    [
      'a form',
      415,
      'UnsupportedMediaType',
      path,
      { method: 'POST', body: new URLSearchParams({ token: canary }) },
    ],
    ['text', 415, 'UnsupportedMediaType', path, { method: 'POST', body: canary }],
    [
      'broken JSON',
      400,
      'MalformedBody',
      path,
      { method: 'POST', headers: json, body: `{"token":"${canary}"` },
    ],
    [
      'bytes that are not UTF-8',
      400,
      'MalformedBody',
      path,
      { method: 'POST', headers: json, body: new Uint8Array([0xff, 0xfe, 0x7b]) },
    ],
    [
      'a body over the limit',
      413,
      'BodyTooLarge',
      path,
      { method: 'POST', headers: json, body: canary.repeat(maxBodyBytes / 8) },
    ],
    ['an array', 400, 'InvalidRequest', path, { method: 'POST', headers: json, body: '[]' }],
    ['null', 400, 'InvalidRequest', path, { method: 'POST', headers: json, body: 'null' }],
    [
      'a missing field',
      400,
      'InvalidRequest',
      path,
      { method: 'POST', headers: json, body: '{"token":"x"}' },
    ],
    [
      'a number for a string',
      400,
      'InvalidRequest',
      path,
      { method: 'POST', headers: json, body: '{"token":1,"workspaceId":"w"}' },
    ],
    [
      'an array for a string',
      400,
      'InvalidRequest',
      path,
      { method: 'POST', headers: json, body: '{"token":["x"],"workspaceId":"w"}' },
    ],
    [
      'null for a string',
      400,
      'InvalidRequest',
      path,
      { method: 'POST', headers: json, body: '{"token":null,"workspaceId":"w"}' },
    ],
    [
      'an empty workspace',
      400,
      'InvalidRequest',
      path,
      { method: 'POST', headers: json, body: '{"token":"x","workspaceId":""}' },
    ],
    [
      'an overlong workspace',
      400,
      'InvalidRequest',
      path,
      { method: 'POST', headers: json, body: JSON.stringify({ token: 'x', workspaceId: 'w'.repeat(1_000) }) },
    ],
    [
      'a prototype key',
      400,
      'MalformedBody',
      path,
      { method: 'POST', headers: json, body: '{"token":"x","workspaceId":"w","__proto__":{"a":1}}' },
    ],
    [
      'a constructor key',
      400,
      'MalformedBody',
      path,
      {
        method: 'POST',
        headers: json,
        body: '{"token":"x","workspaceId":"w","constructor":{"prototype":{}}}',
      },
    ],
    ['deep nesting', 401, 'IdTokenRefused', path, { method: 'POST', headers: json, body: deep }],
    [
      'a token that is none',
      401,
      'IdTokenRefused',
      path,
      { method: 'POST', headers: json, body: JSON.stringify({ token: canary, workspaceId: 'w' }) },
    ],
    [
      'a workspace with NUL',
      401,
      'IdTokenRefused',
      path,
      { method: 'POST', headers: json, body: '{"token":"x","workspaceId":"a\\u0000b"}' },
    ],
  ])('%s: %i %s', async (_name, status, errorTag, target, init) => {
    const response = await fetch(server.url + target, init);
    const text = await response.text();
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expectEnvelope(text, status, errorTag);
    expect(response.headers.get('x-trace-id')).toBe(JSON.parse(text).traceId);
    expect(response.headers.get('etag')).toBeNull();
  });

  test('405 names the methods', async () => {
    const response = await fetch(server.url + path);
    expect(response.headers.get('allow')).toBe('POST');
  });

  test.each([
    ['garbage', 'GARBAGE\r\n\r\n', 400],
    ['a header that is too large', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(40_000)}\r\n\r\n`, 431],
  ])('%s on the wire', async (_name, text, status) => {
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    socket.write(text);
    const chunks: Buffer[] = [];
    for await (const chunk of socket as AsyncIterable<Buffer>) chunks.push(chunk);
    const [head = '', body = ''] = Buffer.concat(chunks).toString().split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expectEnvelope(body, status, 'InvalidRequest');
  });
});
