/** `POST /drift/badges`: the address of an instance's badge, for admins. */
import { Type } from 'typebox';
import { maxNameLength } from '../../domain/stacks/limits.ts';
import { envelopeOf } from '../envelope.ts';
import { adminWorkspace } from './batches.ts';

const name = Type.String({ minLength: 1, maxLength: maxNameLength, pattern: '^[^\\u0000]*$' });

export const createBadgeRoute = {
  method: 'POST',
  path: '/drift/badges',
  operationId: 'createDriftBadge',
  summary: 'Address of the badge of an instance, for an admin; the same each time',
  body: Type.Object(
    {
      workspace: adminWorkspace,
      repository: Type.String({
        minLength: 1,
        maxLength: 140,
        pattern: '^[^\\u0000]*$',
        description: '`owner/name`.',
      }),
      stack: name,
      component: name,
      componentType: Type.Optional(
        Type.String({
          minLength: 1,
          maxLength: maxNameLength,
          pattern: '^[^\\u0000]*$',
          description: 'Where several types have the name; the first one by default.',
        }),
      ),
    },
    { additionalProperties: false },
  ),
  response: envelopeOf(
    Type.Object({
      url: Type.String({ description: 'Shows the state of the instance without a credential.' }),
      markdown: Type.String(),
    }),
  ),
} as const;
