/** `/drift`: instances with their drift, for admins: list, show, remediate. */
import { type Static, Type } from 'typebox';
import { changeOrigins, planActions } from '../../domain/drift/plan-summary.ts';
import { maxNameLength } from '../../domain/stacks/limits.ts';
import { envelopeOf } from '../envelope.ts';
import { adminPageLimit, adminReason, adminWorkspace, nextPage, oneOf, repositoryFilter } from './batches.ts';
import { after, stackGlob, time } from './uploads.ts';

/** Most instances of one remediation. */
export const maxRemediated = 100;
/** Most results and runs of one instance that are shown. */
export const maxDriftHistory = 20;
/** Most changes of one instance that are shown. */
export const maxShownChanges = 200;

const driftStatuses = ['unknown', 'in_sync', 'drifted', 'error'] as const;

const name = Type.String({ minLength: 1, maxLength: maxNameLength, pattern: '^[^\\u0000]+$' });

const problemCodes = ['missing_plan_result', 'missing_apply_result', 'detection_refused'] as const;

export const driftProblemData = Type.Object(
  {
    code: oneOf(
      problemCodes,
      '`missing_plan_result`, `missing_apply_result`: a run ended without reporting. `detection_refused`: the run could not be started.',
    ),
    message: Type.String(),
    since: time,
    at: time,
  },
  { description: 'Why newer results are missing. The status is that of the last result.' },
);
export type DriftProblemData = Static<typeof driftProblemData>;

const driftData = Type.Object({
  repository: Type.String({ description: 'Today’s name; the id if the name is unknown.' }),
  stack: Type.String(),
  component: Type.String(),
  status: oneOf(
    [...driftStatuses, 'remediating', 'remediated'],
    '`remediating`: a remediation has not ended. `remediated`: in sync by a remediation of the last 7 days. `unknown`: no result yet, or only an old one.',
  ),
  since: Type.Optional(time),
  lastStatus: Type.Optional(Type.String({ description: 'Last reported status, however old.' })),
  lastCommand: Type.Optional(Type.String()),
  lastRun: Type.Optional(time),
  ignored: Type.Optional(
    Type.Boolean({
      description:
        '`true`: all changes of the drifted instance are ignored by `drift.ignore`, so it counts as in sync.',
    }),
  ),
  problem: Type.Optional(driftProblemData),
  schedules: Type.Array(Type.String(), { description: 'Names of the schedules that check it.' }),
  nextCheck: Type.Optional(
    Type.String({ format: 'date-time', description: 'When the next sweep that checks it is due.' }),
  ),
});
export type DriftData = Static<typeof driftData>;

const driftRunData = Type.Object({
  batch: Type.Integer(),
  activity: oneOf(['detect', 'remediate']),
  state: Type.String(),
  reason: Type.Optional(Type.String({ description: 'Code of why it is in this state.' })),
  result: Type.Optional(Type.String()),
  at: time,
  runUrl: Type.Optional(Type.String()),
});
export type DriftRunData = Static<typeof driftRunData>;

const driftResultData = Type.Object({
  at: time,
  status: Type.String(),
  command: Type.Optional(Type.String()),
  exitCode: Type.Optional(Type.Integer()),
});

const driftChangeData = Type.Object({
  type: Type.String({ description: 'Type of the resources.' }),
  action: oneOf(planActions),
  attributes: Type.Array(Type.String(), {
    description: 'Paths of what changed, without values; empty: the whole resource.',
  }),
  origin: oneOf(changeOrigins),
  resources: Type.Integer({ description: 'How many have it.' }),
  since: time,
  cause: Type.String({
    description: '`GET /drift/causes` with `cause` shows the instances that have it too.',
  }),
  ignored: Type.Optional(
    Type.Object(
      { until: Type.String(), reason: Type.String() },
      { description: 'Of the rule that ignores it.' },
    ),
  ),
});

const driftDetails = Type.Object({
  ...driftData.properties,
  changes: Type.Array(driftChangeData, {
    description: 'What changed in a drifted instance, if its plan came with a summary; at most 200.',
  }),
  changesTruncated: Type.Boolean({ description: 'Whether there are more changes.' }),
  results: Type.Array(driftResultData, { description: 'Newest first; at most 20.' }),
  runs: Type.Array(driftRunData, {
    description: 'Detections and remediations, newest first; at most 20 of the last 100 sweeps.',
  }),
});

export const listDriftRoute = {
  method: 'GET',
  path: '/drift',
  operationId: 'listDrift',
  summary:
    'Instances with drift detection, their status and when they are checked next, for an admin, a page at a time',
  query: Type.Object(
    {
      workspace: adminWorkspace,
      repository: repositoryFilter,
      stack: stackGlob,
      status: Type.Optional(
        oneOf(driftStatuses, 'Status of the last result; `remediating` and `remediated` are not filters.'),
      ),
      after,
      limit: adminPageLimit,
    },
    { additionalProperties: false },
  ),
  response: envelopeOf(Type.Object({ instances: Type.Array(driftData), next: nextPage })),
} as const;

export const showDriftRoute = {
  method: 'GET',
  path: '/drift/instance',
  operationId: 'showDrift',
  summary: 'One instance with drift detection, its last results, detections and remediations, for an admin',
  query: Type.Object(
    { workspace: adminWorkspace, repository: repositoryFilter, stack: name, component: name },
    { additionalProperties: false },
  ),
  response: envelopeOf(driftDetails),
} as const;

export const remediateDriftRoute = {
  method: 'POST',
  path: '/drift/remediate',
  operationId: 'remediateDrift',
  summary:
    'Start the `remediate` workflows of drifted instances, for an admin: all of them or none; each takes the lock of its instance',
  body: Type.Object(
    {
      workspace: adminWorkspace,
      repository: Type.String({
        minLength: 1,
        maxLength: 140,
        pattern: '^[^\\u0000]*$',
        description: '`owner/name` of a repository of the workspace.',
      }),
      instances: Type.Optional(
        Type.Array(Type.Object({ stack: name, component: name }, { additionalProperties: false }), {
          minItems: 1,
          maxItems: maxRemediated,
        }),
      ),
      cause: Type.Optional(
        Type.String({
          pattern: '^[0-9a-f]{16}$',
          description: `Instead of \`instances\`: those of the repository that have this cause, at most ${maxRemediated}.`,
        }),
      ),
      reason: adminReason,
    },
    { additionalProperties: false },
  ),
  response: envelopeOf(
    Type.Object({
      batch: Type.Integer({ description: '`GET /batches/{id}` shows its runs.' }),
      instances: Type.Integer({ description: 'How many are remediated.' }),
      names: Type.Optional(
        Type.Array(Type.Object({ stack: Type.String(), component: Type.String() }), {
          description: 'With `cause`: which.',
        }),
      ),
      left: Type.Optional(
        Type.Integer({ description: 'With `cause`: how many more instances of the repository have it.' }),
      ),
      replaced: Type.Optional(
        Type.Integer({
          description:
            'With `cause`: how many are left out, because a Terraform component with the same name would be remediated instead.',
        }),
      ),
    }),
  ),
} as const;
