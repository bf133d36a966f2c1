/** `/deliveries`: what GitHub’s webhook delivered, and what became of it, for admins. A payload is never shown. */
import { type Static, Type } from 'typebox';
import { envelopeOf } from '../envelope.ts';
import {
  adminPageLimit,
  adminReason,
  adminWorkspace,
  idCursor,
  idParams,
  nextPage,
  oneOf,
  repositoryFilter,
} from './batches.ts';
import { time } from './uploads.ts';

const deliveryStates = ['new', 'applied', 'ignored', 'failed'] as const;

const deliveryData = Type.Object({
  id: Type.Integer(),
  guid: Type.String({ description: '`X-GitHub-Delivery`: GitHub’s own page lists the same.' }),
  event: Type.String(),
  action: Type.Optional(Type.String()),
  repository: Type.String(),
  repositoryId: Type.String(),
  source: Type.String({
    description: '`hook`: sent by GitHub. `backfill`: read from GitHub’s list of deliveries.',
  }),
  state: oneOf(
    deliveryStates,
    '`new`: not applied yet. `ignored`: there was nothing to do. `failed`: given up after a day of attempts.',
  ),
  message: Type.Optional(Type.String({ description: 'Why nothing happened, or why it failed last.' })),
  attempts: Type.Optional(Type.Integer({ description: 'Failed attempts of one that is `new`.' })),
  receivedAt: time,
  finishedAt: Type.Optional(time),
});
export type DeliveryData = Static<typeof deliveryData>;

export const listDeliveriesRoute = {
  method: 'GET',
  path: '/deliveries',
  operationId: 'listDeliveries',
  summary:
    'Deliveries of GitHub’s webhook about repositories with deployments of a workspace, for an admin, newest first, a page at a time',
  query: Type.Object(
    {
      workspace: adminWorkspace,
      repository: repositoryFilter,
      event: Type.Optional(
        Type.String({ pattern: '^[a-z_]{2,64}$', description: '`X-GitHub-Event`, such as `pull_request`.' }),
      ),
      state: Type.Optional(oneOf(deliveryStates)),
      after: idCursor,
      limit: adminPageLimit,
    },
    { additionalProperties: false },
  ),
  response: envelopeOf(Type.Object({ deliveries: Type.Array(deliveryData), next: nextPage })),
} as const;

export const retryDeliveryRoute = {
  method: 'POST',
  path: '/deliveries/:id/retry',
  operationId: 'retryDelivery',
  summary: 'Apply a delivery again that was given up, for an admin',
  params: idParams,
  body: Type.Object({ workspace: adminWorkspace, reason: adminReason }, { additionalProperties: false }),
  response: envelopeOf(deliveryData),
} as const;
