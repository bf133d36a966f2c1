import { createVerify, generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { mintAccessToken, type TokenScope } from '../../../src/github/access-tokens.ts';
import { type BoundedCall, maxGitHubAnswerBytes } from '../../../src/github/bounded-fetch.ts';
import { createGitHubClient } from '../../../src/github/client.ts';
import { listInstallations } from '../../../src/github/installations.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const pkcs1 = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const scope: TokenScope = { repositoryIds: ['1'], permissions: { contents: 'read', metadata: 'read' } };
const minted = { token: 'ghs_x', expires_at: '2026-11-22T03:00:00Z', permissions: {} };

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

type Answerer = (attempt: number, request: IncomingMessage, response: ServerResponse) => void;

async function startPeer(answerer: Answerer, key = pkcs8) {
  let attempt = 0;
  const server = createServer((request, response) => {
    attempt += 1;
    answerer(attempt, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stops.push(() => {
    server.close();
    server.closeAllConnections();
  });
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v3`;
  const calls: BoundedCall[] = [];
  const slept: number[] = [];
  const clock = { now: () => Date.now(), sleep: async (ms: number) => void slept.push(ms) };
  const client = createGitHubClient(
    { apiUrl, graphqlUrl: `${apiUrl}/../graphql`, appId: '42', privateKey: key, userAgent: 'test' },
    { clock, random: { fraction: () => 0.5 }, logger: quiet, onCall: (call) => calls.push(call) },
  );
  return { client, calls, slept };
}

function json(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

function readJwt(request: IncomingMessage) {
  const [header = '', payload = '', signature = ''] = (request.headers.authorization ?? '')
    .replace(/^bearer /i, '')
    .split('.');
  const verified = createVerify('RSA-SHA256')
    .update(`${header}.${payload}`)
    .verify(publicKey, signature, 'base64url');
  return {
    verified,
    claims: JSON.parse(Buffer.from(payload, 'base64url').toString()) as { iat: number; iss: string },
  };
}

describe('the GitHub client', () => {
  test.each([
    { name: 'PKCS #8', key: pkcs8 },
    { name: 'PKCS #1, as GitHub offers it', key: pkcs1 },
    { name: 'newlines written as \\n', key: pkcs1.replaceAll('\n', '\\n') },
  ])('signs as the App with a key in $name', async ({ key }) => {
    const seen: unknown[] = [];
    const { client } = await startPeer((_, request, response) => {
      const { verified, claims } = readJwt(request);
      seen.push({ verified, iss: claims.iss, url: request.url });
      json(response, 200, []);
    }, key);
    await expect(listInstallations({ client })).resolves.toEqual([]);
    expect(seen).toEqual([
      { verified: true, iss: '42', url: '/api/v3/app/installations?per_page=100&page=1' },
    ]);
  });

  test.each(['', 'nonsense', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----'])(
    'an unreadable key is named at the start, and not quoted (%j)',
    (key) => {
      const options = {
        apiUrl: 'http://127.0.0.1',
        graphqlUrl: '',
        appId: '1',
        privateKey: key,
        userAgent: 'test',
      };
      const clock = { now: () => 0, sleep: async () => {} };
      const create = () =>
        createGitHubClient(options, { clock, random: { fraction: () => 0 }, logger: quiet });
      expect(create).toThrow('The private key of the GitHub App (as configured) cannot be read');
    },
  );

  test('of two keys uses the one that GitHub takes, and begins with it from then on', async () => {
    const retired = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const text = retired.export({ type: 'pkcs1', format: 'pem' }).toString() + pkcs1;
    const taken: boolean[] = [];
    const { client } = await startPeer((_, request, response) => {
      const { verified } = readJwt(request);
      taken.push(verified);
      return verified ? json(response, 200, []) : json(response, 401, { message: 'Bad credentials' });
    }, text);
    await listInstallations({ client });
    await listInstallations({ client });
    expect(taken).toEqual([false, true, true]);
  });

  test('says that it is refused when GitHub accepts none of its keys', async () => {
    const { client } = await startPeer((_, _request, response) => json(response, 401, { message: 'no' }));
    await expect(listInstallations({ client })).rejects.toMatchObject({ kind: 'unauthorized' });
  });

  test('takes other keys while it works, and keeps its own when they are none', async () => {
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const { client } = await startPeer(
      (_, request, response) =>
        readJwt(request).verified ? json(response, 200, []) : json(response, 401, { message: 'no' }),
      other.export({ type: 'pkcs8', format: 'pem' }).toString(),
    );
    await expect(listInstallations({ client })).rejects.toMatchObject({ kind: 'unauthorized' });
    client.useAppKeys(pkcs8, 'the test');
    await expect(listInstallations({ client })).resolves.toEqual([]);
    expect(() => client.useAppKeys('CANARY', 'the test')).toThrow(/\(the test\) cannot be read(?!.*CANARY)/);
    await expect(listInstallations({ client })).resolves.toEqual([]);
  });

  test('takes the time from GitHub when its own clock is wrong', async () => {
    const ahead = 3_600_000;
    const { client } = await startPeer((attempt, request, response) => {
      const headers = { date: new Date(Date.now() + ahead).toUTCString() };
      const message =
        "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires";
      if (attempt === 1) return json(response, 401, { message }, headers);
      const off = readJwt(request).claims.iat * 1000 - (Date.now() + ahead);
      return Math.abs(off) < 120_000 ? json(response, 201, minted) : json(response, 401, { message });
    });
    await expect(mintAccessToken({ client }, 7, scope)).resolves.toMatchObject({ token: 'ghs_x' });
  });

  test.each([
    { name: 'a 502', fail: (response: ServerResponse) => json(response, 502, { message: 'x' }) },
    { name: 'a cut connection', fail: (response: ServerResponse) => void response.destroy() },
    {
      name: 'a limit that ends soon',
      fail: (response: ServerResponse) => json(response, 429, { message: 'x' }, { 'retry-after': '1' }),
    },
  ])('tries again after $name, at most three times', async ({ fail }) => {
    const { client, calls } = await startPeer((attempt, _, response) =>
      attempt < 3 ? fail(response) : json(response, 201, minted),
    );
    await expect(mintAccessToken({ client }, 7, scope)).resolves.toMatchObject({ token: 'ghs_x' });
    expect(calls).toHaveLength(3);
    const broken = await startPeer((_, __, response) => fail(response));
    await expect(mintAccessToken({ client: broken.client }, 7, scope)).rejects.toMatchObject({
      code: 'REMOTE_UNREACHABLE',
    });
    expect(broken.calls).toHaveLength(3);
  });

  test.each([
    { name: 'ahead', date: new Date(Date.now() - 90_000).toUTCString(), aheadMs: 90_000 },
    { name: 'behind', date: new Date(Date.now() + 90_000).toUTCString(), aheadMs: -90_000 },
    { name: 'unknown', date: 'soon', aheadMs: undefined },
  ])('measures that the clock is $name', async ({ date, aheadMs }) => {
    const { client, calls } = await startPeer((_, __, response) => json(response, 200, [], { date }));
    await listInstallations({ client });
    const measured = calls[0]?.aheadMs;
    if (aheadMs === undefined) expect(measured).toBeUndefined();
    else expect(Math.abs((measured ?? Number.NaN) - aheadMs)).toBeLessThan(30_000);
  });

  test.each([
    { name: 'a refusal', status: 422, headers: {}, kind: 'unprocessable' },
    { name: 'a limit that lasts', status: 403, headers: { 'retry-after': '60' }, kind: 'rate-limited' },
  ])('does not try again after $name', async ({ status, headers, kind }) => {
    const { client, calls, slept } = await startPeer((_, __, response) =>
      json(response, status, { message: 'x' }, headers),
    );
    await expect(mintAccessToken({ client }, 7, scope)).rejects.toMatchObject({ kind });
    expect([calls.length, slept.length]).toEqual([1, 0]);
  });

  test('follows a redirect of the same GitHub, as for a renamed repository', async () => {
    const { client } = await startPeer((attempt, _, response) =>
      attempt === 1 ? json(response, 301, {}, { location: '/api/v3/elsewhere' }) : json(response, 200, []),
    );
    await expect(listInstallations({ client })).resolves.toEqual([]);
  });

  test('does not follow a redirect that leads away from GitHub', async () => {
    const asked: string[] = [];
    const thief = createServer((request, response) => {
      asked.push(request.url ?? '');
      json(response, 200, []);
    });
    await new Promise<void>((resolve) => thief.listen(0, '127.0.0.1', resolve));
    stops.push(() => thief.close());
    const location = `http://127.0.0.1:${(thief.address() as AddressInfo).port}/`;
    for (const status of [301, 302, 307, 308]) {
      const { client } = await startPeer((_, __, response) => json(response, status, {}, { location }));
      await expect(listInstallations({ client })).rejects.toMatchObject({ kind: 'unreachable' });
      await expect(mintAccessToken({ client }, 7, scope)).rejects.toMatchObject({ kind: 'unreachable' });
    }
    expect(asked).toEqual([]);
  });

  test('reads no answer beyond its bound', async () => {
    const { client } = await startPeer((_, __, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(Buffer.alloc(maxGitHubAnswerBytes + 1, 0x20));
    });
    await expect(listInstallations({ client })).rejects.toMatchObject({ kind: 'too-large' });
  });

  test('stops at once when its caller has no time left', async () => {
    const { client } = await startPeer(() => undefined);
    const signal = AbortSignal.timeout(20);
    await expect(listInstallations({ client, signal })).rejects.toMatchObject({ kind: 'unreachable' });
  });

  test.each([
    { name: 'no repository', scope: { ...scope, repositoryIds: [] } },
    { name: 'no permission', scope: { ...scope, permissions: {} } },
    { name: 'an id that is not a number', scope: { ...scope, repositoryIds: ['acme'] } },
    { name: 'more repositories than GitHub takes', scope: { ...scope, repositoryIds: Array(501).fill('1') } },
  ])('never asks for a token of $name, even past the types', async ({ scope: wrong }) => {
    const { client, calls } = await startPeer((_, __, response) => json(response, 201, minted));
    const minting = mintAccessToken({ client }, 7, wrong as unknown as TokenScope);
    await expect(minting).rejects.toMatchObject({ code: 'INTERNAL' });
    expect(calls).toEqual([]);
  });
});
