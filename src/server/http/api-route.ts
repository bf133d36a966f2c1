/** Puts a route that `src/api` describes as data onto the app. Every answer travels in the envelope. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Static, TSchema } from 'typebox';
import { errorEnvelope } from '../../api/envelope.ts';
import type { AppDependencies } from '../dependencies.ts';
import type { SessionClaims } from '../sessions/session.ts';
import type { Answer } from './answer.ts';
import {
  authenticateCaller,
  type Caller,
  type CallerDependencies,
  callerOf,
  callerSecurity,
} from './caller.ts';
import { sendAnswer } from './envelope.ts';
import { maxBodyBytes } from './limits.ts';
import { authenticate } from './session-hook.ts';

/** Prefix of all API routes; clients call it `endpoint`. */
export const apiPrefix = '/api/v1';

/** Statuses that any route may answer with; documented once. */
const errorStatuses = [400, 401, 403, 404, 409, 413, 415, 500, 503] as const;

export interface ApiRoute {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below `apiPrefix`. */
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  readonly body: TSchema;
  /** The whole envelope of a success. */
  readonly response: TSchema;
}

export interface RouteContext<Body> {
  readonly body: Body;
  readonly traceId: string;
}
export interface SessionContext<Body> extends RouteContext<Body> {
  readonly session: SessionClaims;
}

export interface CallerContext<Body> extends RouteContext<Body> {
  readonly caller: Caller;
}

type Handler<Context> = (context: Context, reply: FastifyReply) => Promise<Answer<unknown>>;

/** How a part registers its routes without holding what reads sessions. */
export type RegisterSessionRoute = <Route extends ApiRoute>(
  app: FastifyInstance,
  route: Route,
  handle: Handler<SessionContext<Static<Route['body']>>>,
) => void;

function schemaOf(route: ApiRoute, security: readonly Record<string, string[]>[]) {
  return {
    operationId: route.operationId,
    summary: route.summary,
    body: route.body,
    security,
    response: {
      200: route.response,
      ...Object.fromEntries(errorStatuses.map((status) => [status, errorEnvelope])),
    },
  };
}

function contextOf<Route extends ApiRoute>(request: FastifyRequest): RouteContext<Static<Route['body']>> {
  // Fastify has validated the body against the very schema that the type is made from.
  return { body: request.body as Static<Route['body']>, traceId: request.id };
}

/** A route that anybody may call. */
export function registerPublicRoute<Route extends ApiRoute>(
  app: FastifyInstance,
  route: Route,
  handle: Handler<RouteContext<Static<Route['body']>>>,
): void {
  app.route({
    method: route.method,
    url: apiPrefix + route.path,
    bodyLimit: maxBodyBytes,
    schema: schemaOf(route, []),
    handler: async (request, reply) => sendAnswer(reply, await handle(contextOf<Route>(request), reply)),
  });
}

/** A route for whoever holds a session. Without one it answers 401 before it reads the body. */
export function registerSessionRoute<Route extends ApiRoute>(
  app: FastifyInstance,
  dependencies: Pick<AppDependencies, 'sessions'>,
  route: Route,
  handle: Handler<SessionContext<Static<Route['body']>>>,
): void {
  app.route({
    method: route.method,
    url: apiPrefix + route.path,
    bodyLimit: maxBodyBytes,
    schema: schemaOf(route, [{ session: [] }]),
    onRequest: async (request, reply) => authenticate(dependencies.sessions, request, reply),
    handler: async (request, reply) => {
      const session = request.session;
      if (session === undefined) throw new Error('a session route ran without its hook');
      return sendAnswer(reply, await handle({ ...contextOf<Route>(request), session }, reply));
    },
  });
}

/** A route for whoever holds a session, and for admins. Without either it answers 401 before it reads the body. */
export function registerCallerRoute<Route extends ApiRoute>(
  app: FastifyInstance,
  dependencies: CallerDependencies,
  route: Route,
  handle: Handler<CallerContext<Static<Route['body']>>>,
): void {
  app.route({
    method: route.method,
    url: apiPrefix + route.path,
    bodyLimit: maxBodyBytes,
    schema: schemaOf(route, callerSecurity),
    onRequest: async (request, reply) => authenticateCaller(dependencies, request, reply),
    handler: async (request, reply) =>
      sendAnswer(reply, await handle({ ...contextOf<Route>(request), caller: callerOf(request) }, reply)),
  });
}
