/** The HTTP app as a value: the frame of every answer, and the routes of the features. Nothing listens. */
import { type FastifyInstance, fastify } from 'fastify';
import type { Logger as PinoLogger } from 'pino';
import type { Random } from '../base/ports.ts';
import type { Feature } from './access/feature.ts';
import type { RegisterRoute } from './access/register-route.ts';
import type { ServerConfig } from './config/config.ts';
import { refuseOddConnections } from './http/connection-refusals.ts';
import { registerDocumentRoutes } from './http/documents.ts';
import { handleError } from './http/errors.ts';
import { registerHealthRoutes } from './http/health.ts';
import type { HttpTimeouts } from './http/limits.ts';
import { measureRequests } from './http/measure-requests.ts';
import { installNotFound } from './http/not-found.ts';
import { registerOpenApi } from './http/openapi.ts';
import { fastifyOptions, type SchemaCompilers } from './http/options.ts';
import type { RequestMetrics } from './http/request-metrics.ts';
import { securityHeaders } from './http/security-headers.ts';
import { shedLoad } from './http/shed-load.ts';
import { traceRequests } from './tracing/trace-requests.ts';
import type { Tracing } from './tracing/tracing.ts';

export interface AppPorts {
  readonly config: Pick<ServerConfig, 'publicUrl' | 'trustedProxies' | 'connectionsPerAddress'>;
  readonly log: PinoLogger;
  readonly random: Random;
  readonly tracing: Tracing;
  readonly requests: RequestMetrics;
  readonly timeouts: HttpTimeouts;
  /** Others than Fastify's own, for tests. */
  readonly compilers?: SchemaCompilers | undefined;
  /** Resolves when the database answers. */
  ready(): Promise<void>;
  /** Puts a route behind the admission. */
  readonly register: RegisterRoute;
}

/** Headers of every answer; while the server stops, connections end with their answer. */
function addHeaders(app: FastifyInstance, headers: Readonly<Record<string, string>>): void {
  let isStopping = false;
  app.addHook('preClose', async () => {
    isStopping = true;
  });
  app.addHook('onSend', async (request, reply) => {
    // Otherwise the drain waits for clients that keep their connection for the next request.
    if (isStopping) reply.header('connection', 'close');
    reply.headers({ ...headers, 'x-trace-id': request.id });
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
  });
}

export async function buildApp(features: readonly Feature[], ports: AppPorts): Promise<FastifyInstance> {
  const { config, log, random, tracing, requests, timeouts, register } = ports;
  const headers = securityHeaders(config);
  const raw = { log, random, headers };
  const options = {
    ...fastifyOptions(raw, { ...config, timeouts }),
    schemaController: { compilersFactory: ports.compilers ?? {} },
  };
  // Fastify infers a type with pino's logger, which no other function has to know.
  const app = fastify(options) as unknown as FastifyInstance;
  measureRequests(app, requests);
  traceRequests(app, tracing);
  shedLoad(app, { onShed: () => requests.shed() });
  // JSON alone; Fastify would accept plain text too.
  app.removeContentTypeParser('text/plain');
  app.decorateRequest('identity', undefined);
  app.decorateRequest('admittedJob', undefined);
  app.setErrorHandler(handleError);
  refuseOddConnections(app, raw);
  addHeaders(app, headers);
  installNotFound(app);
  await registerOpenApi(app);
  registerHealthRoutes(app, ports);
  for (const { routes } of features) routes?.(app, register);
  registerDocumentRoutes(app);
  await app.ready();
  return app;
}
