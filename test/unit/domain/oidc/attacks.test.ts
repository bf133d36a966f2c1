/** Attack classes against ID tokens, each by its name. */

import { createHmac } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { exportSPKI, importJWK } from 'jose';
import { createIdTokenVerifier } from '../../../../src/domain/oidc/verify.ts';
import {
  audience,
  createIssuer,
  createKey,
  createManualClock,
  issuerUrl,
  refuseConnection,
  signToken,
  type TestKey,
  tokenClaims,
} from './issuer.ts';

let key: TestKey;

function setUp() {
  const issuer = createIssuer([key.jwk]);
  const clock = createManualClock();
  const verifier = createIdTokenVerifier(
    { issuers: [{ issuer: issuerUrl }], audiences: [audience], clockToleranceSeconds: 5 },
    { fetch: issuer.fetch, clock },
  );
  return { issuer, clock, verifier };
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

beforeAll(async () => {
  key = await createKey('key-1');
});

describe('attack', () => {
  test('audience reuse across relying parties: a token that another service was given', async () => {
    const { verifier } = setUp();
    const token = await signToken(key, { aud: 'sts.amazonaws.com' });
    expect(await verifier.verify(token)).toMatchObject({ reason: 'audience_wrong' });
  });

  test('audience reuse across relying parties: the default audience, the owner on GitHub', async () => {
    const { verifier } = setUp();
    const token = await signToken(key, { aud: 'https://github.com/acme' });
    expect(await verifier.verify(token)).toMatchObject({ reason: 'audience_wrong' });
  });

  test('replay from a log: every use of one token shows the same id, until it expires', async () => {
    const { verifier, clock } = setUp();
    const token = await signToken(key);
    const [first, second] = [await verifier.verify(token), await verifier.verify(token)];
    expect(second).toEqual(first);
    clock.advance(306_000);
    expect(await verifier.verify(token)).toMatchObject({ reason: 'expired' });
  });

  test('replay forever: a token without jti, or one that lives for a day', async () => {
    const { verifier } = setUp();
    expect(await verifier.verify(await signToken(key, { jti: undefined }))).toMatchObject({
      reason: 'token_id_missing',
    });
    const day = await signToken(key, { exp: tokenClaims.iat + 86_400 });
    expect(await verifier.verify(day)).toMatchObject({ reason: 'lifetime_too_long' });
  });

  test('algorithm confusion: no signature at all', async () => {
    const { verifier } = setUp();
    for (const alg of ['none', 'None', '']) {
      const token = `${encode({ alg, kid: 'key-1' })}.${encode(tokenClaims)}.`;
      expect(await verifier.verify(token)).toMatchObject({ reason: 'algorithm_unsupported' });
    }
  });

  test('algorithm confusion: the public key as an HMAC secret', async () => {
    const { verifier } = setUp();
    const publicKey = await importJWK(key.jwk, 'RS256', { extractable: true });
    if (publicKey instanceof Uint8Array) throw new Error('expected an RSA key');
    const signed = `${encode({ alg: 'HS256', kid: 'key-1' })}.${encode(tokenClaims)}`;
    const mac = createHmac('sha256', await exportSPKI(publicKey))
      .update(signed)
      .digest('base64url');
    expect(await verifier.verify(`${signed}.${mac}`)).toMatchObject({ reason: 'algorithm_unsupported' });
  });

  test("key injection: a key or an address of keys in the token's own header", async () => {
    const { verifier, issuer } = setUp();
    const mallory = await createKey('key-1');
    const token = await signToken(
      mallory,
      {},
      { jwk: mallory.jwk, jku: 'https://evil.example/jwks', x5u: 'https://evil.example/x' },
    );
    expect(await verifier.verify(token)).toMatchObject({ reason: 'signature_invalid' });
    expect(issuer.requests.every((url) => url.startsWith(issuerUrl))).toBe(true);
  });

  test('issuer of the attacker: nothing is fetched from an address that a token names', async () => {
    const { verifier, issuer } = setUp();
    const mallory = await createKey('key-1');
    const token = await signToken(mallory, { iss: 'https://evil.example' });
    expect(await verifier.verify(token)).toMatchObject({ reason: 'issuer_unknown' });
    expect(issuer.requests).toEqual([]);
  });

  test('redirect of the key fetch', async () => {
    const { verifier, issuer } = setUp();
    issuer.tamper = (_, response) => ({
      ...response,
      status: 307,
      headers: { location: 'https://evil.example' },
    });
    await expect(verifier.verify(await signToken(key))).rejects.toMatchObject({ code: 'REMOTE_UNREACHABLE' });
    expect(issuer.requests.every((url) => url.startsWith(issuerUrl))).toBe(true);
  });

  test('flood of forged key ids: one fetch in 30 seconds', async () => {
    const { verifier, issuer, clock } = setUp();
    await verifier.verify(await signToken(key));
    clock.advance(31_000);
    const forged = await Promise.all(
      Array.from({ length: 30 }, (_, i) => signToken(key, {}, { kid: `forged-${i}` })),
    );
    const verdicts = await Promise.all(forged.map((token) => verifier.verify(token)));
    expect(
      verdicts.every((verdict) => verdict.status === 'refused' && verdict.reason === 'key_unknown'),
    ).toBe(true);
    expect(issuer.requests).toHaveLength(4);
  });

  test('outage of the issuer: a withdrawn or forged key is not accepted meanwhile', async () => {
    const { verifier, issuer, clock } = setUp();
    await verifier.verify(await signToken(key));
    issuer.tamper = refuseConnection;
    clock.advance(11 * 60_000);
    const times = { iat: tokenClaims.iat + 660, nbf: tokenClaims.iat, exp: tokenClaims.iat + 900 };
    expect(await verifier.verify(await signToken(key, times))).toMatchObject({ status: 'verified' });
    const mallory = await createKey('key-1');
    expect(await verifier.verify(await signToken(mallory, times))).toMatchObject({
      reason: 'signature_invalid',
    });
  });

  test('name recycling: the id of the repository comes from its own claim, never from the subject', async () => {
    const { verifier } = setUp();
    const recycled = await signToken(key, { repository_id: '9000', repository_owner_id: '8000' });
    expect(await verifier.verify(recycled)).toMatchObject({
      status: 'verified',
      claims: { repository_id: '9000', repository_owner_id: '8000' },
    });
  });

  test('id-format collision: names that look like the id form', async () => {
    const { verifier } = setUp();
    for (const claims of [
      { repository: 'acme@7/infra@42', repository_owner: 'acme@7', sub: 'repo:acme@7/infra@42:pull_request' },
      {
        repository: 'acme-7/infra-42',
        repository_owner: 'acme-7',
        sub: 'repo:acme@7/infra@42:pull_request',
        repository_id: '1',
      },
    ]) {
      expect(await verifier.verify(await signToken(key, claims))).toMatchObject({
        reason: 'identity_contradictory',
      });
    }
  });

  test("forged subject: a subject of the victim beside the attacker's own claims", async () => {
    const { verifier } = setUp();
    const token = await signToken(key, { repository: 'evil/infra', repository_owner: 'evil' });
    expect(await verifier.verify(token)).toMatchObject({ reason: 'identity_contradictory' });
  });

  test('secrets in errors: no refusal and no failure holds a piece of the token', async () => {
    const { verifier, issuer } = setUp();
    const canary = 'canary-5c1f';
    const bad = await Promise.all(
      [
        { aud: canary },
        { iss: canary },
        { nbf: canary },
        { repository_id: [canary] },
        { sub: `repo:${canary}` },
      ].map((claims) => signToken(key, claims)),
    );
    const verdicts = await Promise.all(
      [...bad, `${canary}.${canary}.x`].map((token) => verifier.verify(token)),
    );
    expect(JSON.stringify(verdicts)).not.toContain(canary);
    const down = setUp();
    down.issuer.tamper = refuseConnection;
    const failure = await down.verifier
      .verify(await signToken(key, { jti: canary }))
      .catch((error: unknown) => error);
    expect(`${(failure as Error).message} ${JSON.stringify(failure)}`).not.toContain(canary);
    expect(issuer.requests.join()).not.toContain(canary);
  });
});
