/** A GitHub that fails, is slow, or counts: who waits for it, who is refused at once, and who is not touched by it. */
import { generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { mintReaderToken } from '../../../src/github/access-tokens.ts';
import { plentyShare } from '../../../src/github/app-shares.ts';
import { breakerOpenMs, breakerThreshold } from '../../../src/github/breaker.ts';
import { maxCallsPerScope, reserveOf } from '../../../src/github/budgets.ts';
import { createGitHubClient } from '../../../src/github/client.ts';

const privateKey = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
}).privateKey;
const nothing = () => undefined;
const logger = { debug: nothing, info: nothing, warn: nothing, error: nothing };

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

async function startPeer(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(String(request.headers.authorization));
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stops.push(() => {
    server.close();
    server.closeAllConnections();
  });
  let now = 1_800_000_000_000;
  const clock = {
    now: () => now,
    sleep: async () => undefined,
  };
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const options = { apiUrl, graphqlUrl: `${apiUrl}/graphql`, appId: '1', privateKey, userAgent: 'test' };
  const client = createGitHubClient(options, { clock, random: { fraction: () => 0 }, logger });
  const ask = (token: string) =>
    client.asInstallation(token, (send, request) => send('GET /rate', { request }));
  const pass = (milliseconds: number) => {
    now += milliseconds;
  };
  return { client, seen, ask, pass, now: () => now };
}

function answerJson(response: ServerResponse, status: number, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end('{}');
}

test('a GitHub that fails in a row is not asked for a while, then by one call alone, then by all', async () => {
  let status = 502;
  let hold: Promise<void> | undefined;
  const peer = await startPeer(async (_, response) => {
    await hold;
    answerJson(response, status);
  });
  while (peer.seen.length < breakerThreshold)
    await expect(peer.ask('a')).rejects.toMatchObject({ kind: 'unreachable' });
  expect(peer.client.health().breaker).toBe('open');
  const sent = peer.seen.length;
  await expect(peer.ask('a')).rejects.toThrow('Calls are paused');
  expect(peer.seen).toHaveLength(sent);

  peer.pass(breakerOpenMs);
  const { promise, resolve } = Promise.withResolvers<void>();
  hold = promise;
  status = 200;
  const probe = peer.ask('a');
  await expect(peer.ask('b')).rejects.toThrow('Calls are paused');
  resolve();
  await probe;
  expect(peer.seen).toHaveLength(sent + 1);
  await Promise.all([peer.ask('a'), peer.ask('b')]);
  expect(peer.client.health().breaker).toBe('closed');
});

test('an answer that is not a 5xx closes nothing: a 404 means that GitHub works', async () => {
  const peer = await startPeer((_, response) => answerJson(response, 404));
  for (let call = 0; call <= breakerThreshold; call += 1) {
    await expect(peer.ask('a')).rejects.toMatchObject({ kind: 'not-found' });
  }
});

test('the last calls of an installation are not spent, those of another are, and a new window opens it again', async () => {
  const limit = 5_000;
  const remaining = new Map([
    ['token poor', reserveOf(limit) + 1],
    ['token rich', limit],
  ]);
  let resetAt = 0;
  const peer = await startPeer((request, response) => {
    const who = String(request.headers.authorization);
    const left = (remaining.get(who) ?? 0) - 1;
    remaining.set(who, left);
    answerJson(response, 200, {
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-remaining': String(left),
      'x-ratelimit-reset': String(resetAt / 1_000),
      'x-ratelimit-resource': 'core',
    });
  });
  resetAt = peer.now() + 600_000;
  peer.client.nameToken('poor', 1);
  peer.client.nameToken('rich', 2);
  await peer.ask('poor');
  await expect(peer.ask('poor')).rejects.toMatchObject({ kind: 'rate-limited', retryAt: resetAt });
  await expect(peer.ask('poor')).rejects.toThrow(/almost exhausted: 50 of 5000 calls are left until 20\d\d-/);
  await peer.ask('rich');
  expect(peer.seen).toEqual(['token poor', 'token rich']);
  expect(peer.client.health().budgets).toContainEqual({
    scope: 'installation/1',
    resource: 'core',
    limit,
    remaining: 50,
    resetAt,
  });
  expect(JSON.stringify(peer.client.health())).not.toContain('poor');
  peer.pass(600_000);
  await peer.ask('poor');
});

test('the last of the App’s own calls are for installations that have had less than their share', async () => {
  const limit = 100;
  let left = limit;
  let resetAt = 0;
  const peer = await startPeer((_, response) => {
    left -= 1;
    response
      .writeHead(201, {
        'content-type': 'application/json',
        'x-ratelimit-limit': String(limit),
        'x-ratelimit-remaining': String(left),
        'x-ratelimit-reset': String(resetAt / 1_000),
        'x-ratelimit-resource': 'core',
      })
      .end(JSON.stringify({ token: `ghs_${left}`, expires_at: '2030-01-01T00:00:00Z' }));
  });
  resetAt = peer.now() + 600_000;
  const mint = (installationId: number) => mintReaderToken({ client: peer.client }, installationId);
  async function mintAll(installationId: number): Promise<number> {
    for (let minted = 0; ; minted += 1) {
      try {
        await mint(installationId);
      } catch (error) {
        expect(error).toMatchObject({ kind: 'rate-limited', retryAt: resetAt });
        return minted;
      }
    }
  }
  // Alone, it may have more.
  for (let count = 0; count < limit * (1 - plentyShare) + 5; count += 1) await mint(1);
  expect(left).toBe(15);
  await mint(2);
  await expect(mint(1)).rejects.toThrow('installation 1 has used its share');
  // Nothing may use the reserve.
  expect(await mintAll(2)).toBe(14 - reserveOf(limit));
  peer.pass(600_000);
  left = limit;
  resetAt = peer.now() + 600_000;
  await mint(1);
});

test('an installation that is slow leaves room for the others', async () => {
  const { promise: held, resolve } = Promise.withResolvers<void>();
  const peer = await startPeer(async (request, response) => {
    if (request.headers.authorization === 'token slow') await held;
    answerJson(response, 200);
  });
  peer.client.nameToken('slow', 1);
  peer.client.nameToken('quick', 2);
  const waiting = Array.from({ length: 100 }, () => peer.ask('slow'));
  await peer.ask('quick');
  expect(peer.seen.filter((who) => who === 'token slow').length).toBeLessThanOrEqual(maxCallsPerScope);
  resolve();
  await Promise.all(waiting);
});
