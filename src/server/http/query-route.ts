/** Puts a reading route, which has parameters and no body, onto the app. */
import type { FastifyInstance } from 'fastify';
import { type Static, type TSchema, Type } from 'typebox';
import { errorEnvelope } from '../../api/envelope.ts';
import type { Answer } from './answer.ts';
import { apiPrefix } from './api-route.ts';
import {
  authenticateCaller,
  type Caller,
  type CallerDependencies,
  callerOf,
  callerSecurity,
} from './caller.ts';
import { sendAnswer } from './envelope.ts';

const errorStatuses = [400, 401, 403, 404, 500, 503] as const;
const nothing = Type.Object({});

export interface QueryRoute {
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  /** Values arrive as text: nothing is coerced. */
  readonly query?: TSchema;
  readonly params?: TSchema;
  readonly response: TSchema;
}

type Shape<Schema> = Schema extends TSchema ? Static<Schema> : Record<never, never>;

export interface QueryContext<Route extends QueryRoute> {
  readonly query: Shape<Route['query']>;
  readonly params: Shape<Route['params']>;
  readonly traceId: string;
  readonly caller: Caller;
}

/** For whoever holds a session, and for admins. */
export function registerCallerQuery<Route extends QueryRoute>(
  app: FastifyInstance,
  dependencies: CallerDependencies,
  route: Route,
  handle: (context: QueryContext<Route>) => Promise<Answer<unknown>>,
): void {
  app.route({
    method: 'GET',
    url: apiPrefix + route.path,
    schema: {
      operationId: route.operationId,
      summary: route.summary,
      querystring: route.query ?? nothing,
      ...(route.params === undefined ? {} : { params: route.params }),
      security: callerSecurity,
      response: {
        200: route.response,
        ...Object.fromEntries(errorStatuses.map((status) => [status, errorEnvelope])),
      },
    },
    onRequest: async (request, reply) => authenticateCaller(dependencies, request, reply),
    handler: async (request, reply) => {
      const caller = callerOf(request);
      // Fastify has validated both against the very schemas that the types are made from.
      const query = request.query as Shape<Route['query']>;
      const params = request.params as Shape<Route['params']>;
      return sendAnswer(reply, await handle({ query, params, traceId: request.id, caller }));
    },
  });
}
