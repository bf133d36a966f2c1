/** An issuer in memory: real RSA keys, real signatures, answers through the Fetch port, and a clock that is set by hand. */

import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { ActionError } from '../../../../src/base/errors.ts';
import type { Clock, Fetch, HttpResponse } from '../../../../src/base/ports.ts';

export const issuerUrl = 'https://issuer.example/_services/token';
export const audience = 'atmos-pro.com';

/** 22 November 2026, 01:00 UTC, in seconds. */
export const startSeconds = 1_795_309_200;

export interface TestKey {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
}

export async function createKey(kid: string): Promise<TestKey> {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
  return { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' } };
}

export interface ManualClock extends Clock {
  advance(milliseconds: number): void;
}

export function createManualClock(): ManualClock {
  let time = startSeconds * 1_000;
  return {
    now: () => time,
    sleep: () => Promise.resolve(),
    advance(milliseconds) {
      time += milliseconds;
    },
  };
}

export interface TestIssuer {
  readonly fetch: Fetch;
  /** Every URL that was asked for, in order. */
  readonly requests: string[];
  keys: readonly JWK[];
  /** Changes an answer, or throws instead of it. */
  tamper: ((url: string, response: HttpResponse) => HttpResponse) | undefined;
}

export function createIssuer(keys: readonly JWK[], url = issuerUrl): TestIssuer {
  const requests: string[] = [];
  const state: TestIssuer = {
    requests,
    keys,
    tamper: undefined,
    async fetch(request) {
      requests.push(request.url);
      await Promise.resolve();
      const documents: Record<string, unknown> = {
        [`${url}/.well-known/openid-configuration`]: { issuer: url, jwks_uri: `${url}/.well-known/jwks` },
        [`${url}/.well-known/jwks`]: { keys: state.keys },
      };
      const document = documents[request.url];
      const response = { status: document ? 200 : 404, headers: {}, body: JSON.stringify(document ?? {}) };
      return state.tamper ? state.tamper(request.url, response) : response;
    },
  };
  return state;
}

export function refuseConnection(): never {
  throw new ActionError('REMOTE_UNREACHABLE', 'connection refused');
}

/** What GitHub puts into the token of a push to main; times are whole seconds. */
export const tokenClaims = {
  iss: issuerUrl,
  aud: audience,
  sub: 'repo:acme/infra:ref:refs/heads/main',
  jti: 'a7c1f0e2-0000-4000-8000-000000000001',
  iat: startSeconds,
  nbf: startSeconds - 600,
  exp: startSeconds + 300,
  repository: 'acme/infra',
  repository_id: '42',
  repository_owner: 'acme',
  repository_owner_id: '7',
  repository_visibility: 'private',
  run_id: '1001',
  run_number: '12',
  run_attempt: '1',
  ref: 'refs/heads/main',
  ref_type: 'branch',
  sha: '5f2c0f0d3c1c6a7b8d9e0f1a2b3c4d5e6f708192',
  actor: 'octocat',
  actor_id: '583231',
  workflow_ref: 'acme/infra/.github/workflows/ci.yml@refs/heads/main',
  event_name: 'push',
  head_ref: '',
  base_ref: '',
};

/** A claim set to `undefined` is left out. */
export function signToken(key: TestKey, claims: object = {}, header: object = {}): Promise<string> {
  return new SignJWT({ ...tokenClaims, ...claims })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: key.kid, ...header })
    .sign(key.privateKey);
}
