/** Connections that misbehave: slow, oversized, ambiguous ones. Other clients do not wait for them. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { maxBodyBytes } from '../../../src/server/http/limits.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import type { TestSimulator } from '../../support/simulator.ts';
import { until } from '../../support/until.ts';
import { startScene, workspaces } from '../scene.ts';

const exchangePath = '/api/v1/auth/github-oidc';
const host = 'Host: x\r\n';
const json = 'Content-Type: application/json\r\n';

let simulator: TestSimulator;
let server: TestServer;
beforeAll(async () => {
  simulator = await startScene();
  const timeouts = {
    headersMs: 300,
    requestMs: 600,
    keepAliveMs: 500,
    silenceMs: 1_000,
    recogniseMs: 10_000,
    checkMs: 50,
  };
  server = await startTestServer({ simulator, config: { workspaces }, timeouts, replicas: 1 });
});
afterAll(async () => {
  await server?.stop();
  await simulator?.stop();
});

function open(): Socket {
  const { hostname, port } = new URL(server.url);
  return connect(Number(port), hostname).on('error', () => undefined);
}

/** Everything that comes until the server ends the connection. */
async function readAll(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  if (!socket.destroyed) await once(socket, 'close');
  return Buffer.concat(chunks).toString();
}

/** The answers in what was received, each as status and envelope. */
function answersIn(received: string): { readonly status: number; readonly body: Record<string, unknown> }[] {
  return received.split(/(?=HTTP\/1\.1 \d{3} )/).flatMap((part) => {
    const [head = '', body = ''] = part.split('\r\n\r\n');
    return head === ''
      ? []
      : [{ status: Number(head.split(' ')[1]), body: JSON.parse(body) as Record<string, unknown> }];
  });
}

async function talk(text: string): Promise<ReturnType<typeof answersIn>> {
  const socket = open();
  socket.write(text);
  return answersIn(await readAll(socket));
}

describe('slow clients are let go, and others are served meanwhile', () => {
  test.each([
    ['headers that come a byte at a time', 'GET /healthz HTTP/1.1\r\nX-Slow: ', 'a'],
    [
      'a body that comes a byte at a time',
      `POST ${exchangePath} HTTP/1.1\r\n${host}${json}Content-Length: 1000\r\n\r\n{"token":"`,
      'x',
    ],
    [
      'a body in chunks without an end',
      `POST ${exchangePath} HTTP/1.1\r\n${host}${json}Transfer-Encoding: chunked\r\n\r\n`,
      '1\r\n \r\n',
    ],
  ])('slow: %s', async (_name, start, drip) => {
    const socket = open();
    const received = readAll(socket);
    socket.write(start);
    const dripping = setInterval(() => socket.writable && socket.write(drip), 40);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    expect(answersIn(await received)).toMatchObject([
      { status: 408, body: { success: false, status: 408, errorTag: 'RequestTimeout' } },
    ]);
    clearInterval(dripping);
  });

  test('a connection over which nothing is ever sent', async () => {
    const socket = open();
    const [first] = answersIn(await readAll(socket));
    expect(first === undefined || first.status === 408).toBe(true);
  });

  test('a client that asks and asks and reads no answer', async () => {
    const socket = open();
    await once(socket, 'connect');
    const closed = once(socket, 'close');
    socket.pause();
    const request = `GET /openapi.json HTTP/1.1\r\n${host}\r\n`.repeat(50);
    // More answers than both systems' buffers hold.
    for (let written = 0; written < 10 && socket.writable; written += 1) socket.write(request);
    await sleep(1_500);
    socket.resume();
    await closed;
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  });
});

describe('oversized', () => {
  test('a body over the limit is refused with the limit, also when the client first sends all of it', async () => {
    const body = 'x'.repeat(4 * 1024 * 1024);
    const socket = open();
    const received: string[] = [];
    socket.pause();
    socket.write(`POST ${exchangePath} HTTP/1.1\r\n${host}${json}Content-Length: ${body.length}\r\n\r\n`);
    await new Promise<void>((sent) => socket.write(body, () => sent()));
    socket.on('data', (chunk) => received.push(chunk.toString()));
    socket.resume();
    await once(socket, 'data');
    expect(answersIn(received.join(''))).toMatchObject([{ status: 413, body: { errorTag: 'BodyTooLarge' } }]);
    expect(received.join('')).toContain(`at most ${maxBodyBytes} bytes`);
    socket.destroy();
  });

  test('a body over the limit that never ends is refused once, and let go', async () => {
    const head = `POST ${exchangePath} HTTP/1.1\r\n${host}${json}Content-Length: ${4 * 1024 * 1024}\r\n\r\n`;
    expect(await talk(`${head}x`)).toMatchObject([{ status: 413, body: { errorTag: 'BodyTooLarge' } }]);
  });

  test('a body over the limit in chunks', async () => {
    const chunk = `${(1_000).toString(16)}\r\n${'x'.repeat(1_000)}\r\n`;
    const head = `POST ${exchangePath} HTTP/1.1\r\n${host}${json}Transfer-Encoding: chunked\r\n\r\n`;
    const answers = await talk(`${head}${chunk.repeat(200)}0\r\n\r\n`);
    expect(answers).toMatchObject([{ status: 413, body: { errorTag: 'BodyTooLarge' } }]);
  });
});

test('pipelined requests are answered in their order', async () => {
  const get = (path: string) => `GET ${path} HTTP/1.1\r\n${host}\r\n`;
  const answers = await talk(get('/healthz') + get('/nope') + get('/readyz'));
  expect(answers.map(({ status, body }) => [status, body['request']])).toEqual([
    [200, 'GET /healthz'],
    [404, 'GET /nope'],
    [200, 'GET /readyz'],
  ]);
  expect(new Set(answers.map(({ body }) => body['traceId'])).size).toBe(3);
});

/** A second request, visible only to a parser that ends the first one elsewhere. */
const smuggled = `GET /smuggled HTTP/1.1\r\n${host}\r\n`;
const post = `POST ${exchangePath} HTTP/1.1\r\n${host}${json}`;
describe('a request whose end is ambiguous is refused, and nothing after it is read', () => {
  test.each([
    ['both lengths', `${post}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`],
    [
      'both lengths, the other way round',
      `${post}Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n${smuggled}`,
    ],
    ['two lengths', `${post}Content-Length: 0\r\nContent-Length: ${smuggled.length}\r\n\r\n${smuggled}`],
    ['a list of lengths', `${post}Content-Length: 0, ${smuggled.length}\r\n\r\n${smuggled}`],
    ['a signed length', `${post}Content-Length: +0\r\n\r\n${smuggled}`],
    ['a length in hexadecimal', `${post}Content-Length: 0x10\r\n\r\n${smuggled}`],
    ['a length that overflows', `${post}Content-Length: 18446744073709551617\r\n\r\n${smuggled}`],
    [
      'chunked that is not the last coding',
      `${post}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n${smuggled}`,
    ],
    ['an unknown coding', `${post}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${smuggled}`],
    ['a blank before the colon', `${post}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n${smuggled}`],
    [
      'a folded header',
      `${post}Transfer-Encoding:\r\n chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n${smuggled}`,
    ],
    [
      'a line that ends in a carriage return alone',
      `${post}X: a\rTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
    ],
    [
      'a chunk of a size that overflows',
      `${post}Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n\r\n${smuggled}`,
    ],
    ['a chunk of a signed size', `${post}Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n${smuggled}`],
    ['a NUL in a header', `${post}X: a\0b\r\nContent-Length: 0\r\n\r\n${smuggled}`],
  ])('ambiguous: %s', async (_name, text) => {
    const answers = await talk(text);
    expect(answers).toHaveLength(1);
    expect(answers[0]).toMatchObject({ status: 400, body: { success: false, status: 400 } });
  });
});

describe('what Node would refuse by itself comes in the envelope too', () => {
  test.each([
    ['HTTP/1.1 without a host', 400, 'GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n'],
    ['an expectation', 417, `${post}Expect: the-worst\r\nContent-Length: 2\r\n\r\n{}`],
    ['CONNECT', 405, `CONNECT example.com:443 HTTP/1.1\r\n${host}\r\n`],
    ['HTTP/2 without an upgrade', 400, 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['an unknown method', 400, `BREW /pot HTTP/1.1\r\n${host}\r\n`],
  ])('%s: %i', async (_name, status, text) => {
    expect(await talk(text)).toMatchObject([
      {
        status,
        body: { success: false, status, errorMessage: expect.any(String), traceId: expect.any(String) },
      },
    ]);
  });

  test('HTTP/1.0 needs no host', async () => {
    expect(await talk('GET /healthz HTTP/1.0\r\n\r\n')).toMatchObject([{ status: 200 }]);
  });

  test('an upgrade that is not offered is ignored', async () => {
    const text = `GET /healthz HTTP/1.1\r\n${host}Connection: upgrade, close\r\nUpgrade: h2c\r\n\r\n`;
    expect(await talk(text)).toMatchObject([{ status: 200 }]);
  });

  test('100-continue is told to continue', async () => {
    const body = '{"token":"x","workspaceId":"w"}';
    const text = `${post}Connection: close\r\nExpect: 100-continue\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    const socket = open();
    socket.write(text);
    const received = await readAll(socket);
    expect(received).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 401 /);
  });
});

test('a client that disconnects in the middle of its body is not a server error', async () => {
  const before = server.logs.length;
  const socket = open();
  // Written, and not only buffered: a connection that is destroyed earlier sends nothing.
  await new Promise<void>((written) =>
    socket.write(`${post}Content-Length: 100\r\n\r\n{"token":`, () => written()),
  );
  socket.destroy();
  const lines = () => server.logs.slice(before).filter((line) => line.includes('MalformedBody'));
  await until(() => lines().length > 0);
  expect(server.logs.slice(before).filter((line) => line.includes('"level":"error"'))).toEqual([]);
});

test('of a key that is given twice the last counts, as in any JSON of JavaScript', async () => {
  const body = `{"token":"x","workspaceId":1,"workspaceId":"w"}`;
  const answers = await talk(`${post}Connection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
  expect(answers).toMatchObject([{ status: 401, body: { errorTag: 'IdTokenRefused' } }]);
});
