/** `/drift/causes`: what drifted instances of a workspace have in common, for admins. */
import { Type } from 'typebox';
import { changeOrigins, planActions } from '../../domain/drift/plan-summary.ts';
import { envelopeOf } from '../envelope.ts';
import { adminWorkspace, oneOf, repositoryFilter } from './batches.ts';
import { time } from './uploads.ts';

/** Most causes of one answer. */
export const maxDriftCauses = 200;

const instanceData = Type.Object({
  repository: Type.String(),
  stack: Type.String(),
  component: Type.String(),
  componentType: Type.String(),
});

const causeData = Type.Object({
  id: Type.String({ description: 'The same as long as the cause is the same.' }),
  kind: oneOf(
    ['change', 'guess'],
    '`change`: from summaries of plans. `guess`: the reports say nothing about what changed, so status, exit code, component and time are compared.',
  ),
  description: Type.String({ description: 'The cause as a sentence, in Markdown.' }),
  origin: Type.Optional(oneOf(changeOrigins)),
  action: Type.Optional(oneOf(planActions)),
  attributes: Type.Optional(Type.Array(Type.String())),
  types: Type.Optional(Type.Array(Type.String())),
  fingerprints: Type.Optional(Type.Array(Type.String())),
  resources: Type.Optional(Type.Integer()),
  status: Type.Optional(Type.String()),
  exitCode: Type.Optional(Type.Integer()),
  component: Type.Optional(Type.String()),
  instanceCount: Type.Integer(),
  repositoryCount: Type.Integer(),
  since: time,
  instances: Type.Array(instanceData, { description: 'The first of them; more with `cause`.' }),
});

export const listDriftCausesRoute = {
  method: 'GET',
  path: '/drift/causes',
  operationId: 'listDriftCauses',
  summary: 'Causes of drift in a workspace, for an admin; those of most instances first',
  query: Type.Object(
    {
      workspace: adminWorkspace,
      repository: repositoryFilter,
      cause: Type.Optional(
        Type.String({
          pattern: '^[0-9a-f]{16}$',
          description: 'Id of a cause: only this one, with its instances.',
        }),
      ),
    },
    { additionalProperties: false },
  ),
  response: envelopeOf(
    Type.Object({
      causes: Type.Array(causeData),
      ignored: Type.Object(
        { changes: Type.Integer(), instances: Type.Integer() },
        { description: 'What `drift.ignore` leaves out, and the instances that are in sync without it.' },
      ),
      truncated: Type.Boolean({ description: 'Whether there are more causes.' }),
    }),
  ),
} as const;
