/** `/healthz`: the process runs. `/readyz`: it can do its work, which needs the database. */
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { envelopeOf, errorEnvelope } from '../../api/envelope.ts';
import type { Store } from '../store.ts';
import { answer } from './answer.ts';
import { sendAnswer } from './envelope.ts';

const nothing = envelopeOf(Type.Object({}));

export function registerHealthRoutes(
  app: FastifyInstance,
  dependencies: { readonly store: Pick<Store, 'ready'> },
): void {
  app.get('/healthz', {
    logLevel: 'warn',
    schema: { operationId: 'getHealth', summary: 'Whether the process runs', response: { 200: nothing } },
    handler: async (_request, reply) => sendAnswer(reply, answer({})),
  });
  app.get('/readyz', {
    logLevel: 'warn',
    schema: {
      operationId: 'getReadiness',
      summary: 'Whether the server can work: 503 while the database does not answer',
      response: { 200: nothing, 503: errorEnvelope },
    },
    handler: async (_request, reply) => {
      await dependencies.store.ready();
      return sendAnswer(reply, answer({}));
    },
  });
}
