/** Attacks on the tokens that the server takes, each by its name, over HTTP: on GitHub's ID tokens, on our sessions, on admin tokens. */
import { createHash, createPublicKey } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { createAdminToken, hashAdminToken } from '../../../src/server/access/admin-token.ts';
import {
  type ApiAnswer,
  callApi,
  exchange,
  idTokenOf,
  startTestServer,
  type TestServer,
} from '../../support/server.ts';
import type { TestSimulator } from '../../support/simulator.ts';
import { startScene, workspaces } from '../scene.ts';
import { encode, hmac, kids, type Make, signatureOf, split, type TakenApart } from './jwt-tools.ts';

const adminToken = createAdminToken();
let simulator: TestSimulator;
let server: TestServer;
/** A token of the right issuer, taken apart. */
let genuine: TakenApart;
let session: string;
let issuerKey: JWK;
let mallory: { readonly rsa: CryptoKey; readonly rsaJwk: JWK; readonly ed: CryptoKey; readonly edJwk: JWK };

beforeAll(async () => {
  simulator = await startScene();
  const admin = { name: 'alice', sha256: hashAdminToken(adminToken).toString('hex') };
  server = await startTestServer({ simulator, config: { workspaces, admin_tokens: [admin] } });
  session = String(
    (await exchange(server, await idTokenOf(simulator, 'plan'), 'ws_acme')).body.data?.['token'],
  );
  genuine = split(await idTokenOf(simulator, 'plan'));
  const configuration = await (
    await fetch(`${simulator.urls.issuer}/.well-known/openid-configuration`)
  ).json();
  const { keys } = (await (await fetch((configuration as { jwks_uri: string }).jwks_uri)).json()) as {
    keys: JWK[];
  };
  issuerKey = keys.find(({ kid }) => kid === genuine.header['kid']) ?? {};
  const [rsa, ed] = [
    await generateKeyPair('RS256', { extractable: true }),
    await generateKeyPair('EdDSA', { extractable: true }),
  ];
  mallory = {
    rsa: rsa.privateKey,
    rsaJwk: await exportJWK(rsa.publicKey),
    ed: ed.privateKey,
    edJwk: await exportJWK(ed.publicKey),
  };
});
afterAll(async () => {
  await server?.stop();
  await simulator?.stop();
});

describe('attacks on ID tokens', () => {
  const byMallory = (header: object, payload: object = {}): Promise<string> =>
    new SignJWT({ ...genuine.payload, ...payload })
      .setProtectedHeader({ alg: 'RS256', kid: String(genuine.header['kid']), ...header })
      .sign(mallory.rsa);

  test.each<[string, Make]>([
    [
      'alg none, without a signature',
      () => `${encode({ ...genuine.header, alg: 'none' })}.${encode(genuine.payload)}.`,
    ],
    [
      'alg none in other letters',
      () => `${encode({ ...genuine.header, alg: 'nOnE' })}.${encode(genuine.payload)}.`,
    ],
    [
      'alg none, with a genuine signature',
      () => `${encode({ alg: 'none' })}.${encode(genuine.payload)}.${signatureOf(genuine.text)}`,
    ],
    [
      'alg that is a list',
      () =>
        `${encode({ ...genuine.header, alg: ['RS256'] })}.${encode(genuine.payload)}.${signatureOf(genuine.text)}`,
    ],
    [
      'no alg',
      () =>
        `${encode({ kid: genuine.header['kid'] })}.${encode(genuine.payload)}.${signatureOf(genuine.text)}`,
    ],
    [
      'HS/RS confusion: the public key in PEM as a secret',
      () => {
        const pem = createPublicKey({ key: issuerKey as never, format: 'jwk' }).export({
          type: 'spki',
          format: 'pem',
        });
        return hmac({ ...genuine.header, alg: 'HS256' }, genuine.payload, pem);
      },
    ],
    [
      'HS/RS confusion: the modulus as a secret',
      () =>
        hmac(
          { ...genuine.header, alg: 'HS256' },
          genuine.payload,
          Buffer.from(issuerKey.n ?? '', 'base64url'),
        ),
    ],
    [
      'HS/RS confusion: an empty secret',
      () => hmac({ ...genuine.header, alg: 'HS256' }, genuine.payload, ''),
    ],
    ['a key of the attacker under the genuine kid', () => byMallory({})],
    ['jwk: the key comes along', () => byMallory({ jwk: mallory.rsaJwk })],
    ['jku: the keys are fetched from the attacker', () => byMallory({ jku: 'http://127.0.0.1:9/jwks' })],
    [
      'x5u: the certificate is fetched from the attacker',
      () => byMallory({ x5u: 'http://127.0.0.1:9/cert' }),
    ],
    ['x5c: the certificate comes along', () => byMallory({ x5c: ['MIIB'] })],
    ['the issuer of the attacker', () => byMallory({}, { iss: 'https://evil.example' })],
    [
      'crit: an unknown extension',
      () =>
        `${encode({ ...genuine.header, crit: ['exp2'], exp2: 1 })}.${encode(genuine.payload)}.${signatureOf(genuine.text)}`,
    ],
    [
      'b64 false: a payload that is not encoded',
      () =>
        `${encode({ ...genuine.header, b64: false, crit: ['b64'] })}.${JSON.stringify(genuine.payload)}.${signatureOf(genuine.text)}`,
    ],
    [
      'the signature of another token',
      async () =>
        `${encode(genuine.header)}.${encode({ ...genuine.payload, repository_id: '2001' })}.${signatureOf(await idTokenOf(simulator, 'plan'))}`,
    ],
    ['no signature', () => genuine.text.replace(/\.[^.]*$/, '.')],
    ['two parts', () => genuine.text.replace(/\.[^.]*$/, '')],
    ['four parts', () => `${genuine.text}.x`],
    ['an encrypted token', () => `${encode({ alg: 'RSA-OAEP', enc: 'A256GCM' })}.a.b.c.d`],
    [
      'a token in a token',
      () =>
        `${encode({ ...genuine.header, cty: 'JWT' })}.${encode(genuine.text)}.${signatureOf(genuine.text)}`,
    ],
    [
      'the JSON form',
      () =>
        JSON.stringify({
          payload: encode(genuine.payload),
          signatures: [{ protected: encode(genuine.header), signature: signatureOf(genuine.text) }],
        }),
    ],
    [
      'duplicate members of the header',
      () =>
        `${encode(`{"alg":"none","alg":"RS256","kid":"${genuine.header['kid']}"}`)}.${encode(genuine.payload)}.${signatureOf(genuine.text)}`,
    ],
    [
      'duplicate claims',
      () =>
        `${encode(genuine.header)}.${encode(`{"repository_id":"2001",${JSON.stringify(genuine.payload).slice(1)}`)}.${signatureOf(genuine.text)}`,
    ],
    [
      'prototype claims',
      () =>
        `${encode(genuine.header)}.${encode(`{"__proto__":{"repository_id":"1001"}}`)}.${signatureOf(genuine.text)}`,
    ],
    [
      'a payload that is a list',
      () => `${encode(genuine.header)}.${encode([genuine.payload])}.${signatureOf(genuine.text)}`,
    ],
    [
      'a deeply nested payload',
      () => `${encode(genuine.header)}.${encode('['.repeat(5_000))}.${signatureOf(genuine.text)}`,
    ],
    ['longer than is read', () => `${genuine.text}${'A'.repeat(16_384)}`],
    ['our own session', () => session],
    ['an admin token', () => adminToken],
    ...kids.map((kid): [string, Make] => [
      `kid injection: ${JSON.stringify(kid.slice(0, 30))}`,
      () => byMallory({ kid }),
    ]),
    [
      'kid that is a list',
      () =>
        `${encode({ ...genuine.header, kid: [genuine.header['kid']] })}.${encode(genuine.payload)}.${signatureOf(genuine.text)}`,
    ],
  ])('ID token: %s', async (_name, make) => {
    const answer = await exchange(server, await make(), 'ws_acme');
    expect([400, 401]).toContain(answer.status);
    expect(answer.body).toMatchObject({
      success: false,
      errorTag: answer.status === 400 ? 'InvalidRequest' : 'IdTokenRefused',
    });
  });

  test('another spelling of a used token is a used token', async () => {
    const token = await idTokenOf(simulator, 'plan');
    expect((await exchange(server, token, 'ws_acme')).status).toBe(200);
    // Bits that base64 does not use, padding, and the other alphabet: none makes it another token.
    const last = token.at(-1) ?? '';
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const sibling = alphabet[alphabet.indexOf(last) ^ 1] ?? '';
    const spellings = [
      token.slice(0, -1) + sibling,
      `${token}==`,
      `${token}\n`,
      ` ${token}`,
      token.replaceAll('-', '+').replaceAll('_', '/'),
    ];
    for (const spelling of spellings) {
      const answer = await exchange(server, spelling, 'ws_acme');
      expect(answer.status).toBe(401);
    }
  });
});

describe('attacks on sessions', () => {
  function call(token: string): Promise<ApiAnswer> {
    return callApi(server, '/api/v1/sts', {}, { authorization: `Bearer ${token}` });
  }
  const parts = () => split(session);
  async function publicKey(): Promise<JWK> {
    const [key] = await server.store.signingKeys.list();
    const { d: _private, ...jwk } = JSON.parse(key?.privateKey ?? '{}') as JWK;
    return jwk;
  }
  const byMallory = (header: object): Promise<string> =>
    new SignJWT(parts().payload)
      .setProtectedHeader({
        alg: 'EdDSA',
        kid: String(parts().header['kid']),
        typ: String(parts().header['typ']),
        ...header,
      })
      .sign(mallory.ed);

  test.each<[string, Make]>([
    ['alg none', () => `${encode({ ...parts().header, alg: 'none' })}.${encode(parts().payload)}.`],
    [
      'alg none, with a genuine signature',
      () =>
        `${encode({ ...parts().header, alg: 'none' })}.${encode(parts().payload)}.${signatureOf(session)}`,
    ],
    [
      'HS/EdDSA confusion: the public key as a secret',
      async () =>
        hmac(
          { ...parts().header, alg: 'HS256' },
          parts().payload,
          Buffer.from((await publicKey()).x ?? '', 'base64url'),
        ),
    ],
    ['a key of the attacker under the genuine kid', () => byMallory({})],
    ['jwk: the key comes along', () => byMallory({ jwk: mallory.edJwk })],
    ['jku: the keys are fetched from the attacker', () => byMallory({ jku: 'http://127.0.0.1:9/jwks' })],
    [
      'another algorithm',
      async () =>
        new SignJWT(parts().payload)
          .setProtectedHeader({ ...parts().header, alg: 'RS256' })
          .sign(mallory.rsa),
    ],
    [
      'claims of another repository',
      () =>
        `${encode(parts().header)}.${encode({ ...parts().payload, repository_id: '2001' })}.${signatureOf(session)}`,
    ],
    [
      'duplicate claims',
      () =>
        `${encode(parts().header)}.${encode(`{"workspace_id":"ws_globex",${JSON.stringify(parts().payload).slice(1)}`)}.${signatureOf(session)}`,
    ],
    [
      'crit: an unknown extension',
      () =>
        `${encode({ ...parts().header, crit: ['x'], x: 1 })}.${encode(parts().payload)}.${signatureOf(session)}`,
    ],
    [
      'a token in a token',
      () => `${encode({ ...parts().header, cty: 'JWT' })}.${encode(session)}.${signatureOf(session)}`,
    ],
    ['an encrypted token', () => `${encode({ alg: 'dir', enc: 'A256GCM' })}..b.c.d`],
    ['no signature', () => session.replace(/\.[^.]*$/, '.')],
    ['an ID token of GitHub', () => genuine.text],
    ['longer than is read', () => `${session}${'A'.repeat(25_000)}`],
    ...kids
      .slice(0, 7)
      .map((kid): [string, Make] => [
        `kid injection: ${JSON.stringify(kid.slice(0, 30))}`,
        () => byMallory({ kid }),
      ]),
  ])('session: %s', async (_name, make) => {
    const answer = await call(await make());
    expect(answer).toMatchObject({ status: 401, body: { success: false, errorTag: 'SessionInvalid' } });
  });
});

describe('attacks on admin tokens', () => {
  const get = async (authorization: string) => {
    const response = await fetch(`${server.url}/api/v1/locks?workspace=ws_acme`, {
      headers: { authorization },
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  test('the token is good', async () => {
    expect((await get(`Bearer ${adminToken}`)).status).toBe(200);
  });

  test.each<[string, () => string]>([
    ['its hash, as the configuration has it', () => `Bearer ${hashAdminToken(adminToken).toString('hex')}`],
    [
      'the hash of its hash',
      () => `Bearer ${createHash('sha256').update(hashAdminToken(adminToken)).digest('hex')}`,
    ],
    ['all but its last character', () => `Bearer ${adminToken.slice(0, -1)}`],
    ['one character more', () => `Bearer ${adminToken}x`],
    ['in other letters', () => `Bearer ${adminToken.toUpperCase()}`],
    ['twice', () => `Bearer ${adminToken}${adminToken}`],
    ['a list of tokens', () => `Bearer x, Bearer ${adminToken}`],
    ['as a password', () => `Basic ${Buffer.from(`alice:${adminToken}`).toString('base64')}`],
    [
      'as a JWT that says so',
      () => `Bearer ${encode({ alg: 'none' })}.${encode({ admin: true, sub: 'admin:alice' })}.`,
    ],
    ['of the prototype', () => 'Bearer __proto__'],
  ])('admin token: %s', async (_name, make) => {
    const { status, body } = await get(make());
    expect(status).toBe(401);
    expect(body).toMatchObject({
      success: false,
      errorTag: expect.stringMatching(/^Session(?:Invalid|Missing)$/),
    });
  });

  test('it opens nothing that is not for admins', async () => {
    const answer = await callApi(server, '/api/v1/sts', {}, { authorization: `Bearer ${adminToken}` });
    expect(answer).toMatchObject({ status: 401, body: { errorTag: 'SessionInvalid' } });
  });
});
