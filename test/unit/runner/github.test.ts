import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { checkEventFile, deleteInstallationToken } from '../../../src/runner/github.ts';
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

describe('the file of the event', () => {
  test.each([
    { name: 'a list', text: '[]' },
    { name: 'null', text: 'null' },
    { name: 'text that is not JSON', text: '{' },
    { name: 'no file', text: undefined },
  ])('is refused: $name', async ({ text }) => {
    const directory = await mkdtemp(join(tmpdir(), 'event-'));
    const path = join(directory, 'event.json');
    if (text !== undefined) await writeFile(path, text);
    await expect(checkEventFile({ GITHUB_EVENT_PATH: path })).rejects.toMatchObject({
      code: 'INPUT_FILE_UNUSABLE',
    });
    await rm(directory, { recursive: true });
  });

  test('may be missing outside of a job', async () => {
    await expect(checkEventFile({})).resolves.toBeUndefined();
  });
});

describe('the request that ends a token, to a GitHub other than the job’s', () => {
  const token = `ghs_${'x'.repeat(36)}`;
  const send = (apiUrl: string, environment: NodeJS.ProcessEnv = {}) =>
    deleteInstallationToken({ apiUrl, token }, { environment: {}, fetch: createHttpsFetch({ environment }) });

  test('carries the token and nothing else', async () => {
    const seen: IncomingMessage[] = [];
    await using server = await serve((request, response) => {
      seen.push(request);
      response.writeHead(204).end();
    });
    await expect(send(`${server.url}/api/v3`)).resolves.toBe(204);
    expect(seen.map(({ method, url, headers }) => [method, url, headers.authorization])).toEqual([
      ['DELETE', '/api/v3/installation/token', `token ${token}`],
    ]);
    expect(seen[0]?.headers).toMatchObject({ 'x-github-api-version': '2022-11-28' });
  });

  test.each([302, 401, 404, 500])('gives the status %d back and follows nothing', async (status) => {
    let count = 0;
    await using server = await serve((_, response) => {
      count += 1;
      response.writeHead(status, { location: '/elsewhere' }).end('{}');
    });
    await expect(send(server.url)).resolves.toBe(status);
    expect(count).toBe(1);
  });

  test('goes through the proxy that the environment names for that host', async () => {
    await using proxy = await serve((request, response) =>
      response.writeHead(request.url?.startsWith('http://ghes.example/') ? 204 : 500).end(),
    );
    await expect(send('http://ghes.example/api/v3', { HTTP_PROXY: proxy.url })).resolves.toBe(204);
  });

  test('says that there was no answer, without the token', async () => {
    await using server = await serve((request) => request.socket.destroy());
    const error: unknown = await send(server.url).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'REMOTE_UNREACHABLE', retry: {} });
    expect(String(error)).not.toContain(token);
  });
});
