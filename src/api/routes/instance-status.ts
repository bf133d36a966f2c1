/** The status of one instance: reported by the job that ran it (docs/wire.md#instance-status), and its history. */
import { type Static, Type } from 'typebox';
import { maxNameLength } from '../../domain/stacks/limits.ts';
import { envelopeOf } from '../envelope.ts';
import { planSummary } from './plan-summary.ts';
import { after, limit, time, uploaderData, workspaceQuery } from './uploads.ts';

const name = Type.String({ minLength: 1, maxLength: maxNameLength, pattern: '^[^\\u0000]*$' });
const repository = { owner: Type.String({ maxLength: 128 }), repo: Type.String({ maxLength: 128 }) };

/** Either form: `command` and `exit_code`, or the older `status`. Unknown fields are ignored. */
const statusRequest = Type.Object(
  {
    command: Type.Optional(
      Type.String({ maxLength: 32, description: '`plan`, `apply`, `deploy` or `remediate`.' }),
    ),
    exit_code: Type.Optional(
      Type.Integer({
        minimum: -2_147_483_648,
        maximum: 4_294_967_295,
        description: 'Exit code of Terraform.',
      }),
    ),
    status: Type.Optional(
      Type.String({ maxLength: 32, description: '`in_sync` or `drifted`; sent by CLIs before 2026-03.' }),
    ),
    last_run: Type.Optional(
      Type.Union([Type.String({ maxLength: 64 }), Type.Null()], { description: 'RFC 3339.' }),
    ),
    component_type: Type.Optional(Type.Unknown()),
    plan: Type.Optional(
      Type.Unsafe<Static<typeof planSummary> | { readonly version?: never }>({
        description:
          'What the plan changes, without values. Checked if `version` is 1; anything else is ignored.',
        if: { type: 'object', properties: { version: { const: 1 } }, required: ['version'] },
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
        then: planSummary,
      }),
    ),
  },
  { additionalProperties: true },
);
export type StatusRequest = Static<typeof statusRequest>;

export const statusAnswer = Type.Object({
  stack: Type.String(),
  component: Type.String({ description: 'Full name of the instance that the report was matched to.' }),
  componentType: Type.String(),
  status: Type.String(),
  plan: Type.Optional(
    Type.Literal('kept', { description: 'Set if the report came with a summary of its plan.' }),
  ),
});

export const updateStatusRoute = {
  method: 'PATCH',
  path: '/repos/:owner/:repo/instances',
  operationId: 'updateInstanceStatus',
  summary: 'Report the result of a run of an instance',
  params: Type.Object(repository),
  query: Type.Object({ stack: name, component: name }, { additionalProperties: true }),
  body: statusRequest,
  response: envelopeOf(statusAnswer),
} as const;

export const legacyUpdateStatusRoute = {
  method: 'PATCH',
  path: '/repos/:owner/:repo/instances/:stack/*',
  operationId: 'updateInstanceStatusByPath',
  summary: 'Report a result, for clients before 1.196; slashes in the component may be escaped',
  deprecated: true,
  params: Type.Object({ ...repository, stack: name, '*': name }),
  body: statusRequest,
  response: envelopeOf(statusAnswer),
} as const;

const statusData = Type.Object({
  id: Type.String(),
  at: time,
  status: Type.String(),
  command: Type.Optional(Type.String()),
  exitCode: Type.Optional(Type.Integer()),
  lastRun: Type.Optional(time),
  component: Type.String({ description: 'As reported, possibly shortened.' }),
  componentType: Type.String(),
  uploader: uploaderData,
  plan: Type.Optional(planSummary),
});
export type StatusData = Static<typeof statusData>;

const page = { workspace: workspaceQuery, after, limit };
const historyResponse = envelopeOf(
  Type.Object({ history: Type.Array(statusData), next: Type.Optional(Type.String()) }),
);

/** Names in the query, as `PATCH` has them: proxies like to unescape slashes in paths. */
export const statusHistoryRoute = {
  method: 'GET',
  path: '/repos/:owner/:repo/instances/history',
  operationId: 'listInstanceHistory',
  summary: 'Reported results of an instance, newest first',
  params: Type.Object(repository),
  query: Type.Object({ stack: name, component: name, ...page }, { additionalProperties: false }),
  response: historyResponse,
} as const;

export const statusHistoryByPathRoute = {
  method: 'GET',
  path: '/repos/:owner/:repo/instances/:stack/:component/history',
  operationId: 'listInstanceHistoryByPath',
  summary: 'Reported results of an instance, with the names in the path; escape a slash as `%2F`',
  params: Type.Object({ ...repository, stack: name, component: name }),
  query: Type.Object(page, { additionalProperties: false }),
  response: historyResponse,
} as const;
