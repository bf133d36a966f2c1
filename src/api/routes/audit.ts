/** `/audit`: who got what and who did not, for admins: a page at a time, or as one stream of lines. */
import { type Static, Type } from 'typebox';
import type { Sent } from '../../base/json.ts';
import { envelopeOf } from '../envelope.ts';

/** Most entries of a page. */
export const maxAuditPageLength = 500;
/** Entries of a page that names no limit. */
export const defaultAuditPageLength = 100;

const name = (description: string) =>
  Type.Optional(Type.String({ minLength: 1, maxLength: 256, pattern: '^[^\\u0000]*$', description }));
const time = (description: string) => Type.Optional(Type.String({ maxLength: 64, description }));

const filters = {
  workspace: Type.Optional(Type.String({ maxLength: 128, description: 'Id of the workspace; required.' })),
  repository: name('`owner/name`, or the immutable id, of the calling repository.'),
  source: name('`owner/name`, or the immutable id, of a repository that tokens were asked for.'),
  event: name('Such as `token.mint`; `lock.*` matches all events that begin with `lock.`.'),
  outcome: Type.Optional(
    Type.Union([Type.Literal('allowed'), Type.Literal('denied'), Type.Literal('failed')]),
  ),
  actor: name('Login of the user who started the run, or `admin:` and the name of an admin.'),
  run: name('Id of the workflow run.'),
  trace: name('Trace id of the request.'),
  from: time('Not before this time, RFC 3339 with a time zone.'),
  to: time('Before this time.'),
};

const after = (description: string) => Type.Optional(Type.String({ pattern: '^[0-9]{1,16}$', description }));

const auditEntryData = Type.Object({
  id: Type.Integer({ description: 'Increases with every entry.' }),
  at: Type.String({
    format: 'date-time',
    description: 'Time by the database’s clock, in UTC, with milliseconds.',
  }),
  event: Type.String(),
  outcome: Type.String(),
  workspaceId: Type.Optional(Type.String()),
  repositoryId: Type.Optional(Type.String()),
  repository: Type.Optional(Type.String()),
  actor: Type.Optional(Type.String()),
  runId: Type.Optional(Type.String()),
  traceId: Type.String(),
  details: Type.Object({}, { additionalProperties: true }),
});
export type AuditEntryData = Sent<Static<typeof auditEntryData>>;

export const listAuditRoute = {
  method: 'GET',
  path: '/audit',
  operationId: 'listAudit',
  summary: 'The audit log of a workspace, for an admin, a page at a time',
  query: Type.Object(
    {
      ...filters,
      order: Type.Optional(
        Type.Union([Type.Literal('newest'), Type.Literal('oldest')], {
          description:
            '`newest` first (default), up to now; or `oldest` first, sealed entries only: a reader that continues from `next` misses nothing.',
        }),
      ),
      after: after('`next` of the previous page.'),
      limit: Type.Optional(
        Type.String({
          pattern: '^[1-9][0-9]{0,3}$',
          description: `At most ${maxAuditPageLength}; ${defaultAuditPageLength} by default.`,
        }),
      ),
    },
    { additionalProperties: false },
  ),
  response: envelopeOf(
    Type.Object({
      entries: Type.Array(auditEntryData),
      next: Type.Optional(
        Type.String({
          description:
            'Value for `after`. With `oldest`, it is always set: use it later to read new entries.',
        }),
      ),
    }),
  ),
} as const;

export const exportAuditRoute = {
  method: 'GET',
  path: '/audit/export',
  operationId: 'exportAudit',
  summary: 'The sealed entries of the audit log of a workspace, for an admin, oldest first, one per line',
  query: Type.Object(
    { ...filters, after: after('`id` of the last entry you have; later ones are returned.') },
    { additionalProperties: false },
  ),
  contentType: 'application/x-ndjson',
  response: Type.String({ description: 'One JSON object per line, as in `entries` of `GET /audit`.' }),
} as const;
