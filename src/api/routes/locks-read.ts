/** `GET /locks`, `GET /locks/{id}`: who holds what. */
import { type Static, Type } from 'typebox';
import { maxKeyLength } from '../../domain/locks/lock-key.ts';
import { envelopeOf } from '../envelope.ts';
import { lockData, lockHolderData, lockIdPattern, workspace } from './locks.ts';

/** A path, and for an admin the id of its repository before it, in characters. */
const maxCursorLength = maxKeyLength + 32;
/** No NUL: PostgreSQL takes none in text. */
const pathPattern = '^[^\\u0000]*$';

export const listLocksRoute = {
  method: 'GET',
  path: '/locks',
  operationId: 'listLocks',
  summary: 'The locks of the caller’s repository, for an admin of the workspace, a page at a time',
  query: Type.Object(
    {
      workspace,
      repository: Type.Optional(
        Type.String({
          maxLength: 140,
          description: 'For a job, its own repository; for an admin, any repository of the workspace.',
        }),
      ),
      prefix: Type.Optional(
        Type.String({
          pattern: pathPattern,
          maxLength: maxKeyLength,
          description: 'Start of `stack/component`.',
        }),
      ),
      state: Type.Optional(Type.Union([Type.Literal('held'), Type.Literal('free')])),
      after: Type.Optional(
        Type.String({
          pattern: pathPattern,
          maxLength: maxCursorLength,
          description: '`next` of the previous page.',
        }),
      ),
      limit: Type.Optional(
        Type.String({ pattern: '^[1-9][0-9]{0,2}$', description: 'At most 200; 200 by default.' }),
      ),
    },
    { additionalProperties: false },
  ),
  response: envelopeOf(Type.Object({ locks: Type.Array(lockData), next: Type.Optional(Type.String()) })),
} as const;

const lockDetails = Type.Object({
  ...lockData.properties,
  waiters: Type.Optional(
    Type.Array(Type.Object({ holder: lockHolderData, since: lockData.properties.createdAt }), {
      description:
        'For an admin: the jobs and deployments that wait for the key now, in the order in which they are served; at most 200.',
    }),
  ),
});
export type LockDetails = Static<typeof lockDetails>;

export const showLockRoute = {
  method: 'GET',
  path: '/locks/:id',
  operationId: 'showLock',
  summary: 'One lock of the caller’s repository, for an admin of the workspace',
  query: Type.Object({ workspace }, { additionalProperties: false }),
  params: Type.Object({ id: Type.String({ pattern: lockIdPattern }) }),
  response: envelopeOf(lockDetails),
} as const;
