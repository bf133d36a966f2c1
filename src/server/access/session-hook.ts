/** Reads the session of a request: 401 only when a fresh session would help (docs/wire.md#retries). */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendRefusal } from '../http/envelope.ts';
import type { ErrorTag } from '../http/error-tags.ts';
import { maxSessionLength } from '../http/limits.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { SessionClaims } from './session.ts';

declare module 'fastify' {
  interface FastifyRequest {
    session: SessionClaims | undefined;
  }
}

const missing =
  'This route needs a session. Send `authorization: Bearer <session>`; POST /api/v1/auth/github-oidc gives one for the ID token of a GitHub Actions job.';
const expired =
  'The session has expired; sessions last one hour. Exchange a fresh ID token for a new session.';
const invalid =
  'The session was not issued by this server, or its signing key has been retired. Exchange a fresh ID token for a new session.';

function refuseSession(reply: FastifyReply, errorTag: ErrorTag, errorMessage: string): FastifyReply {
  return sendRefusal(reply.header('www-authenticate', 'Bearer'), { httpStatus: 401, errorTag, errorMessage });
}

/** What follows `Bearer` in the header, if anything does. */
export function readBearer(request: FastifyRequest): string | undefined {
  return /^bearer +([^\s]+) *$/i.exec(request.headers.authorization ?? '')?.[1];
}

/** Sets `request.session`, or answers 401. */
export async function authenticate(
  sessions: Sessions,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply | undefined> {
  const token = readBearer(request);
  if (token === undefined) return refuseSession(reply, 'SessionMissing', missing);
  if (token.length > maxSessionLength) return refuseSession(reply, 'SessionInvalid', invalid);
  const verdict = await sessions.verify(token);
  if (verdict.status === 'valid') {
    request.session = verdict.session;
    return undefined;
  }
  request.log.info({ verdict }, 'session refused');
  return verdict.status === 'expired'
    ? refuseSession(reply, 'SessionExpired', expired)
    : refuseSession(reply, 'SessionInvalid', invalid);
}
