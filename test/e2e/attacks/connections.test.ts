/** Clients that take more of the server's connections and turns than others leave them. */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { pipelineLimits } from '../../../src/server/http/limits.ts';
import { startScene, workspaces } from '../../server/scene.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import type { TestSimulator } from '../../support/simulator.ts';
import { until } from '../../support/until.ts';
import { openConnection, readToEnd, statusesIn } from './raw-client.ts';

let simulator: TestSimulator;
const sockets: Socket[] = [];
beforeAll(async () => {
  simulator = await startScene();
});
afterAll(async () => {
  await simulator?.stop();
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});

function start(config: Record<string, unknown> = {}): Promise<TestServer> {
  return startTestServer({ simulator, config: { workspaces, ...config }, replicas: 1 });
}

function open(server: TestServer): Socket {
  const socket = openConnection(server.url);
  sockets.push(socket);
  return socket;
}

const get = (path: string, headers = '') => `GET ${path} HTTP/1.1\r\nHost: x\r\n${headers}\r\n`;
const last = 'Connection: close\r\n';

describe('pipelining', () => {
  /** Requests in progress, by the server’s own count. */
  async function inFlight(server: TestServer): Promise<number> {
    const text = await (await fetch(`${server.metricsUrl}/metrics`)).text();
    return Number(/^atmos_pro_http_requests_in_flight (\d+)$/m.exec(text)?.[1]);
  }

  test('pipelined requests: a connection has one at a time, however many were sent', async () => {
    await using server = await start({ metrics: { port: 0 } });
    const socket = open(server);
    const received = readToEnd(socket);
    // Its body never comes, so it is never answered before its time is up.
    const open1 = 'POST /api/v1/auth/github-oidc HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
    socket.write(`${get('/healthz').repeat(500)}${open1}Content-Length: 5\r\n\r\n`);
    await until(async () => (await inFlight(server)) === 1);
    socket.write(`12345${get('/readyz').repeat(400)}${get('/healthz', last)}`);
    const statuses = statusesIn(await received);
    expect(statuses).toHaveLength(902);
    expect(statuses.filter((status) => status === 400)).toHaveLength(1);
    expect(statuses[500]).toBe(400);
  });

  test('pipelined requests: all of 20 connections, 1,000 deep, are answered in order, and others meanwhile', async () => {
    await using server = await start();
    const deep = 1_000;
    const text = get('/readyz').repeat(deep - 1) + get('/nope', last);
    const flood = Array.from({ length: 20 }, async () => {
      const socket = open(server);
      const received = readToEnd(socket);
      socket.write(text);
      return statusesIn(await received);
    });
    let isFlooded = true;
    const flooded = Promise.all(flood).finally(() => {
      isFlooded = false;
    });
    let others = 0;
    while (isFlooded) {
      expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
      others += 1;
    }
    for (const statuses of await flooded) {
      expect(statuses).toHaveLength(deep);
      expect(statuses.indexOf(404)).toBe(deep - 1);
    }
    // Without turns the flood would be over before the second answer.
    expect(others).toBeGreaterThan(20);
  });

  test('pipelined requests: a connection with more than may wait is closed, and the server keeps running', async () => {
    await using server = await start();
    const socket = open(server);
    const received = readToEnd(socket);
    socket.write(get('/readyz').repeat(pipelineLimits.perConnection * 3));
    expect(statusesIn(await received).length).toBeLessThan(pipelineLimits.perConnection);
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
    expect(server.logs.join('')).toContain('too many pipelined requests');
  });

  test.each([
    ['an expectation that cannot be met', get('/healthz', 'Expect: the-worst\r\n'), [200, 417]],
    ['CONNECT', 'CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n', undefined],
    ['two hosts', get('/healthz', 'Host: y\r\n'), [200, 400]],
    ['not a request', 'NO\r\n\r\n', undefined],
  ])(
    'pipelined requests: %s behind another request ends the connection alone',
    async (_name, odd, expected) => {
      await using server = await start();
      const socket = open(server);
      const received = readToEnd(socket);
      socket.write(get('/readyz') + odd + get('/healthz'));
      const statuses = statusesIn(await received);
      if (expected !== undefined) expect(statuses).toEqual(expected);
      expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
    },
  );
});

describe('connections of one address', () => {
  const listen = { port: 0, max_connections_per_address: 5 };

  async function isServed(socket: Socket, headers = ''): Promise<boolean> {
    socket.write(get('/healthz', headers));
    const answered = once(socket, 'data').then(() => true);
    return Promise.race([answered, once(socket, 'close').then(() => false)]);
  }

  test('connection flood: beyond the limit of its address a client gets none, until it closes one', async () => {
    await using server = await start({ listen });
    const held: Socket[] = [];
    for (let index = 0; index < 5; index += 1) {
      const socket = open(server);
      expect(await isServed(socket)).toBe(true);
      held.push(socket);
    }
    expect(await isServed(open(server), 'X-Forwarded-For: 9.9.9.9\r\n')).toBe(false);
    expect(server.logs.join('')).toContain('too many from this address');
    held[0]?.destroy();
    await until(() => isServed(open(server)));
    expect(await isServed(held[1] as Socket)).toBe(true);
  });

  test('connection flood: a trusted proxy has no limit, and neither has anybody with 0', async () => {
    for (const config of [
      { listen, trusted_proxies: ['127.0.0.0/8'] },
      { listen: { port: 0, max_connections_per_address: 0 } },
    ]) {
      await using server = await start(config);
      const served = await Promise.all(Array.from({ length: 20 }, () => isServed(open(server))));
      expect(served).toEqual(Array(20).fill(true));
    }
  });
});
