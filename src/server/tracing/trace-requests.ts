/** A span for each request, with the id that its answer names as `traceId`. */
import type { FastifyInstance } from 'fastify';
import type { Tracing } from './tracing.ts';

const firstServerError = 500;

export function traceRequests(app: FastifyInstance, tracing: Tracing): void {
  // With a callback: what runs after it is then part of the request.
  app.addHook('onRequest', (request, reply, done) => {
    const { traceparent } = request.headers;
    const span = tracing.beginRequest(typeof traceparent === 'string' ? traceparent : undefined);
    reply.raw.once('close', () => {
      const route = request.is404 ? 'none' : (request.routeOptions.url ?? 'none');
      const { statusCode } = reply.raw;
      span.end(`${request.method} ${route}`, statusCode >= firstServerError, {
        'http.request.method': request.method,
        'http.route': route,
        'http.response.status_code': statusCode,
        'atmos_pro.trace_id': request.id,
      });
    });
    span.run(done);
  });
}
