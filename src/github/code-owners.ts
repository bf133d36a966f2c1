/** Reads CODEOWNERS of a commit, and what GitHub finds wrong in it. */
import { isRecord } from '../base/text.ts';
import type { OwnersVersion } from '../domain/codeowners/changed.ts';
import type { OwnerError } from '../domain/codeowners/merge-errors.ts';
import { codeownersPaths } from '../domain/codeowners/read-entries.ts';
import type { ClientCalls, TimedCalls } from './client.ts';
import { GitHubFailure } from './failure.ts';
import { graphqlFailed, isNotVisible, queryGraphql } from './graphql.ts';
import { callRepository, type RepositoryHandle } from './repository-calls.ts';
import { parseRepositoryName } from './repository-names.ts';

/** Most errors of GitHub that are read; the rest is cut. */
const maxRead = 1_000;

export interface OwnersRead {
  /** `undefined`: GitHub finds no file. */
  readonly head: (OwnersVersion & { readonly text: string }) | undefined;
  readonly base: OwnersVersion | undefined;
}

type Blob = Readonly<Record<string, unknown>>;

/** By alias: `h0`… are files of the commit, `b0`… of the base branch. */
function buildQuery(sha: string, baseRef: string | undefined) {
  const heads = codeownersPaths.map((path, index) => [`h${index}`, `${sha}:${path}`, 'oid text'] as const);
  const bases =
    baseRef === undefined
      ? []
      : codeownersPaths.map((path, index) => [`b${index}`, `refs/heads/${baseRef}:${path}`, 'oid'] as const);
  const all = [['commit', sha, 'oid'] as const, ...heads, ...bases];
  const declared = all.map(([alias]) => `$${alias}: String!`).join(', ');
  const fields = all.map(
    ([alias, , wanted]) =>
      `${alias}: object(expression: $${alias}) { __typename ... on ${alias === 'commit' ? 'Commit' : 'Blob'} { ${wanted} } }`,
  );
  return {
    query: `query($owner: String!, $name: String!, ${declared}) { repository(owner: $owner, name: $name) { ${fields.join('\n')} } }`,
    variables: Object.fromEntries(all.map(([alias, expression]) => [alias, expression])),
  };
}

function findFile(repository: Blob, side: 'h' | 'b') {
  for (const [index, path] of codeownersPaths.entries()) {
    const blob = repository[`${side}${index}`];
    if (!isRecord(blob) || typeof blob['oid'] !== 'string') continue;
    // Of a large file GitHub shows the beginning, of a binary one nothing.
    return { path, blobId: blob['oid'], text: typeof blob['text'] === 'string' ? blob['text'] : '' };
  }
  return undefined;
}

/**
 * The file that GitHub reads on the commit, and the one of its base branch. One call. Needs `contents: read`. Rejects with
 * `GitHubFailure`. `baseRef` without `refs/heads/`; `undefined`: there is nothing to compare with.
 */
export async function readOwnersFiles(
  calls: TimedCalls,
  repository: RepositoryHandle,
  { sha, baseRef }: { readonly sha: string; readonly baseRef: string | undefined },
): Promise<OwnersRead> {
  const { owner = '', name = '' } = parseRepositoryName(repository.name) ?? {};
  const { query, variables } = buildQuery(sha, baseRef);
  const answer = await queryGraphql(calls, repository.token, {
    query,
    variables: { ...variables, owner, name },
  });
  const found = answer.data['repository'];
  const [error] = answer.errors;
  if (error !== undefined && !isNotVisible(error)) throw graphqlFailed(error.message);
  // A field with an error is `null`, which must not be taken for a missing file.
  if (error !== undefined || !isRecord(found) || !isRecord(found['commit']))
    throw new GitHubFailure('not-found', 'GitHub does not show the commit.');
  return { head: findFile(found, 'h'), base: findFile(found, 'b') };
}

/** What GitHub finds wrong in the file of the commit. Needs `contents: read`. Rejects with `GitHubFailure`. */
export async function readOwnersErrors(
  calls: ClientCalls,
  repository: RepositoryHandle,
  sha: string,
): Promise<readonly OwnerError[]> {
  const { data } = await callRepository(calls, repository, (send, place) =>
    send('GET /repos/{owner}/{repo}/codeowners/errors', { ...place, ref: sha }),
  );
  return data.errors.slice(0, maxRead).map(({ path, line, message }) => ({ path, line, message }));
}
