/** `/instances`: the inventory of a repository (docs/wire.md#inventory-upload), and reading it back. */
import { type Static, Type } from 'typebox';
import { maxChunkBytes } from '../../domain/stacks/limits.ts';
import { envelopeOf } from '../envelope.ts';
import {
  after,
  batchFields,
  limit,
  repositoryFields,
  repositoryQuery,
  stackGlob,
  time,
  uploadAnswer,
  workspaceQuery,
} from './uploads.ts';

/** Loose as the affected items are; `readInstance` decides what is read of it. */
const instanceItem = Type.Object(
  {
    component: Type.String({ description: 'Full name; may hold `/`.' }),
    stack: Type.String(),
    component_type: Type.Optional(
      Type.Unknown({ description: '`terraform`, `helmfile`, `packer` or another.' }),
    ),
    settings: Type.Optional(Type.Unknown({ description: '`{"pro": …}`, null or absent.' })),
  },
  { additionalProperties: true },
);

const instancesRequest = Type.Object(
  {
    ...repositoryFields,
    instances: Type.Array(instanceItem),
    complete: Type.Optional(
      Type.Boolean({
        description:
          '`true`: this is the whole inventory, whatever is missing is gone, however much it is. `false`: a part; nothing missing is gone. Absent (the CLI): missing ones are gone unless they are too many.',
      }),
    ),
    ...batchFields,
  },
  { additionalProperties: true },
);
export type InstancesRequest = Static<typeof instancesRequest>;

export const uploadInstancesRoute = {
  method: 'POST',
  path: '/instances',
  operationId: 'uploadInstances',
  summary: 'Upload the inventory of a repository, whole or in chunks of at most 32 MiB',
  body: instancesRequest,
  bodyLimit: maxChunkBytes,
  response: envelopeOf(uploadAnswer),
} as const;

const instanceStatuses = ['unknown', 'in_sync', 'drifted', 'error', 'disabled'] as const;

const instanceData = Type.Object({
  repository: Type.String(),
  stack: Type.String(),
  component: Type.String(),
  componentType: Type.String(),
  enabled: Type.Boolean(),
  driftEnabled: Type.Boolean(),
  status: Type.String({
    description:
      '`in_sync`, `drifted`, `error`, `unknown` (nothing reported yet), or `disabled` (no drift detection).',
  }),
  lastStatus: Type.Optional(Type.String({ description: 'As last reported, drift detection or not.' })),
  lastCommand: Type.Optional(Type.String()),
  lastRun: Type.Optional(time),
  createdAt: time,
  updatedAt: time,
  disabledAt: Type.Optional(time),
  orphanedAt: Type.Optional(time),
  settings: Type.Optional(Type.Object({ pro: Type.Unknown() })),
});
export type InstanceData = Static<typeof instanceData>;

export const listInstancesRoute = {
  method: 'GET',
  path: '/instances',
  operationId: 'listInstances',
  summary: 'The instances of the caller’s repository, for an admin of the workspace, a page at a time',
  query: Type.Object(
    {
      workspace: workspaceQuery,
      repository: repositoryQuery,
      stack: stackGlob,
      status: Type.Optional(
        Type.Union(
          [...instanceStatuses, 'orphaned' as const].map((status) => Type.Literal(status)),
          {
            description: '`orphaned` shows those that are gone; all others leave them out.',
          },
        ),
      ),
      after,
      limit,
    },
    { additionalProperties: false },
  ),
  response: envelopeOf(
    Type.Object({
      instances: Type.Array(instanceData),
      next: Type.Optional(
        Type.String({
          description: 'Where the next page begins. A page may be short, even empty, and have one.',
        }),
      ),
    }),
  ),
} as const;
