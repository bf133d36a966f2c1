import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { createHttpsFetch } from '../../../src/runner/https-fetch.ts';

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer(answer);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
const get = { method: 'GET', timeoutMs: 5000 } as const;

describe('HTTP of a step', () => {
  test('gives status, headers in lower case and the text of the body', async () => {
    await using server = await serve((_, response) =>
      response.writeHead(418, { 'X-One': '1', 'Set-Cookie': ['a', 'b'] }).end('grüße'),
    );
    const answer = await createHttpsFetch({ environment: {} })({ ...get, url: server.url });
    expect(answer).toMatchObject({
      status: 418,
      body: 'grüße',
      headers: { 'x-one': '1', 'set-cookie': 'a, b' },
    });
  });

  test('sends a body with its length in bytes', async () => {
    await using server = await serve((request, response) => response.end(request.headers['content-length']));
    const fetch = createHttpsFetch({ environment: {} });
    const answer = await fetch({ ...get, method: 'POST', url: server.url, body: 'grüße' });
    expect(answer.body).toBe('7');
  });

  test('follows no redirect', async () => {
    await using server = await serve((_, response) => response.writeHead(302, { location: '/x' }).end());
    const answer = await createHttpsFetch({ environment: {} })({ ...get, url: server.url });
    expect(answer.status).toBe(302);
  });

  test('tells when a request has left, before its answer', async () => {
    const events: string[] = [];
    await using server = await serve((_, response) => response.end());
    const fetch = createHttpsFetch({ environment: {}, onSent: () => events.push('sent') });
    await fetch({ ...get, url: server.url });
    events.push('answered');
    expect(events).toEqual(['sent', 'answered']);
  });

  test.each([
    { name: 'headers that do not come', answer: () => {} },
    {
      name: 'a body that does not end',
      answer: (_: IncomingMessage, response: ServerResponse) => void response.write('x'),
    },
  ])('ends $name at the deadline, as something to try again', async ({ answer }) => {
    await using server = await serve(answer);
    const fetch = createHttpsFetch({ environment: {} });
    await expect(fetch({ ...get, timeoutMs: 100, url: `${server.url}/path?secret=1` })).rejects.toMatchObject(
      {
        code: 'REMOTE_UNREACHABLE',
        message: `GET ${server.url}/path failed: no response within 0.1 s.`,
        retry: {},
      },
    );
  });

  test('ends with the caller’s signal, and that is not to be tried again', async () => {
    await using server = await serve(() => {});
    const fetch = createHttpsFetch({ environment: {} });
    const signal = AbortSignal.timeout(50);
    await expect(fetch({ ...get, url: server.url, signal })).rejects.toMatchObject({
      code: 'REMOTE_UNREACHABLE',
      retry: undefined,
    });
  });

  test('says that a connection was cut', async () => {
    await using server = await serve((request) => request.socket.destroy());
    const fetch = createHttpsFetch({ environment: {} });
    await expect(fetch({ ...get, url: server.url })).rejects.toMatchObject({
      message: `GET ${server.url}/ failed: ECONNRESET.`,
      retry: {},
    });
  });

  test('goes through the proxy of the environment, and past it for NO_PROXY', async () => {
    await using proxy = await serve((request, response) => response.end(`proxied ${request.url}`));
    await using server = await serve((_, response) => response.end('direct'));
    const viaProxy = createHttpsFetch({ environment: { HTTP_PROXY: proxy.url } });
    expect((await viaProxy({ ...get, url: 'http://pro.example/x' })).body).toBe(
      'proxied http://pro.example/x',
    );
    const past = createHttpsFetch({ environment: { HTTP_PROXY: proxy.url, NO_PROXY: '127.0.0.1' } });
    expect((await past({ ...get, url: server.url })).body).toBe('direct');
  });
});
