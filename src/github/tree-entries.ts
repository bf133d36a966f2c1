/** Reads the entries of a commit at given paths, many in one query. */
import { isRecord } from '../base/text.ts';
import type { TreeEntries, TreeEntry } from '../domain/commits/settled.ts';
import type { TimedCalls } from './client.ts';
import { GitHubFailure } from './failure.ts';
import { graphqlFailed, queryGraphql } from './graphql.ts';
import type { RepositoryHandle } from './repository-calls.ts';
import { parseRepositoryName } from './repository-names.ts';

export interface CommitTree {
  /** ID of the commit's tree. */
  readonly tree: string;
  readonly entries: TreeEntries;
}

/** Paths of one query. */
const maxPathsPerQuery = 100;

/** Needs `contents: read`. */
export async function readTreeEntries(
  calls: TimedCalls,
  repository: RepositoryHandle,
  input: { readonly commit: string; readonly paths: readonly string[] },
): Promise<CommitTree> {
  const batches: string[][] = [];
  for (let at = 0; at < input.paths.length; at += maxPathsPerQuery) {
    batches.push(input.paths.slice(at, at + maxPathsPerQuery));
  }
  const read = await Promise.all(
    batches.map((paths) => readBatch(calls, repository, { commit: input.commit, paths })),
  );
  return {
    tree: read[0]?.tree ?? '',
    entries: new Map(read.flatMap(({ entries }) => [...entries])),
  };
}

async function readBatch(
  calls: TimedCalls,
  repository: RepositoryHandle,
  { commit, paths }: { readonly commit: string; readonly paths: readonly string[] },
): Promise<CommitTree> {
  const { owner = '', name = '' } = parseRepositoryName(repository.name) ?? {};
  const variables = {
    owner,
    name,
    commit,
    ...Object.fromEntries(paths.map((path, index) => [`p${index}`, path])),
  };
  const declarations = ['$owner: String!', '$name: String!', '$commit: GitObjectID!'];
  const files = paths.map((_, index) => {
    declarations.push(`$p${index}: String!`);
    return `f${index}: file(path: $p${index}) { mode type oid }`;
  });
  const query = `query(${declarations.join(', ')}) {
  repository(owner: $owner, name: $name) { object(oid: $commit) { ... on Commit { tree { oid } ${files.join('\n')} } } }
}`;
  const { data, errors } = await queryGraphql(calls, repository.token, { query, variables });
  const object = isRecord(data['repository']) ? data['repository']['object'] : undefined;
  // A field with an error is `null`, which must not be taken for a missing file.
  if (errors.length > 0 || !isRecord(object) || !isRecord(object['tree'])) {
    throw graphqlFailed(errors[0]?.message ?? `no commit ${commit}`);
  }
  const entries = paths.flatMap((path, index): [string, TreeEntry][] => {
    const entry = object[`f${index}`];
    return isRecord(entry) ? [[path, readEntry(entry)]] : [];
  });
  return { tree: String(object['tree']['oid']), entries: new Map(entries) };
}

function readEntry({ mode, type, oid }: Readonly<Record<string, unknown>>): TreeEntry {
  if (typeof mode !== 'number' || typeof oid !== 'string') {
    throw new GitHubFailure('unexpected', 'GitHub returned a file without its mode or ID.');
  }
  const kind = type === 'tree' ? 'tree' : type === 'commit' ? 'submodule' : 'blob';
  return { kind, mode: mode.toString(8).padStart(6, '0'), oid };
}
