import { beforeAll, describe, expect, test } from '@jest/globals';
import type { HttpResponse } from '../../../../src/base/ports.ts';
import { createKeySource } from '../../../../src/domain/oidc/jwks.ts';
import {
  createIssuer,
  createKey,
  createManualClock,
  issuerUrl,
  refuseConnection,
  type TestKey,
} from './issuer.ts';

const discoveryUrl = `${issuerUrl}/.well-known/openid-configuration`;
const jwksUrl = `${issuerUrl}/.well-known/jwks`;
const minute = 60_000;

let key: TestKey;
let next: TestKey;

function setUp(jwksUri?: string) {
  const issuer = createIssuer([key.jwk]);
  const clock = createManualClock();
  const source = createKeySource({ issuer: issuerUrl, jwksUri }, { fetch: issuer.fetch, clock });
  return { issuer, clock, source };
}

beforeAll(async () => {
  [key, next] = await Promise.all([createKey('key-1'), createKey('key-2')]);
});

describe('keys', () => {
  test('are found by discovery, once for ten minutes', async () => {
    const { issuer, clock, source } = setUp();
    expect(issuer.requests).toEqual([]);
    expect(await source.findKey('key-1')).toBeDefined();
    clock.advance(10 * minute - 1);
    await source.findKey('key-1');
    expect(issuer.requests).toEqual([discoveryUrl, jwksUrl]);
    clock.advance(1);
    await source.findKey('key-1');
    expect(issuer.requests).toHaveLength(4);
  });

  test('are taken from a configured address without discovery', async () => {
    const { issuer, source } = setUp(jwksUrl);
    expect(await source.findKey('key-1')).toBeDefined();
    expect(issuer.requests).toEqual([jwksUrl]);
  });

  test('are fetched once for callers at the same time', async () => {
    const { issuer, source } = setUp();
    const found = await Promise.all(Array.from({ length: 20 }, () => source.findKey('key-1')));
    expect(found.every(Boolean)).toBe(true);
    expect(issuer.requests).toHaveLength(2);
  });

  test('are fetched again for an unknown id, at most every 30 seconds', async () => {
    const { issuer, clock, source } = setUp(jwksUrl);
    await source.findKey('key-1');
    issuer.keys = [key.jwk, next.jwk];
    expect(await source.findKey('key-2')).toBeUndefined();
    expect(issuer.requests).toHaveLength(1);
    clock.advance(30_000);
    const found = await Promise.all([
      source.findKey('key-2'),
      source.findKey('forged'),
      source.findKey('key-2'),
    ]);
    expect(found.map(Boolean)).toEqual([true, false, true]);
    for (let i = 0; i < 50; i += 1) expect(await source.findKey(`forged-${i}`)).toBeUndefined();
    expect(issuer.requests).toHaveLength(2);
  });

  test('that are withdrawn are gone when they are fetched again', async () => {
    const { issuer, clock, source } = setUp();
    await source.findKey('key-1');
    issuer.keys = [next.jwk];
    clock.advance(10 * minute);
    expect(await source.findKey('key-1')).toBeUndefined();
  });

  test('are used on for an hour while the issuer is down, and asked for every 30 seconds', async () => {
    const { issuer, clock, source } = setUp(jwksUrl);
    await source.findKey('key-1');
    issuer.tamper = refuseConnection;
    clock.advance(10 * minute);
    for (let i = 0; i < 5; i += 1) expect(await source.findKey('key-1')).toBeDefined();
    expect(issuer.requests).toHaveLength(2);
    clock.advance(30_000);
    expect(await source.findKey('key-1')).toBeDefined();
    expect(issuer.requests).toHaveLength(3);
    clock.advance(50 * minute - 30_000);
    await expect(source.findKey('key-1')).rejects.toMatchObject({ code: 'REMOTE_UNREACHABLE' });
  });

  test('come back with the issuer', async () => {
    const { issuer, clock, source } = setUp();
    issuer.tamper = refuseConnection;
    await expect(source.findKey('key-1')).rejects.toMatchObject({ code: 'REMOTE_UNREACHABLE' });
    await expect(source.findKey('key-1')).rejects.toMatchObject({ code: 'REMOTE_UNREACHABLE' });
    expect(issuer.requests).toHaveLength(1);
    issuer.tamper = undefined;
    clock.advance(30_000);
    expect(await source.findKey('key-1')).toBeDefined();
  });
});

const at = (url: string, change: Partial<HttpResponse>) => (asked: string, response: HttpResponse) =>
  asked === url ? { ...response, ...change } : response;
const json = (document: unknown) => ({ body: JSON.stringify(document) });

describe('an issuer is as good as unreachable', () => {
  test.each([
    [
      'when discovery redirects',
      at(discoveryUrl, { status: 302, headers: { location: jwksUrl } }),
      /answered 302/,
    ],
    ['when discovery does not exist', at(discoveryUrl, { status: 404 }), /answered 404/],
    ['when discovery is not JSON', at(discoveryUrl, { body: '<html>' }), /did not answer JSON/],
    ['when discovery is a list', at(discoveryUrl, { body: '[]' }), /JSON object/],
    [
      'when discovery names another issuer',
      at(discoveryUrl, json({ issuer: 'https://evil.example', jwks_uri: jwksUrl })),
      /another issuer/,
    ],
    [
      'when its keys are on another host',
      at(discoveryUrl, json({ issuer: issuerUrl, jwks_uri: 'https://evil.example/jwks' })),
      /another host/,
    ],
    [
      'when its keys are on another port',
      at(discoveryUrl, json({ issuer: issuerUrl, jwks_uri: 'https://issuer.example:8443/jwks' })),
      /another host/,
    ],
    [
      'when its keys are on plain HTTP',
      at(discoveryUrl, json({ issuer: issuerUrl, jwks_uri: 'http://issuer.example/jwks' })),
      /another host/,
    ],
    [
      'when its host hides in a user name',
      at(discoveryUrl, json({ issuer: issuerUrl, jwks_uri: 'https://issuer.example@evil.example/' })),
      /another host/,
    ],
    ['when its keys are nowhere', at(discoveryUrl, json({ issuer: issuerUrl })), /another host/],
    ['when the keys redirect', at(jwksUrl, { status: 301 }), /answered 301/],
    ['when the keys are too many bytes', at(jwksUrl, { body: ' '.repeat(102_401) }), /100 KiB/],
    ['when there are no keys', at(jwksUrl, json({ keys: [] })), /no key for RS256/],
    ['when keys is not a list', at(jwksUrl, json({ keys: 'x' })), /no key for RS256/],
    [
      'when no key is for RS256',
      at(
        jwksUrl,
        json({ keys: [{ kty: 'oct', kid: 'key-1', k: 'AAAA' }, { kty: 'EC', kid: 'key-1' }, null] }),
      ),
      /no key for RS256/,
    ],
    [
      'when no key can be read',
      at(jwksUrl, json({ keys: [{ kty: 'RSA', kid: 'key-1', n: '!', e: 'AQAB' }] })),
      /no key for RS256/,
    ],
  ])('%s', async (_, tamper, message) => {
    const { issuer, source } = setUp();
    issuer.tamper = tamper;
    await expect(source.findKey('key-1')).rejects.toMatchObject({
      code: 'REMOTE_UNREACHABLE',
      message: expect.stringMatching(message),
    });
  });

  test.each([
    ['for encryption', { use: 'enc' }],
    ['for another algorithm', { alg: 'RS512' }],
    ['without an id', { kid: undefined }],
    ['of 1,024 bits', { n: 'w'.repeat(171) }],
    ['of 16,384 bits', { n: 'w'.repeat(2_731) }],
    ['with an id that is a number', { kid: 1 }],
  ])('when its only key is %s', async (_, change) => {
    const { issuer, source } = setUp();
    issuer.keys = [{ ...key.jwk, ...change } as TestKey['jwk']];
    await expect(source.findKey('key-1')).rejects.toMatchObject({ code: 'REMOTE_UNREACHABLE' });
  });
});
