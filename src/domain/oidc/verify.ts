/** Decides whether an ID token is valid: signed by a trusted issuer, for this audience, now, and consistent in itself. */

import { decodeJwt, decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from 'jose';
import type { Clock, Fetch } from '../../base/ports.ts';
import { readIdTokenClaims } from './claims.ts';
import { createKeySource, type KeySource } from './jwks.ts';
import { maxKeyIdLength, type TrustedIssuer } from './key-set.ts';
import { readTokenSubject } from './subject.ts';
import { type IdTokenRefusal, type IdTokenVerdict, refusalMessages } from './verdict.ts';

export interface IdTokenVerifierOptions {
  readonly issuers: readonly TrustedIssuer[];
  /** A token must have exactly one audience, and it must be one of these. */
  readonly audiences: readonly string[];
  /** How far the clocks of issuer and server may differ, in seconds. */
  readonly clockToleranceSeconds: number;
}

export interface IdTokenVerifier {
  /** Refusals are results. Rejects with `REMOTE_UNREACHABLE` when the issuer's keys cannot be had. */
  verify(token: string): Promise<IdTokenVerdict>;
}

/** In UTF-16 code units; GitHub's tokens have about 1,500. */
const maxTokenLength = 16_384;
/** GitHub's live for minutes. Bounds how long the use of a token has to be remembered. */
const maxLifetimeSeconds = 3_600;
const maxTokenIdLength = 256;
/** As in the configuration. */
const maxIssuerLength = 255;

/** Read before anything is proven: only to choose the issuer and its key, both of which the signature then covers. */
interface Unproven {
  readonly algorithm: unknown;
  readonly keyId: unknown;
  readonly issuer: unknown;
}

function readUnproven(token: string): Unproven | undefined {
  try {
    const { alg, kid } = decodeProtectedHeader(token);
    return { algorithm: alg, keyId: kid, issuer: decodeJwt(token).iss };
  } catch {
    return undefined;
  }
}

const reasonsOfClaims: Readonly<Record<string, IdTokenRefusal>> = {
  iss: 'issuer_unknown',
  aud: 'audience_wrong',
  jti: 'token_id_missing',
};

/** jose's error → reason; its message may quote the token and goes no further. An error that is not about the token is thrown on. */
function reasonOf(error: unknown): IdTokenRefusal {
  if (error instanceof errors.JWTExpired) return 'expired';
  if (error instanceof errors.JWTClaimValidationFailed) {
    const time = error.claim === 'nbf' || error.claim === 'iat';
    if (time && error.reason === 'check_failed') return 'not_yet_valid';
    return reasonsOfClaims[error.claim] ?? 'claims_invalid';
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'signature_invalid';
  if (error instanceof errors.JOSEAlgNotAllowed) return 'algorithm_unsupported';
  if (error instanceof errors.JOSEError) return 'malformed';
  throw error;
}

/** A URL as issuers have: nothing in it can disturb a sentence or a log. */
function isIssuerUrl(text: string): boolean {
  return (
    text.length <= maxIssuerLength &&
    /^https?:\/\/[A-Za-z0-9.-]+(?::\d+)?(?:\/[A-Za-z0-9._~-]+)*\/?$/.test(text)
  );
}

function refuseIssuer(issuer: unknown): IdTokenVerdict {
  const reason = 'issuer_unknown';
  const named = typeof issuer === 'string' && isIssuerUrl(issuer) ? issuer : undefined;
  return { status: 'refused', reason, message: refusalMessages[reason], issuer: named };
}

function refuse(reason: Exclude<IdTokenRefusal, 'issuer_unknown'>): IdTokenVerdict {
  return { status: 'refused', reason, message: refusalMessages[reason] };
}

/** The payload's signature and times hold. */
function judgePayload(payload: JWTPayload, issuer: string): IdTokenVerdict {
  const { iat = 0, exp = 0, jti } = payload;
  if (exp - iat > maxLifetimeSeconds) return refuse('lifetime_too_long');
  if (typeof jti !== 'string' || jti === '' || jti.length > maxTokenIdLength)
    return refuse('token_id_missing');
  const claims = readIdTokenClaims(payload);
  if (!claims) return refuse('claims_invalid');
  if (readTokenSubject(claims).form === 'contradictory') return refuse('identity_contradictory');
  return {
    status: 'verified',
    claims,
    issuer,
    tokenId: jti,
    issuedAt: Math.floor(iat),
    expiresAt: Math.ceil(exp),
  };
}

/**
 * Accepts RS256 only, issuers and audiences by exact comparison, and no redirect on the way to the keys (which are cached, see
 * `createKeySource`). Does not know whether a token was used before: the caller reserves `tokenId` until `expiresAt`.
 */
export function createIdTokenVerifier(
  options: IdTokenVerifierOptions,
  ports: { readonly fetch: Fetch; readonly clock: Clock },
): IdTokenVerifier {
  const sources = new Map<string, KeySource>(
    options.issuers.map((trusted) => [trusted.issuer, createKeySource(trusted, ports)]),
  );

  async function verify(token: string): Promise<IdTokenVerdict> {
    if (token.length > maxTokenLength) return refuse('too_large');
    const unproven = readUnproven(token);
    if (!unproven) return refuse('malformed');
    const { algorithm, keyId, issuer } = unproven;
    if (algorithm !== 'RS256') return refuse('algorithm_unsupported');
    const source = typeof issuer === 'string' ? sources.get(issuer) : undefined;
    if (typeof issuer !== 'string' || !source) return refuseIssuer(issuer);
    if (typeof keyId !== 'string' || keyId.length > maxKeyIdLength) return refuse('key_unknown');
    const key = await source.findKey(keyId);
    if (!key) return refuse('key_unknown');
    try {
      const { payload } = await jwtVerify(token, key, {
        algorithms: ['RS256'],
        issuer,
        audience: [...options.audiences],
        requiredClaims: ['jti', 'exp', 'iat'],
        maxTokenAge: maxLifetimeSeconds,
        clockTolerance: options.clockToleranceSeconds,
        currentDate: new Date(ports.clock.now()),
      });
      return judgePayload(payload, issuer);
    } catch (error) {
      const reason = reasonOf(error);
      return reason === 'issuer_unknown' ? refuseIssuer(issuer) : refuse(reason);
    }
  }

  return { verify };
}
