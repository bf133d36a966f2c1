/** A route of `src/api` as the server needs it, and its description for Fastify and OpenAPI. Every answer travels in the envelope. */
import type { FastifyReply, RouteOptions } from 'fastify';
import { type Static, type TSchema, Type } from 'typebox';
import { errorEnvelope } from '../../api/envelope.ts';
import type { Answer, Streamed } from '../http/answer.ts';
import { maxBodyBytes } from '../http/limits.ts';

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
  /** If omitted, the route reads none. */
  readonly body?: TSchema;
  /** Largest body, in bytes; `maxBodyBytes` by default. */
  readonly bodyLimit?: number;
  /** Clients over the limit get 429. */
  readonly rateLimited?: boolean;
  /** Kept for old clients: the OpenAPI document says so. */
  readonly deprecated?: boolean;
  /** Of a success; JSON by default. */
  readonly contentType?: string;
  /** The whole envelope of a success, or what `contentType` holds. */
  readonly response: TSchema;
}

type Nothing = Record<never, never>;
type Shape<Schema> = Schema extends TSchema ? Static<Schema> : Nothing;

/** A request to a route, validated against the route's schemas. */
export interface RouteContext<Body, Query = Nothing, Params = Nothing> {
  readonly body: Body;
  readonly query: Query;
  readonly params: Params;
  readonly traceId: string;
}

export type ContextOf<Route extends ApiRoute> = RouteContext<
  Shape<Route['body']>,
  Shape<Route['query']>,
  Shape<Route['params']>
>;

export type Handler<Context> = (context: Context, reply: FastifyReply) => Promise<Answer<unknown> | Streamed>;

export type Security = readonly Record<string, string[]>[];

/** What is the same for every route, regardless of its callers. */
export function describeRoute(route: ApiRoute, security: Security): Omit<RouteOptions, 'handler'> {
  const limited = route.rateLimited === true ? [429] : [];
  const statuses = [...(route.body === undefined ? readingStatuses : errorStatuses), ...limited];
  // Without a schema a reading route would take any query.
  const querystring = route.query ?? (route.body === undefined ? nothing : undefined);
  const success =
    route.contentType === undefined
      ? route.response
      : { content: { [route.contentType]: { schema: route.response } } };
  const schema = {
    operationId: route.operationId,
    summary: route.summary,
    security,
    deprecated: route.deprecated,
    querystring,
    params: route.params,
    body: route.body,
    response: {
      200: success,
      ...Object.fromEntries(statuses.map((status) => [status, errorEnvelope])),
    },
  };
  return {
    method: route.method,
    url: apiPrefix + route.path,
    bodyLimit: route.bodyLimit ?? maxBodyBytes,
    // Fastify takes no schema that is undefined.
    schema: Object.fromEntries(Object.entries(schema).filter(([, value]) => value !== undefined)),
  };
}
