/** `DELETE /auth/session`: end the session that the request brings (docs/wire.md#session-exchange). */
import { Type } from 'typebox';
import { envelopeOf } from '../envelope.ts';

export const endSessionRoute = {
  method: 'DELETE',
  path: '/auth/session',
  operationId: 'endSession',
  summary: 'End the session of the caller',
  response: envelopeOf(Type.Object({ ended: Type.Literal(true) })),
} as const;
