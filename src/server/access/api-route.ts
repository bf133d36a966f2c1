/** Puts a route that `src/api` describes as data onto the app. Every answer travels in the envelope. */
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { type Static, type TSchema, Type } from 'typebox';
import { errorEnvelope } from '../../api/envelope.ts';
import type { AppDependencies } from '../dependencies.ts';
import type { Answer, Streamed } from '../http/answer.ts';
import { sendAnswer } from '../http/envelope.ts';
import { maxBodyBytes } from '../http/limits.ts';
import {
  authenticateCaller,
  type Caller,
  type CallerDependencies,
  callerOf,
  callerSecurity,
} from './caller.ts';
import type { SessionClaims } from './session.ts';
import { authenticate } from './session-hook.ts';

/** Prefix of all API routes; clients call it `endpoint`. */
export const apiPrefix = '/api/v1';

/** Statuses that any route may answer with; documented once. The last three belong to bodies. */
const errorStatuses = [400, 401, 403, 404, 500, 503, 409, 413, 415] as const;
const readingStatuses = errorStatuses.slice(0, -3);
const nothing = Type.Object({});

export interface ApiRoute {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below `apiPrefix`. */
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  /** Parts of the path, and the query: values arrive as text, nothing is coerced. */
  readonly params?: TSchema;
  readonly query?: TSchema;
  /** Absent: the route reads none. */
  readonly body?: TSchema;
  /** Largest body, in bytes; `maxBodyBytes` when it names none. */
  readonly bodyLimit?: number;
  /** It answers 429 to who asks too often. */
  readonly rateLimited?: boolean;
  /** Kept for old clients: the OpenAPI document says so. */
  readonly deprecated?: boolean;
  /** Of a success; JSON when it names none. */
  readonly contentType?: string;
  /** The whole envelope of a success, or what `contentType` holds. */
  readonly response: TSchema;
}

type Nothing = Record<never, never>;
type Shape<Schema> = Schema extends TSchema ? Static<Schema> : Nothing;

export interface RouteContext<Body, Query = Nothing, Params = Nothing> {
  readonly body: Body;
  readonly query: Query;
  readonly params: Params;
  readonly traceId: string;
}
export interface SessionContext<Body, Query = Nothing, Params = Nothing>
  extends RouteContext<Body, Query, Params> {
  readonly session: SessionClaims;
}
export interface CallerContext<Body, Query = Nothing, Params = Nothing>
  extends RouteContext<Body, Query, Params> {
  readonly caller: Caller;
}

type ContextOf<Route extends ApiRoute> = RouteContext<
  Shape<Route['body']>,
  Shape<Route['query']>,
  Shape<Route['params']>
>;
type Handler<Context> = (context: Context, reply: FastifyReply) => Promise<Answer<unknown> | Streamed>;

/** What is the same for every route, whoever may call it. */
function describe(
  route: ApiRoute,
  security: readonly Record<string, string[]>[],
): Omit<RouteOptions, 'handler'> {
  const limited = route.rateLimited === true ? [429] : [];
  const statuses = [...(route.body === undefined ? readingStatuses : errorStatuses), ...limited];
  return {
    method: route.method,
    url: apiPrefix + route.path,
    bodyLimit: route.bodyLimit ?? maxBodyBytes,
    schema: {
      operationId: route.operationId,
      summary: route.summary,
      security,
      ...(route.deprecated === true ? { deprecated: true } : {}),
      // Without a schema a reading route would take any query.
      ...(route.query === undefined && route.body !== undefined
        ? {}
        : { querystring: route.query ?? nothing }),
      ...(route.params === undefined ? {} : { params: route.params }),
      ...(route.body === undefined ? {} : { body: route.body }),
      response: {
        200:
          route.contentType === undefined
            ? route.response
            : { content: { [route.contentType]: { schema: route.response } } },
        ...Object.fromEntries(statuses.map((status) => [status, errorEnvelope])),
      },
    },
  };
}

function contextOf<Route extends ApiRoute>(request: FastifyRequest): ContextOf<Route> {
  // Fastify has validated all three against the very schemas that the types are made from.
  const { body, query, params } = request as { body: unknown; query: unknown; params: unknown };
  return { body, query, params, traceId: request.id } as ContextOf<Route>;
}

/** A route that anybody may call. */
export function registerPublicRoute<Route extends ApiRoute>(
  app: FastifyInstance,
  route: Route,
  handle: Handler<ContextOf<Route>>,
  /** Looks at a request before its body is read, and may answer it. */
  onRequest?: (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply | undefined>,
): void {
  app.route({
    ...describe(route, []),
    ...(onRequest === undefined ? {} : { onRequest }),
    handler: async (request, reply) => sendAnswer(reply, await handle(contextOf<Route>(request), reply)),
  });
}

/** A route for whoever holds a session. Without one it answers 401 before it reads the body. */
export function registerSessionRoute<Route extends ApiRoute>(
  app: FastifyInstance,
  dependencies: Pick<AppDependencies, 'sessions'>,
  route: Route,
  handle: Handler<ContextOf<Route> & { readonly session: SessionClaims }>,
): void {
  app.route({
    ...describe(route, [{ session: [] }]),
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
  handle: Handler<ContextOf<Route> & { readonly caller: Caller }>,
): void {
  app.route({
    ...describe(route, callerSecurity),
    onRequest: async (request, reply) => authenticateCaller(dependencies, request, reply),
    handler: async (request, reply) =>
      sendAnswer(reply, await handle({ ...contextOf<Route>(request), caller: callerOf(request) }, reply)),
  });
}
