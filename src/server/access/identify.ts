/** Identifies the caller of a request by its bearer token: 401 only when a fresh session would help (docs/wire.md#retries). */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendRefusal } from '../http/envelope.ts';
import type { ErrorTag } from '../http/error-tags.ts';
import { maxSessionLength } from '../http/limits.ts';
import type { Admin, AdminTokens } from './admin-tokens.ts';
import type { SessionClaims, SessionVerdict } from './session.ts';

/** A caller that is known, before it is known what it may do. */
export type Identity =
  | { readonly kind: 'job'; readonly session: SessionClaims }
  | { readonly kind: 'admin'; readonly admin: Admin };

declare module 'fastify' {
  interface FastifyRequest {
    identity: Identity | undefined;
  }
}

export interface IdentifyPorts {
  readonly admins: AdminTokens;
  verifySession(token: string): Promise<SessionVerdict>;
}

const missing =
  'Missing session. Send `authorization: Bearer <session>`. POST /api/v1/auth/github-oidc exchanges the ID token of a GitHub Actions job for a session.';
const expired = 'Session expired: sessions last one hour. Exchange a fresh ID token for a new session.';
const invalid =
  'Invalid session: this server did not issue it, or its signing key was retired. Exchange a fresh ID token for a new session.';

function refuseSession(reply: FastifyReply, tag: ErrorTag, message: string): FastifyReply {
  return sendRefusal(reply.header('www-authenticate', 'Bearer'), { httpStatus: 401, tag, message });
}

/** What follows `Bearer` in the header, if anything does. */
function readBearer(request: FastifyRequest): string | undefined {
  return /^bearer +([^\s]+) *$/i.exec(request.headers.authorization ?? '')?.[1];
}

/** Sets `request.identity`, or answers 401 before the body is read. Without `takesAdmins` an admin token is an invalid session. */
export async function identify(
  request: FastifyRequest,
  reply: FastifyReply,
  { admins, verifySession, takesAdmins }: IdentifyPorts & { readonly takesAdmins: boolean },
): Promise<FastifyReply | undefined> {
  const token = readBearer(request);
  if (token === undefined) return refuseSession(reply, 'SessionMissing', missing);
  const admin = takesAdmins ? admins.recognise(token) : undefined;
  if (admin !== undefined) {
    request.identity = { kind: 'admin', admin };
    request.log.info({ admin: admin.name }, 'admin');
    return undefined;
  }
  if (token.length > maxSessionLength) return refuseSession(reply, 'SessionInvalid', invalid);
  const verdict = await verifySession(token);
  if (verdict.status === 'valid') {
    request.identity = { kind: 'job', session: verdict.session };
    return undefined;
  }
  request.log.info({ verdict }, 'session refused');
  return verdict.status === 'expired'
    ? refuseSession(reply, 'SessionExpired', expired)
    : refuseSession(reply, 'SessionInvalid', invalid);
}
