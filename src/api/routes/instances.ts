/** `/instances`: the inventory of a repository (docs/wire.md#inventory-upload), and reading it back. */
import { type Static, Type } from 'typebox';
import { maxChunkBytes } from '../../domain/stacks/limits.ts';
import { envelopeOf } from '../envelope.ts';
import { driftProblemData } from './drift.ts';
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
    component: Type.String({ description: 'Full name; may contain `/`.' }),
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
          '`true`: the complete inventory; missing instances are marked as orphaned. `false`: a part; nothing is orphaned. If omitted (the CLI), missing instances are orphaned unless there are too many.',
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
  lastStatus: Type.Optional(
    Type.String({ description: 'Last reported status, even without drift detection.' }),
  ),
  lastCommand: Type.Optional(Type.String()),
  lastRun: Type.Optional(time),
  createdAt: time,
  updatedAt: time,
  disabledAt: Type.Optional(time),
  orphanedAt: Type.Optional(time),
  problem: Type.Optional(driftProblemData),
  ignored: Type.Optional(
    Type.Boolean({
      description:
        '`true`: it has drifted, and rules of `drift.ignore` cover every change, so it counts as in sync.',
    }),
  ),
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
            description: '`orphaned` lists orphaned instances; all other values exclude them.',
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
          description: 'Start of the next page. Even a short or empty page may have one.',
        }),
      ),
    }),
  ),
} as const;
