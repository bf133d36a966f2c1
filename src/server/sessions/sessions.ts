/** Issues sessions and reads them back: EdDSA JWTs that any replica verifies. */
import { randomUUID } from 'node:crypto';
import { decodeProtectedHeader, errors, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import { isRecord } from '../../base/text.ts';
import type { IdTokenClaims } from '../../domain/oidc/claims.ts';
import type { SessionClaims, SessionVerdict } from '../access/session.ts';
import type { KeyRing } from './key-ring.ts';
import { sessionLifetimeMs } from './key-schedule.ts';
import { sessionAlgorithm } from './make-key.ts';

/** What the caller's job proved; the rest of the session is made here. */
type SessionGrant = Pick<
  SessionClaims,
  'type' | 'workspaceId' | 'repositoryId' | 'repository' | 'issuer' | 'claims'
>;

export interface SessionTokens {
  /** A signed JWT, valid for an hour by the database's clock. */
  issue(grant: SessionGrant): Promise<string>;
  verify(token: string): Promise<SessionVerdict>;
}

/** The type of the JWT, so that no other JWT of this server can pass for a session. */
const sessionTokenType = 'atmos-session+jwt';
/** How far the estimates of two replicas may be apart, in seconds. */
const toleranceSeconds = 5;

const textClaims = ['type', 'workspace_id', 'repository_id', 'repository', 'id_token_issuer'] as const;

/** Texts by name. Which ones there are was checked before the session was signed. */
function areClaims(value: unknown): value is IdTokenClaims {
  return isRecord(value) && Object.values(value).every((claim) => typeof claim === 'string');
}

function readPayload(payload: JWTPayload): SessionClaims | undefined {
  const texts = textClaims.map((name) => payload[name]);
  if (!texts.every((text): text is string => typeof text === 'string')) return undefined;
  const [type = '', workspaceId = '', repositoryId = '', repository = '', issuer = ''] = texts;
  const { jti, iat, exp, claims } = payload;
  if (jti === undefined || iat === undefined || exp === undefined || !areClaims(claims)) return undefined;
  return {
    type,
    sessionId: jti,
    workspaceId,
    repositoryId,
    repository,
    issuer,
    issuedAt: iat,
    expiresAt: exp,
    claims,
  };
}

function keyIdOf(token: string): string | undefined {
  try {
    const { alg, kid } = decodeProtectedHeader(token);
    return alg === sessionAlgorithm && typeof kid === 'string' ? kid : undefined;
  } catch {
    return undefined;
  }
}

/** `issuer`: the server's public URL; a session is valid at the server that issued it. */
export function createSessionTokens(keys: KeyRing, issuer: string): SessionTokens {
  return {
    async issue(grant) {
      const key = await keys.current();
      const issuedAt = Math.floor(keys.now() / 1_000);
      return new SignJWT({
        type: grant.type,
        workspace_id: grant.workspaceId,
        repository_id: grant.repositoryId,
        repository: grant.repository,
        id_token_issuer: grant.issuer,
        claims: grant.claims,
      })
        .setProtectedHeader({ alg: sessionAlgorithm, kid: key.keyId, typ: sessionTokenType })
        .setIssuer(issuer)
        .setAudience(issuer)
        .setSubject(`repository:${grant.repositoryId}`)
        .setJti(randomUUID())
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + sessionLifetimeMs / 1_000)
        .sign(key.sign);
    },

    async verify(token) {
      const keyId = keyIdOf(token);
      if (keyId === undefined) return { status: 'invalid', reason: 'malformed' };
      const key = await keys.find(keyId);
      if (key === undefined) return { status: 'invalid', reason: 'unknown_key' };
      try {
        const { payload } = await jwtVerify(token, key.verify, {
          algorithms: [sessionAlgorithm],
          typ: sessionTokenType,
          issuer,
          audience: issuer,
          clockTolerance: toleranceSeconds,
          currentDate: new Date(keys.now()),
          requiredClaims: ['exp', 'iat', 'jti'],
        });
        const session = readPayload(payload);
        return session === undefined ? { status: 'invalid', reason: 'claims' } : { status: 'valid', session };
      } catch (error) {
        if (error instanceof errors.JWTExpired) return { status: 'expired' };
        if (error instanceof errors.JWSSignatureVerificationFailed)
          return { status: 'invalid', reason: 'signature' };
        if (error instanceof errors.JWTClaimValidationFailed) return { status: 'invalid', reason: 'claims' };
        if (error instanceof errors.JOSEError) return { status: 'invalid', reason: 'malformed' };
        throw error;
      }
    },
  };
}
