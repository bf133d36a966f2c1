/** Reads who sends a request to a route that admins may use as well as jobs. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AppDependencies } from '../dependencies.ts';
import type { Admin } from './admin-tokens.ts';
import type { SessionClaims } from './session.ts';
import { authenticate, readBearer } from './session-hook.ts';

declare module 'fastify' {
  interface FastifyRequest {
    admin: Admin | undefined;
  }
}

export type Caller =
  | { readonly kind: 'job'; readonly session: SessionClaims }
  | { readonly kind: 'admin'; readonly admin: Admin };

export type CallerDependencies = Pick<AppDependencies, 'sessions' | 'admins'>;

/** What OpenAPI says about such a route. */
export const callerSecurity: readonly Record<string, string[]>[] = [{ session: [] }, { admin: [] }];

/** Sets `request.admin` or `request.session`, or answers 401; a token that is nobody's is a bad session. */
export async function authenticateCaller(
  { sessions, admins }: CallerDependencies,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply | undefined> {
  const token = readBearer(request);
  const admin = token === undefined ? undefined : admins.recognise(token);
  if (admin === undefined) return authenticate(sessions, request, reply);
  request.admin = admin;
  request.log.info({ admin: admin.name }, 'admin');
  return undefined;
}

/** After {@link authenticateCaller}. */
export function callerOf({ admin, session }: FastifyRequest): Caller {
  if (admin !== undefined) return { kind: 'admin', admin };
  if (session !== undefined) return { kind: 'job', session };
  throw new Error('a route ran without its hook');
}
