/** `/affected-stacks`: what a change touches (docs/wire.md#affected-stacks-upload), and reading it back. */
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
  uploaderData,
  workspaceQuery,
} from './uploads.ts';

const sha = (description: string) => Type.String({ pattern: '^[A-Za-z0-9]{0,64}$', description });

/**
 * Loose, because clients of any version may omit optional fields, send them as `null` or `""`, and add keys.
 * `readReceivedItem` decides which fields are read, and within which bounds.
 */
const affectedItem = Type.Object(
  {
    component: Type.String({ description: 'Full name; may contain `/`.' }),
    stack: Type.String(),
    dependents: Type.Optional(
      Type.Union([Type.Array(Type.Unknown()), Type.Null()], {
        description: 'Instances that depend on this one, in the same form.',
      }),
    ),
    included_in_dependents: Type.Optional(Type.Unknown({ description: 'Boolean.' })),
    settings: Type.Optional(Type.Unknown({ description: '`{"pro": …}` or null.' })),
    deleted: Type.Optional(Type.Unknown({ description: '`true` or absent.' })),
    deletion_type: Type.Optional(Type.Unknown({ description: '`component` or `stack`.' })),
  },
  { additionalProperties: true },
);

const affectedStacksRequest = Type.Object(
  {
    head_sha: sha('Head commit of the change.'),
    base_sha: sha('Commit that the head was compared with.'),
    ...repositoryFields,
    stacks: Type.Array(affectedItem, { description: 'Empty if nothing is affected.' }),
    ...batchFields,
  },
  { additionalProperties: true },
);
export type AffectedStacksRequest = Static<typeof affectedStacksRequest>;

export const uploadAffectedRoute = {
  method: 'POST',
  path: '/affected-stacks',
  operationId: 'uploadAffectedStacks',
  summary: 'Upload the affected stacks of a commit, whole or in chunks of at most 32 MiB',
  body: affectedStacksRequest,
  bodyLimit: maxChunkBytes,
  response: envelopeOf(uploadAnswer),
} as const;

const affectedSetData = Type.Object({
  id: Type.String(),
  repository: Type.String(),
  headSha: Type.String(),
  baseSha: Type.String(),
  uploadedAt: time,
  uploader: uploaderData,
  affected: Type.Integer({ description: 'Instances that the change affects.' }),
  nodes: Type.Integer({ description: 'Affected instances and all that depend on them.' }),
  edges: Type.Integer(),
  cycleCount: Type.Integer(),
  cycles: Type.Array(Type.Array(Type.Object({ stack: Type.String(), component: Type.String() })), {
    description: 'Dependency cycles, each in the order of dependence; the first 20.',
  }),
});
export type AffectedSetData = Static<typeof affectedSetData>;

const affectedNodeData = Type.Object({
  number: Type.Integer({ description: 'Number of the instance in this set, from 0.' }),
  stack: Type.String(),
  component: Type.String(),
  affected: Type.Boolean({ description: 'False if it only depends on an affected instance.' }),
  root: Type.Boolean({ description: 'Affected, and not a dependent of another instance: start here.' }),
  deleted: Type.Boolean(),
  deletionType: Type.Optional(Type.String()),
  settings: Type.Optional(Type.Object({ pro: Type.Unknown() })),
  dependents: Type.Array(Type.Integer(), {
    description: 'Numbers of the instances that depend on it directly.',
  }),
});
export type AffectedNodeData = Static<typeof affectedNodeData>;

export const showAffectedRoute = {
  method: 'GET',
  path: '/affected-stacks/:head_sha',
  operationId: 'showAffectedStacks',
  summary: 'The affected sets of a commit, and a page of one of them as a graph',
  params: Type.Object({ head_sha: Type.String({ pattern: '^[A-Za-z0-9]{1,64}$' }) }),
  query: Type.Object(
    {
      workspace: workspaceQuery,
      repository: repositoryQuery,
      set: Type.Optional(
        Type.String({
          pattern: '^[1-9][0-9]{0,15}$',
          description: '`id` of one of the sets; the newest by default.',
        }),
      ),
      stack: stackGlob,
      affected: Type.Optional(
        Type.Union([Type.Literal('true'), Type.Literal('false')], {
          description: '`true`: only affected instances. `false`: only their dependents.',
        }),
      ),
      after,
      limit,
    },
    { additionalProperties: false },
  ),
  response: envelopeOf(
    Type.Object({
      sets: Type.Array(affectedSetData, { description: 'Newest first.' }),
      set: Type.Optional(Type.String({ description: 'Id of the set in `stacks`.' })),
      stacks: Type.Array(affectedNodeData),
      next: Type.Optional(Type.String()),
    }),
  ),
} as const;
