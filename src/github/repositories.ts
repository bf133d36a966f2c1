/** Resolves names of repositories to immutable IDs, and lists the repositories of an installation. */
import { isRecord } from '../base/text.ts';
import type { ClientCalls, TimedCalls } from './client.ts';
import { GitHubFailure } from './failure.ts';
import { graphqlFailed, isNotVisible, queryGraphql } from './graphql.ts';
import { pageSize, readAllPages } from './pages.ts';
import { parseRepositoryName } from './repository-names.ts';

export interface RepositoryIdentity {
  readonly repositoryId: string;
  readonly ownerId: string;
  /** `owner/name` as GitHub spells it now. */
  readonly canonicalName: string;
}

/** Names per query. Without files, a query can have more names than one for policies. */
const maxNamesPerQuery = 250;
/** Most pages of an installation's repositories: 20,000 repositories. */
const maxPages = 200;

/** The repository of each name (`owner/name`), in the order of `names`; `undefined` if the token cannot see one. */
export async function resolveRepositoryNames(
  calls: TimedCalls,
  token: string,
  names: readonly string[],
): Promise<(RepositoryIdentity | undefined)[]> {
  const batches: string[][] = [];
  for (let at = 0; at < names.length; at += maxNamesPerQuery) {
    batches.push(names.slice(at, at + maxNamesPerQuery));
  }
  const resolved = await Promise.all(batches.map((batch) => resolveBatch(calls, token, batch)));
  return resolved.flat();
}

async function resolveBatch(
  calls: TimedCalls,
  token: string,
  names: readonly string[],
): Promise<(RepositoryIdentity | undefined)[]> {
  const variables: Record<string, string> = {};
  const selections = names.map((text, index) => {
    const parsed = parseRepositoryName(text);
    variables[`o${index}`] = parsed?.owner ?? '';
    variables[`n${index}`] = parsed?.name ?? '';
    return `r${index}: repository(owner: $o${index}, name: $n${index}) { ...identity }`;
  });
  const declarations = Object.keys(variables).map((name) => `$${name}: String!`);
  const query = `query(${declarations.join(', ')}) { ${selections.join('\n')} }
fragment identity on Repository {
  databaseId nameWithOwner owner { ... on Organization { databaseId } ... on User { databaseId } }
}`;
  const answer = await queryGraphql(calls, token, { query, variables });
  return names.map((_, index) => {
    const node = answer.data[`r${index}`];
    const error = answer.errors.find((candidate) => candidate.alias === `r${index}`);
    if (error !== undefined && !isNotVisible(error)) throw graphqlFailed(error.message);
    return isRecord(node) ? readIdentity(node) : undefined;
  });
}

function readIdentity(node: Readonly<Record<string, unknown>>): RepositoryIdentity {
  const { databaseId, nameWithOwner, owner } = node;
  const ownerId = isRecord(owner) ? owner['databaseId'] : undefined;
  if (typeof databaseId !== 'number' || typeof ownerId !== 'number' || typeof nameWithOwner !== 'string') {
    throw new GitHubFailure('unexpected', 'GitHub returned a repository without its IDs.');
  }
  return { repositoryId: String(databaseId), ownerId: String(ownerId), canonicalName: nameWithOwner };
}

/** Every repository of the installation of `token`, by ID. Rejects with `GitHubFailure` rather than return a part of them. */
export async function listInstallationRepositories(
  calls: ClientCalls,
  token: string,
): Promise<Map<string, RepositoryIdentity>> {
  const { client, ...options } = calls;
  const list = { noun: 'repositories of the installation', maxPages };
  const entries = await readAllPages(list, async (page) => {
    const { data } = await client.asInstallation(
      token,
      (send, request) => send('GET /installation/repositories', { per_page: pageSize, page, request }),
      options,
    );
    return data.repositories;
  });
  return new Map(
    entries.map(({ id, owner, full_name }) => [
      String(id),
      { repositoryId: String(id), ownerId: String(owner.id), canonicalName: full_name },
    ]),
  );
}
