/** `/batches`: the deployments of commits, for admins: list, show, release, retry. */
import { type Static, Type } from 'typebox';
import { batchStates } from '../../domain/dispatch/advance-batch.ts';
import { holdReasons } from '../../domain/dispatch/hold.ts';
import { envelopeOf } from '../envelope.ts';
import { time } from './uploads.ts';

/** Most entries of a page, of batches, deployments and deliveries. */
export const maxAdminPageLength = 200;
/** Entries of a page that names no limit. */
export const defaultAdminPageLength = 50;
/** Longest reason that an admin gives, in characters. */
export const maxCommandReasonLength = 1_000;
/** States that a batch is not over in; `open` in the filter means all of them. */
export const openBatchStates = ['expected', 'resolving', 'held', 'running'] as const;

/** A text that is one of these. */
export function oneOf<Name extends string>(names: readonly Name[], description?: string) {
  const literals = names.map((name) => Type.Literal(name));
  return Type.Unsafe<Name>(Type.Union(literals, description === undefined ? {} : { description }));
}

export const adminWorkspace = Type.Optional(
  Type.String({ maxLength: 128, description: 'Id of the workspace; required.' }),
);
export const repositoryFilter = Type.Optional(
  Type.String({
    minLength: 1,
    maxLength: 140,
    pattern: '^[^\\u0000]*$',
    description: '`owner/name` of a repository of the workspace.',
  }),
);
export const idCursor = Type.Optional(
  Type.String({ pattern: '^[1-9][0-9]{0,14}$', description: '`next` of the previous page.' }),
);
export const adminPageLimit = Type.Optional(
  Type.String({
    pattern: '^[1-9][0-9]{0,2}$',
    description: `At most ${maxAdminPageLength}; ${defaultAdminPageLength} by default.`,
  }),
);
export const idParams = Type.Object({ id: Type.String({ pattern: '^[1-9][0-9]{0,14}$' }) });
export const adminReason = Type.String({
  minLength: 1,
  maxLength: maxCommandReasonLength,
  // A character that can be seen, and no NUL: PostgreSQL takes none in text.
  pattern: '^\\s*[^\\s\\u0000][^\\u0000]*$',
  description: 'Why, for the audit log.',
});
export const nextPage = Type.Optional(
  Type.String({ description: 'Value for `after`. Absent on the last page.' }),
);

const holdReason = oneOf(
  holdReasons,
  '`fork`: the commit comes from a fork. `blast_radius`: too many runs. `cooldown`: several pushes in a short time.',
);

const batchData = Type.Object({
  id: Type.Integer(),
  repository: Type.String({ description: 'Today’s name; the id if the name is unknown.' }),
  repositoryId: Type.String(),
  activity: Type.String({ description: 'Such as `pull_request.synchronize`.' }),
  subject: Type.String({ description: '`pr/12`, `group/<sha>` or `release/<id>`.' }),
  headSha: Type.String(),
  sha: Type.Optional(
    Type.String({ description: 'The commit that is tested or applied, and has the check.' }),
  ),
  state: oneOf(batchStates),
  stopped: Type.Optional(
    oneOf(
      ['superseded', 'withdrawn'] as const,
      'Nothing more is started, and runs that had started still end. `superseded`: a newer commit or merge group replaced it. `withdrawn`: for example, its pull request was closed.',
    ),
  ),
  heldBy: Type.Optional(holdReason),
  conclusion: Type.Optional(Type.String()),
  reason: Type.Optional(Type.String({ description: 'Code of why nothing was started.' })),
  message: Type.Optional(Type.String({ description: 'The same for people.' })),
  counts: Type.Record(Type.String(), Type.Integer(), {
    description: 'Number of deployments by state.',
  }),
  createdAt: time,
  updatedAt: time,
  concludedAt: Type.Optional(time),
  deadlineAt: Type.Optional(
    Type.String({
      format: 'date-time',
      description: 'When the server checks again: an upload that is expected, a hold that ends by itself.',
    }),
  ),
});
export type BatchData = Static<typeof batchData>;

const preciseTime = Type.String({
  format: 'date-time',
  description: 'By the database’s clock, in UTC, with milliseconds, as in the audit log.',
});

const dispatchData = Type.Object({
  id: Type.String({ description: 'The input `atmos_pro_run_id`.' }),
  workflow: Type.String(),
  ref: Type.String(),
  attempt: Type.Integer({ description: 'Of the deployment: a retry starts the next one.' }),
  state: Type.String({
    description:
      '`planned`, `sending`, `accepted` (GitHub has not named the run yet), `unclear` (GitHub’s answer was lost, the run is searched for), `sent`, `refused` or `withdrawn`.',
  }),
  reason: Type.Optional(Type.String({ description: 'Code of why it has no run.' })),
  message: Type.Optional(Type.String({ description: 'GitHub’s error message.' })),
  runId: Type.Optional(Type.String()),
  runUrl: Type.Optional(Type.String()),
  runAttempt: Type.Optional(Type.Integer()),
  runStatus: Type.Optional(Type.String()),
  runConclusion: Type.Optional(Type.String()),
  exitCode: Type.Optional(Type.Integer()),
  approvals: Type.Optional(
    Type.Array(Type.Object({ environment: Type.String(), reviewers: Type.Array(Type.String()) }), {
      description: 'Environments that the run waits for.',
    }),
  ),
  plannedAt: time,
  times: Type.Optional(
    Type.Object(
      {
        plannedAt: preciseTime,
        sendingAt: Type.Optional(preciseTime),
        unclearAt: Type.Optional(preciseTime),
        endedAt: Type.Optional(preciseTime),
      },
      {
        description:
          'When it was planned, when a server first began to send it, since when its run is searched for, and when it was over: its run ended, or it has none.',
      },
    ),
  ),
});

const deploymentData = Type.Object({
  number: Type.Integer({ description: 'In the batch. A retry can name it.' }),
  stack: Type.String(),
  component: Type.String(),
  kind: Type.Union([Type.Literal('plan'), Type.Literal('change')]),
  state: Type.String(),
  reason: Type.Optional(Type.String({ description: 'Code of why it is in this state.' })),
  message: Type.Optional(Type.String({ description: 'The same for people.' })),
  result: Type.Optional(Type.String({ description: '`no_changes`, `changes`, `applied` or `unknown`.' })),
  attempt: Type.Integer(),
  openParents: Type.Integer({ description: 'How many deployments it still waits for.' }),
  dependsOn: Type.Array(Type.Integer(), { description: 'Numbers; the first 100.' }),
  waitsFor: Type.Optional(Type.String({ description: 'What keeps the component busy.' })),
  status: Type.Optional(
    Type.String({ description: 'Where it is and what it waits for, in the sentence of the comment.' }),
  ),
  dispatches: Type.Array(dispatchData, { description: 'Newest first; at most 50.' }),
});
export type DeploymentData = Static<typeof deploymentData>;

const commandData = Type.Object({
  at: time,
  by: Type.String({ description: 'Login of the user, or `admin:` and the name of the token.' }),
  command: Type.String(),
  outcome: Type.String({ description: '`done`, or the code of the refusal.' }),
});

const batchDetails = Type.Object({
  ...batchData.properties,
  title: Type.String({ description: 'Title of its check.' }),
  why: Type.Optional(
    Type.String({ description: 'Why nothing is started now, in the sentence of the check and the comment.' }),
  ),
  released: Type.Array(holdReason, { description: 'Holds that a person has released.' }),
  replacedBy: Type.Optional(Type.String({ description: 'The commit that replaced this one.' })),
  pullRequests: Type.Optional(
    Type.Array(Type.Integer(), {
      description:
        'Of a merge group: the numbers of the pull requests that it tests, as far as the server knows. The last one was added last.',
    }),
  ),
  ownerErrors: Type.Optional(
    Type.Array(Type.Object({ path: Type.String(), line: Type.Integer(), message: Type.String() }), {
      description: 'Errors of CODEOWNERS that fail the check; at most 200.',
    }),
  ),
  reviewUrl: Type.Optional(
    Type.String({
      description:
        'The last review of the pull request by the App, with `auto_review`, unless it was dismissed.',
    }),
  ),
  commands: Type.Array(commandData, { description: 'What people asked for, newest first; at most 20.' }),
  deployments: Type.Array(deploymentData),
  next: nextPage,
});
export type BatchDetails = Static<typeof batchDetails>;

export const listBatchesRoute = {
  method: 'GET',
  path: '/batches',
  operationId: 'listBatches',
  summary: 'The batches of deployments of a workspace, for an admin, newest first, a page at a time',
  query: Type.Object(
    {
      workspace: adminWorkspace,
      repository: repositoryFilter,
      state: Type.Optional(
        oneOf(
          ['open', ...batchStates] as const,
          `\`open\`: one of ${openBatchStates.map((state) => `\`${state}\``).join(', ')}.`,
        ),
      ),
      pull: Type.Optional(
        Type.String({
          pattern: '^[1-9][0-9]{0,14}$',
          description:
            'Number of a pull request; needs `repository`. Batches of merge groups that are known to test it are listed too.',
        }),
      ),
      after: idCursor,
      limit: adminPageLimit,
    },
    { additionalProperties: false },
  ),
  response: envelopeOf(Type.Object({ batches: Type.Array(batchData), next: nextPage })),
} as const;

export const showBatchRoute = {
  method: 'GET',
  path: '/batches/:id',
  operationId: 'showBatch',
  summary: 'One batch with its deployments, their dispatches and runs, for an admin, a page at a time',
  params: idParams,
  query: Type.Object(
    { workspace: adminWorkspace, after: idCursor, limit: adminPageLimit },
    { additionalProperties: false },
  ),
  response: envelopeOf(batchDetails),
} as const;

export const releaseBatchRoute = {
  method: 'POST',
  path: '/batches/:id/release',
  operationId: 'releaseBatch',
  summary: 'Release a held batch, for an admin',
  params: idParams,
  body: Type.Object(
    { workspace: adminWorkspace, hold: holdReason, reason: adminReason },
    { additionalProperties: false },
  ),
  response: envelopeOf(batchData),
} as const;

export const retryBatchRoute = {
  method: 'POST',
  path: '/batches/:id/retry',
  operationId: 'retryBatch',
  summary:
    'Run again what did not succeed in a batch, or its plans if everything succeeded, for an admin; a change that succeeded never runs again',
  params: idParams,
  body: Type.Object(
    {
      workspace: adminWorkspace,
      deployment: Type.Optional(
        Type.Integer({
          minimum: 0,
          maximum: 1_000_000,
          description: 'Number of the only deployment to retry; without it, all of the batch.',
        }),
      ),
      reason: adminReason,
    },
    { additionalProperties: false },
  ),
  response: envelopeOf(batchData),
} as const;
