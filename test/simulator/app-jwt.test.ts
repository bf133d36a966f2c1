/** An App proves who it is with a JWT, and is told what is wrong with it in GitHub's words. */
import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SignJWT } from 'jose';
import { createSimulatedApi, type SimulatedApi, startOfTime } from '../support/simulated-api.ts';

const now = startOfTime / 1000;
let gitHub: SimulatedApi;

beforeAll(async () => {
  gitHub = await createSimulatedApi({
    apps: [{ slug: 'broker', owner: 'acme', client_id: 'Iv23liTESTTESTTEST00' }],
  });
});
afterAll(() => gitHub.stop());

test.each([
  ['its id as text', {}],
  ['its id as a number', { iss: 900_001 }],
  ['its client id', { iss: 'Iv23liTESTTESTTEST00' }],
  ['the longest life', { exp: now + 600 }],
  ['the present second as iat', { iat: now }],
])('accepts %s', async (_name, claims) => {
  const answer = await gitHub.call('GET', '/app', { token: await gitHub.appJwt(claims) });
  expect(answer).toMatchObject({ status: 200, body: { slug: 'broker', permissions: { metadata: 'read' } } });
});

test.each([
  ['an expiry in the past', { exp: now }, 401, /'Expiration time' claim \('exp'\) must be a numeric value/],
  ['a life of more than ten minutes', { exp: now + 601 }, 401, /'exp'\) is too far in the future/],
  ['no expiry', { exp: undefined }, 401, /Missing 'expiration time' claim/],
  ['an iat in the future', { iat: now + 1 }, 401, /'Issued at' claim \('iat'\) must be an Integer/],
  ['no iat', { iat: undefined }, 401, /Missing 'issued at' claim/],
  ['no issuer', { iss: undefined }, 401, /Missing 'issuer' claim/],
  ['an unknown App', { iss: '1' }, 404, /^Integration not found$/],
])('refuses %s', async (_name, claims, status, message) => {
  const answer = await gitHub.call('GET', '/app', { token: await gitHub.appJwt(claims) });
  expect(answer.status).toBe(status);
  expect(answer.body.message).toMatch(message);
});

test.each([
  [
    'the signature of another key',
    () =>
      new SignJWT({ iat: now, exp: now + 60, iss: '900001' })
        .setProtectedHeader({ alg: 'RS256' })
        .sign(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey),
  ],
  [
    'a shared secret, the public key itself',
    () =>
      new SignJWT({ iat: now, exp: now + 60, iss: '900001' })
        .setProtectedHeader({ alg: 'HS256' })
        .sign(Buffer.from([...gitHub.world.apps.values()][0]?.publicKey ?? '')),
  ],
  ['no signature', async () => `${(await gitHub.appJwt()).split('.').slice(0, 2).join('.')}.`],
  ['something that only looks like a JWT', async () => 'eyJx.eyJx.x'],
])('refuses %s', async (_name, sign) => {
  const answer = await gitHub.call('GET', '/app', { token: await sign() });
  expect(answer).toMatchObject({ status: 401, body: { message: 'A JSON web token could not be decoded' } });
});

test('answers 401 without any credentials', async () => {
  const answer = await gitHub.call('GET', '/app');
  expect(answer).toMatchObject({ status: 401, body: { message: 'A JSON web token could not be decoded' } });
});
