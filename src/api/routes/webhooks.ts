/** `/webhooks`: how the destinations of the audit fare, for admins. */
import { Type } from 'typebox';
import { envelopeOf } from '../envelope.ts';

const workspace = Type.Optional(
  Type.String({
    maxLength: 128,
    description: 'Id of the workspace whose entries the destination receives; required.',
  }),
);

export const listWebhooksRoute = {
  method: 'GET',
  path: '/webhooks',
  operationId: 'listWebhooks',
  summary: 'The destinations of a workspace’s audit entries, and the result of the last delivery to each',
  query: Type.Object({ workspace }, { additionalProperties: false }),
  response: envelopeOf(
    Type.Object({
      webhooks: Type.Array(
        Type.Object({
          name: Type.String(),
          host: Type.String({ description: 'Host of its URL; the rest may be a secret.' }),
          format: Type.String(),
          state: Type.Union([Type.Literal('idle'), Type.Literal('delivering'), Type.Literal('failing')]),
          lastTry: Type.Optional(
            Type.Object({
              at: Type.String({ format: 'date-time' }),
              outcome: Type.Union([Type.Literal('delivered'), Type.Literal('failed')]),
              result: Type.String(),
            }),
          ),
          failures: Type.Integer({ description: 'Consecutive failed attempts.' }),
          nextTryAt: Type.Optional(Type.String({ format: 'date-time' })),
          lostEntries: Type.Integer({
            description: 'Entries that were dropped after a day of failed attempts.',
          }),
          waitingEntries: Type.Integer({
            description: 'Upper bound: sealed entries after the last delivered one.',
          }),
        }),
      ),
    }),
  ),
} as const;

export const testWebhookRoute = {
  method: 'POST',
  path: '/webhooks/:name/test',
  operationId: 'testWebhook',
  summary: 'Send one test event to a destination now, and return the result',
  params: Type.Object({ name: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,63}$' }) }),
  body: Type.Object({ workspace }),
  response: envelopeOf(
    Type.Object({
      delivered: Type.Boolean(),
      result: Type.String({ description: 'The HTTP status of the response, or why there was none.' }),
    }),
  ),
} as const;
