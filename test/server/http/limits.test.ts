/** Clients over the limit, and an overloaded server: refused before any work, in the envelope, with a time to retry. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { fastify } from 'fastify';
import { createRateLimit } from '../../../src/server/http/rate-limit.ts';
import { shedLoad } from '../../../src/server/http/shed-load.ts';
import { callApi, exchange, idTokenOf, startTestServer, type TestServer } from '../../support/server.ts';
import type { TestSimulator } from '../../support/simulator.ts';
import { startScene, workspaces } from '../scene.ts';

let simulator: TestSimulator | undefined;
let server: TestServer | undefined;
afterEach(async () => {
  await server?.stop();
  await simulator?.stop();
});

async function start(config: Record<string, unknown>): Promise<TestServer> {
  simulator = await startScene();
  // Each replica counts for itself.
  server = await startTestServer({ simulator, config: { workspaces, ...config }, replicas: 1 });
  return server;
}
const logIn = async (at: TestServer, job = 'plan', workspace = 'ws_acme') =>
  exchange(at, await idTokenOf(simulator as TestSimulator, job), workspace);

describe('the exchange', () => {
  test('of one repository is limited, that of another continues; the refused token is not spent', async () => {
    const at = await start({ rate_limits: { exchange_per_repository_per_minute: 2 } });
    expect((await logIn(at)).status).toBe(200);
    expect((await logIn(at)).status).toBe(200);
    const refused = await logIn(at);
    expect(refused.body).toMatchObject({ status: 429, errorTag: 'RateLimited', success: false });
    expect(refused.body.errorMessage).toContain('the limit of 2 logins a minute');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await logIn(at, 'site', 'ws_globex')).status).not.toBe(429);
  });

  const forwarded = (address: string) => ({ 'x-forwarded-for': address });
  const garbage = { token: 'x', workspaceId: 'w' };
  const send = (at: TestServer, address: string) =>
    callApi(at, '/api/v1/auth/github-oidc', garbage, forwarded(address));
  const limits = { rate_limits: { exchange_per_address_per_minute: 2 } };

  test('of one address is limited, and a forged header does not give another', async () => {
    const at = await start(limits);
    for (const address of ['1.1.1.1', '2.2.2.2']) expect((await send(at, address)).status).toBe(401);
    expect((await send(at, '3.3.3.3')).status).toBe(429);
  });

  test('behind a trusted proxy counts for the address that the proxy saw, not one that a client made up', async () => {
    const at = await start({ ...limits, trusted_proxies: ['127.0.0.1'] });
    expect((await send(at, '9.9.9.9, 1.1.1.1')).status).toBe(401);
    expect((await send(at, '8.8.8.8, 1.1.1.1')).status).toBe(401);
    expect((await send(at, '7.7.7.7, 1.1.1.1')).status).toBe(429);
    expect((await send(at, '2.2.2.2')).status).toBe(401);
  });

  test('behind a trusted proxy counts for the network of an IPv6 client, as connections do', async () => {
    const at = await start({ ...limits, trusted_proxies: ['127.0.0.1'] });
    expect((await send(at, '2001:db8:1:2::1')).status).toBe(401);
    expect((await send(at, '2001:DB8:1:2:ffff::2')).status).toBe(401);
    expect((await send(at, '2001:0db8:1:2::3')).status).toBe(429);
    expect((await send(at, '2001:db8:1:3::1')).status).toBe(401);
  });
});

test('a bucket fills at an even rate, and a clock that goes back empties none', () => {
  let now = 1_000_000;
  const limit = createRateLimit(60, { now: () => now });
  for (let index = 0; index < 60; index += 1) expect(limit.take('a').status).toBe('taken');
  expect(limit.take('a')).toEqual({ status: 'limited', afterMs: 1_000 });
  expect(limit.take('b').status).toBe('taken');
  now -= 5_000;
  expect(limit.take('a').status).toBe('limited');
  now += 1_000;
  expect(limit.take('a').status).toBe('taken');
  expect(limit.take('a').status).toBe('limited');
});

test('more requests than can be answered are refused at once, health is not, and it ends by itself', async () => {
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  const app = fastify();
  let shed = 0;
  const onShed = () => {
    shed += 1;
  };
  shedLoad(app, { onShed, limits: { inFlight: 2, utilization: 1, windowMs: 50 } });
  app.get('/work', async () => held.then(() => 'done'));
  app.get('/healthz', async () => 'alive');
  const url = await app.listen({ port: 0 });
  const first = [fetch(`${url}/work`), fetch(`${url}/work`)];
  let refused = await fetch(`${url}/healthz`);
  while (refused.status !== 503) refused = await fetch(`${url}/none`);
  expect(refused.headers.get('retry-after')).toBe('2');
  expect(await refused.json()).toMatchObject({ errorTag: 'Overloaded', success: false });
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  release();
  expect((await Promise.all(first)).map(({ status }) => status)).toEqual([200, 200]);
  expect((await fetch(`${url}/work`)).status).toBe(200);
  expect(shed).toBe(1);
  await app.close();
});
