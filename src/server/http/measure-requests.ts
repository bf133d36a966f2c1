/** Measures every request of the app, also those whose client went away. */
import type { FastifyInstance } from 'fastify';
import type { RequestMetrics } from './request-metrics.ts';

/** What stands for the status of a request whose client did not wait, as nginx has it. */
const clientGone = 499;
const secondMs = 1_000;

export function measureRequests(app: FastifyInstance, metrics: RequestMetrics): void {
  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.config.isStream === true) return;
    metrics.begin();
    reply.raw.once('close', () => {
      const { method, is404, routeOptions } = request;
      metrics.end({
        method,
        route: is404 ? undefined : routeOptions.url,
        status: reply.raw.writableFinished ? reply.raw.statusCode : clientGone,
        seconds: reply.elapsedTime / secondMs,
      });
    });
  });
}
