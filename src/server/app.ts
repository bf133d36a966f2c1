/** The HTTP app as a value: everything it needs is handed in, nothing listens. */
import { type FastifyInstance, fastify } from 'fastify';
import { registerPermissionRoutes } from './access/routes.ts';
import { registerAuditRoutes } from './audit/routes.ts';
import { registerWebhookRoutes } from './audit-webhooks/routes.ts';
import { registerCommitRoute } from './commits/routes.ts';
import type { AppDependencies } from './dependencies.ts';
import { refuseOddConnections } from './http/connection-refusals.ts';
import { registerDocumentRoutes } from './http/documents.ts';
import { handleError } from './http/errors.ts';
import { registerHealthRoutes } from './http/health.ts';
import { httpTimeouts } from './http/limits.ts';
import { measureRequests } from './http/measure-requests.ts';
import { installNotFound } from './http/not-found.ts';
import { registerOpenApi } from './http/openapi.ts';
import { fastifyOptions } from './http/options.ts';
import { securityHeaders } from './http/security-headers.ts';
import { shedLoad } from './http/shed-load.ts';
import { registerLockReadRoutes } from './locks/read-routes.ts';
import { registerLockRoutes } from './locks/routes.ts';
import { registerExchangeRoute } from './sessions/routes.ts';
import { registerUploadReadRoutes } from './stacks/routes.ts';
import { registerInstanceStatusRoutes } from './stacks/status-routes.ts';
import { registerUploadRoutes } from './stacks/uploads/routes.ts';
import { registerStsRoute } from './sts/routes.ts';
import { traceRequests } from './tracing/trace-requests.ts';

export async function buildApp(dependencies: AppDependencies): Promise<FastifyInstance> {
  const headers = securityHeaders(dependencies.config);
  const raw = { log: dependencies.logger, random: dependencies.random, headers };
  const app = fastify({
    ...fastifyOptions(raw, dependencies.timeouts ?? httpTimeouts, dependencies.config.trustedProxies),
    schemaController: { compilersFactory: dependencies.compilers ?? {} },
  }) as unknown as FastifyInstance;
  measureRequests(app, dependencies.metrics.requests);
  traceRequests(app, dependencies.tracing);
  shedLoad(app, { onShed: () => dependencies.metrics.requests.shed() });
  // JSON alone; Fastify would take text too.
  app.removeContentTypeParser('text/plain');
  app.decorateRequest('session', undefined);
  app.decorateRequest('admin', undefined);
  app.setErrorHandler(handleError);
  refuseOddConnections(app, raw);
  let isStopping = false;
  app.addHook('preClose', async () => {
    isStopping = true;
  });
  app.addHook('onSend', async (request, reply) => {
    // Else the drain waits for a client that keeps its connection for the next request.
    if (isStopping) reply.header('connection', 'close');
    reply.headers({ ...headers, 'x-trace-id': request.id });
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
  });
  installNotFound(app);
  await registerOpenApi(app);
  registerHealthRoutes(app, dependencies);
  registerExchangeRoute(app, dependencies);
  registerStsRoute(app, dependencies);
  registerPermissionRoutes(app, dependencies);
  registerLockRoutes(app, dependencies);
  registerLockReadRoutes(app, dependencies);
  registerAuditRoutes(app, dependencies);
  registerWebhookRoutes(app, dependencies);
  registerCommitRoute(app, dependencies);
  registerUploadRoutes(app, dependencies);
  registerUploadReadRoutes(app, dependencies);
  registerInstanceStatusRoutes(app, dependencies);
  registerDocumentRoutes(app);
  await app.ready();
  return app;
}
