/** `/healthz`: the process runs. `/readyz`: it is ready, which needs a database that takes writes. */
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { envelopeOf, errorEnvelope } from '../../api/envelope.ts';
import { ok } from '../../base/result.ts';
import { sendAnswer } from './envelope.ts';

const nothing = envelopeOf(Type.Object({}));

export function registerHealthRoutes(
  app: FastifyInstance,
  ports: {
    /** Resolves when the database answers and takes writes. */
    ready(): Promise<void>;
  },
): void {
  app.get('/healthz', {
    logLevel: 'warn',
    schema: { operationId: 'getHealth', summary: 'Whether the process runs', response: { 200: nothing } },
    handler: async (_request, reply) => sendAnswer(reply, ok({})),
  });
  app.get('/readyz', {
    logLevel: 'warn',
    schema: {
      operationId: 'getReadiness',
      summary: 'Whether the server is ready: 503 while the database does not answer or takes no writes',
      response: { 200: nothing, 503: errorEnvelope },
    },
    handler: async (_request, reply) => {
      await ports.ready();
      return sendAnswer(reply, ok({}));
    },
  });
}
