/** Fields that both uploads share on the wire (docs/wire.md#affected-stacks-upload). */
import { Type } from 'typebox';
import { maxBatchChunks } from '../../domain/stacks/limits.ts';

const text = (maxLength: number, description: string) =>
  Type.Optional(Type.Union([Type.String({ maxLength }), Type.Null()], { description }));

/** The repository as the client's git remote names it: shown, never trusted. */
export const repositoryFields = {
  repo_url: text(2_048, 'URL of the git remote. Credentials in it are removed before it is stored.'),
  repo_name: text(256, 'Without `.git`.'),
  repo_owner: text(256, 'Stored only if owner and name match the session’s repository.'),
  repo_host: text(256, 'Such as `github.com`.'),
};

/** Only in chunked uploads, then all three. */
export const batchFields = {
  batch_id: Type.Optional(
    Type.String({
      pattern: '^[A-Za-z0-9._-]{1,64}$',
      description: 'The same for all chunks of an upload, and new for each upload.',
    }),
  ),
  batch_index: Type.Optional(Type.Integer({ minimum: 0, maximum: maxBatchChunks - 1 })),
  batch_total: Type.Optional(Type.Integer({ minimum: 1, maximum: maxBatchChunks })),
};

export const uploadAnswer = Type.Object({
  state: Type.String({
    description:
      '`incomplete`: chunks are missing. `queued`: complete, being applied. `applied`: readable. `failed`: the server could not apply it.',
  }),
  received: Type.Integer({ description: 'Chunks received so far.' }),
  total: Type.Integer({ description: 'Chunks of the upload; 1 if it is not chunked.' }),
});

export const workspaceQuery = Type.Optional(
  Type.String({
    maxLength: 128,
    description: 'Id of the workspace. Required for an admin token. A session belongs to one workspace.',
  }),
);
export const repositoryQuery = Type.Optional(
  Type.String({
    maxLength: 140,
    description: 'For a job, its own repository; for an admin, any repository of the workspace.',
  }),
);
export const stackGlob = Type.Optional(
  Type.String({
    minLength: 1,
    maxLength: 256,
    pattern: '^[^\\u0000]*$',
    description: 'Glob over the stack’s name: `*`, `**`, `?`, `[a-z]`, `{a,b}`.',
  }),
);
export const after = Type.Optional(
  Type.String({
    maxLength: 4_096,
    pattern: '^[A-Za-z0-9_-]*$',
    description: '`next` of the previous page.',
  }),
);
export const limit = Type.Optional(
  Type.String({ pattern: '^[1-9][0-9]{0,2}$', description: 'At most 200; 100 by default.' }),
);
export const time = Type.String({ format: 'date-time', description: 'RFC 3339, whole seconds, UTC.' });

/** The uploading job, by the verified claims of the session. */
export const uploaderData = Type.Object({
  runId: Type.String(),
  runAttempt: Type.String(),
  event: Type.String(),
  ref: Type.String(),
  headRef: Type.String(),
  baseRef: Type.String(),
  sha: Type.String(),
  actor: Type.String(),
  workflowRef: Type.String(),
});
