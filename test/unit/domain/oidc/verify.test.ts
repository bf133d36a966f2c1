import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { requiredClaims } from '../../../../src/domain/oidc/claims.ts';
import { type IdTokenRefusal, refusalMessages } from '../../../../src/domain/oidc/verdict.ts';
import { createIdTokenVerifier, type IdTokenVerifier } from '../../../../src/domain/oidc/verify.ts';
import {
  audience,
  createIssuer,
  createKey,
  createManualClock,
  issuerUrl,
  signToken,
  startSeconds,
  type TestKey,
  tokenClaims,
} from './issuer.ts';

let key: TestKey;
let stranger: TestKey;

function createVerifier(issuers = [{ issuer: issuerUrl }]): IdTokenVerifier {
  const { fetch } = createIssuer([key.jwk]);
  const options = { issuers, audiences: [audience, 'other.example'], clockToleranceSeconds: 5 };
  return createIdTokenVerifier(options, { fetch, clock: createManualClock() });
}

beforeAll(async () => {
  [key, stranger] = await Promise.all([createKey('key-1'), createKey('key-1')]);
});

describe('a good token', () => {
  test('gives its claims, id and expiry', async () => {
    const { iat: _i, nbf: _n, exp: _e, ...claims } = tokenClaims;
    const token = await signToken(key, { unknown: 'x', repo_property_team: 'y' });
    expect(await createVerifier().verify(token)).toEqual({
      status: 'verified',
      claims,
      issuer: issuerUrl,
      tokenId: tokenClaims.jti,
      issuedAt: startSeconds,
      expiresAt: startSeconds + 300,
    });
  });

  test.each([
    ['a second audience of the list', { aud: 'other.example' }],
    ['ids in its subject', { sub: 'repo:acme@7/infra@42:ref:refs/heads/main' }],
    ['a customized subject', { sub: 'job_workflow_ref:acme/ci/.github/workflows/x.yml@main' }],
    ['no ref', { ref: '' }],
    ['no nbf', { nbf: undefined }],
    ['the last second of its life, and the tolerance', { iat: startSeconds - 300, exp: startSeconds - 4 }],
    ['a start within the tolerance', { iat: startSeconds + 5, nbf: startSeconds + 5 }],
    ['an environment', { environment: 'prod', sub: 'repo:acme/infra:environment:prod', check_run_id: '9' }],
  ])('may have %s', async (_, claims) => {
    expect(await createVerifier().verify(await signToken(key, claims))).toMatchObject({ status: 'verified' });
  });
});

describe('a token is refused', () => {
  test.each([
    ['when it has expired', 'expired', { iat: startSeconds - 400, exp: startSeconds - 5 }],
    ['when it was issued too long ago', 'expired', { iat: startSeconds - 3_606, exp: startSeconds }],
    ['before it is valid', 'not_yet_valid', { nbf: startSeconds + 6 }],
    ['when it was issued in the future', 'not_yet_valid', { iat: startSeconds + 6 }],
    ['when it is valid for too long', 'lifetime_too_long', { exp: startSeconds + 3_601 }],
    ['without exp', 'claims_invalid', { exp: undefined }],
    ['without iat', 'claims_invalid', { iat: undefined }],
    ['for another audience', 'audience_wrong', { aud: 'https://github.com/acme' }],
    ['for an audience that contains ours', 'audience_wrong', { aud: 'atmos-pro.com.evil.example' }],
    ['for several audiences, ours among them', 'claims_invalid', { aud: [audience, 'evil.example'] }],
    ['from another issuer', 'issuer_unknown', { iss: 'https://evil.example' }],
    ['from an issuer that begins like ours', 'issuer_unknown', { iss: `${issuerUrl}/evil` }],
    ['from our issuer with a slash', 'issuer_unknown', { iss: `${issuerUrl}/` }],
    ['without issuer', 'issuer_unknown', { iss: undefined }],
    ['from an issuer that is a list', 'issuer_unknown', { iss: [issuerUrl] }],
    ['without jti', 'token_id_missing', { jti: undefined }],
    ['with an empty jti', 'token_id_missing', { jti: '' }],
    ['with an endless jti', 'token_id_missing', { jti: 'x'.repeat(257) }],
    ['with an id that is a number', 'claims_invalid', { repository_id: 42 }],
    ['with an optional claim that is not a string', 'claims_invalid', { environment: ['prod'] }],
    [
      'with the subject of another repository',
      'identity_contradictory',
      { sub: 'repo:acme/other:ref:refs/heads/main' },
    ],
    ['with other ids in its subject', 'identity_contradictory', { sub: 'repo:acme@7/infra@43:pull_request' }],
    ["with an owner that is not the repository's", 'identity_contradictory', { repository_owner: 'evil' }],
  ] as [string, IdTokenRefusal, { readonly iss?: unknown }][])('%s: %s', async (_, reason, claims) => {
    const verdict = await createVerifier().verify(await signToken(key, claims));
    const issuer = reason === 'issuer_unknown' && typeof claims.iss === 'string' ? claims.iss : undefined;
    expect(verdict).toEqual({ status: 'refused', reason, message: refusalMessages[reason], issuer });
  });

  test.each([
    ['a sentence', 'https://evil.example/. Add it'],
    ['a quote', 'https://evil.example/"'],
    ['a command', 'https://evil.example/\n::error::'],
    ['a user', 'https://user:secret@evil.example'],
    ['a query', 'https://evil.example/?token=secret'],
    ['another scheme', 'javascript:x'],
    ['an endless path', `https://evil.example/${'x'.repeat(255)}`],
  ])('without naming an issuer that is %s', async (_name, iss) => {
    const verdict = await createVerifier().verify(await signToken(key, { iss }));
    const message = refusalMessages.issuer_unknown;
    expect(verdict).toEqual({ status: 'refused', reason: 'issuer_unknown', message, issuer: undefined });
  });

  test.each(requiredClaims.filter((name) => name !== 'iss' && name !== 'aud' && name !== 'jti'))(
    'without %s',
    async (name) => {
      for (const value of name === 'ref' ? [undefined] : [undefined, '']) {
        const verdict = await createVerifier().verify(await signToken(key, { [name]: value }));
        expect(verdict).toMatchObject({ status: 'refused', reason: 'claims_invalid' });
      }
    },
  );

  test('without any audience', async () => {
    const verdict = await createVerifier().verify(await signToken(key, { aud: undefined }));
    expect(verdict).toMatchObject({ reason: 'audience_wrong' });
  });

  test.each([
    ['nothing', ''],
    ['no token', 'hello'],
    ['two parts', 'a.b'],
    ['parts that are not JSON', 'YQ.YQ.YQ'],
    ['an encrypted token', 'eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0..a.b.c'],
  ])('as malformed when it is %s', async (_, token) => {
    expect(await createVerifier().verify(token)).toMatchObject({ reason: 'malformed' });
  });

  test('when it is too large, before anything is read', async () => {
    expect(await createVerifier().verify('x'.repeat(16_385))).toMatchObject({ reason: 'too_large' });
  });

  test('when no issuer is trusted', async () => {
    expect(await createVerifier([]).verify(await signToken(key))).toMatchObject({ reason: 'issuer_unknown' });
  });

  test('with an unknown critical header', async () => {
    const [, payload, signature] = (await signToken(key)).split('.');
    const header = Buffer.from(
      JSON.stringify({ alg: 'RS256', kid: 'key-1', crit: ['b64'], b64: false }),
    ).toString('base64url');
    expect(await createVerifier().verify(`${header}.${payload}.${signature}`)).toMatchObject({
      status: 'refused',
    });
  });

  test("when its signature is a stranger's", async () => {
    expect(await createVerifier().verify(await signToken(stranger))).toMatchObject({
      reason: 'signature_invalid',
    });
  });

  test('whatever character of it is changed', async () => {
    const token = await signToken(key);
    const verifier = createVerifier();
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: token.length - 2 }),
        fc.constantFrom('A', 'b', '_', '.', '0'),
        async (at, character) => {
          fc.pre(token[at] !== character);
          const changed = token.slice(0, at) + character + token.slice(at + 1);
          expect(await verifier.verify(changed)).toMatchObject({ status: 'refused' });
        },
      ),
      { numRuns: 200 },
    );
  });

  test('and never thrown at, whatever the text', async () => {
    const verifier = createVerifier();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.base64String(), { maxLength: 4 }), async (parts) => {
        expect(await verifier.verify(parts.join('.'))).toMatchObject({ status: 'refused' });
      }),
    );
  });
});
