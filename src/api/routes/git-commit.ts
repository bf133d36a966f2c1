/** `POST /git/commit`: commit files to the head branch of the job's pull request, as the App (docs/wire.md#commits). */
import { type Static, Type } from 'typebox';
import { maxCommitBodyBytes } from '../../domain/commits/limits.ts';
import { envelopeOf } from '../envelope.ts';

/**
 * Most entries of one list that the schema lets through: some more than the limit, so that the words about too many
 * files are the rule's own.
 */
const maxListed = 1_000;

const path = Type.String({ description: 'From the root of the repository, with slashes.' });

const commitRequest = Type.Object({
  branch: Type.String({ description: 'Head branch of the pull request whose run this is.' }),
  changes: Type.Object({
    additions: Type.Array(
      Type.Object({
        path,
        contents: Type.String({ description: 'The whole file in standard base64, at most 2 MiB.' }),
        mode: Type.Optional(
          Type.Union([Type.Literal('100644'), Type.Literal('100755'), Type.Literal('120000')], {
            description:
              'Extension of this server. If omitted, a file keeps its mode, and a new file is a regular file.',
          }),
        ),
      }),
      { maxItems: maxListed },
    ),
    deletions: Type.Array(Type.Object({ path }), { maxItems: maxListed }),
  }),
  commitMessage: Type.String({ description: 'At most 500 bytes.' }),
  comment: Type.Optional(Type.String({ description: 'For the pull request, at most 2000 bytes.' })),
});
export type CommitRequest = Static<typeof commitRequest>;

const commitQuery = Type.Object({
  base: Type.Optional(
    Type.String({
      pattern: '^[0-9a-f]{40}$',
      description:
        'Extension of this server: the commit that the job has checked out. If omitted, the head that its run was started for.',
    }),
  ),
});
export type CommitQuery = Static<typeof commitQuery>;

export const commitData = Type.Object({
  sha: Type.String({ description: 'The commit that contains the changes.' }),
  created: Type.Boolean({
    description: 'False if the branch already contained the changes; `sha` is then an existing commit.',
  }),
  comment: Type.Union(
    [
      Type.Literal('none'),
      Type.Literal('posted'),
      Type.Literal('edited'),
      Type.Literal('unchanged'),
      Type.Literal('failed'),
    ],
    { description: 'Result of the comment; `none` if none was sent.' },
  ),
});
export type CommitData = Static<typeof commitData>;

export const commitRoute = {
  method: 'POST',
  path: '/git/commit',
  operationId: 'createCommit',
  summary:
    'Commit files to the head branch of the job’s pull request; a repeated request returns the same commit',
  query: commitQuery,
  body: commitRequest,
  bodyLimit: maxCommitBodyBytes,
  response: envelopeOf(commitData),
} as const;
