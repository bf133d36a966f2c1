/** Reads all policies of one repository's default branch. */
import { isRecord } from '../base/text.ts';
import type { TimedCalls } from './client.ts';
import { GitHubFailure } from './failure.ts';
import { graphqlFailed, isNotVisible, queryGraphql } from './graphql.ts';
import { type PolicyFile, policyEntryFields, readPolicyEntry } from './policy-files.ts';
import { parseRepositoryName } from './repository-names.ts';

/** Most policies that are read; further files are counted. */
const maxPolicies = 50;
/** Largest file whose text is asked for, in bytes: a larger one is not a policy. */
const maxTextBytes = 64 * 1024;

export interface PolicyFolder {
  readonly repositoryId: string;
  readonly ownerId: string;
  readonly isPrivate: boolean;
  /** `undefined` for an empty repository. */
  readonly branch: string | undefined;
  /** By file name, such as `default.yaml`. */
  readonly files: ReadonlyMap<string, PolicyFile>;
  /** Files of the folder that were not read. */
  readonly skipped: number;
}

type Fields = Readonly<Record<string, unknown>>;

const listQuery = `query($owner: String!, $name: String!, $path: String!) {
  repository(owner: $owner, name: $name) {
    databaseId isPrivate
    owner { ... on Organization { databaseId } ... on User { databaseId } }
    defaultBranchRef { name target { ... on Commit { oid file(path: $path) { type object { ... on Tree {
      entries { name mode type object { ... on Blob { byteSize } } }
    } } } } } }
  }
}`;

async function ask(
  calls: TimedCalls,
  token: string,
  input: { readonly query: string; readonly variables: Readonly<Record<string, unknown>> },
): Promise<Fields | undefined> {
  const { data, errors } = await queryGraphql(calls, token, input);
  const [error] = errors;
  if (error !== undefined && !isNotVisible(error)) throw graphqlFailed(error.message);
  const { repository } = data;
  return error === undefined && isRecord(repository) ? repository : undefined;
}

function within(value: unknown, ...names: readonly string[]): unknown {
  return names.reduce((inner: unknown, name) => (isRecord(inner) ? inner[name] : undefined), value);
}

interface ListedFile {
  readonly name: string;
  /** Whether its text is asked for. */
  readonly isText: boolean;
  readonly entry: Fields;
}

function readListed(entry: unknown): readonly ListedFile[] {
  if (!isRecord(entry) || typeof entry['name'] !== 'string') return [];
  const size = within(entry, 'object', 'byteSize');
  return [
    { name: entry['name'], entry, isText: typeof size === 'number' && size <= maxTextBytes && size >= 0 },
  ];
}

/** The texts of files of one commit, by their names. */
async function readTexts(
  calls: TimedCalls,
  token: string,
  input: { readonly place: Fields; readonly commit: string; readonly paths: readonly string[] },
): Promise<readonly PolicyFile[]> {
  const { place, commit, paths } = input;
  if (paths.length === 0) return [];
  const declared = paths.map((_, index) => `$p${index}: String!`).join(', ');
  const files = paths.map((_, index) => `f${index}: file(path: $p${index}) { ${policyEntryFields} }`);
  const query = `query($owner: String!, $name: String!, $commit: GitObjectID!, ${declared}) {
  repository(owner: $owner, name: $name) { object(oid: $commit) { ... on Commit { ${files.join('\n')} } } }
}`;
  const named = Object.fromEntries(paths.map((path, index) => [`p${index}`, path]));
  const object = within(
    await ask(calls, token, { query, variables: { ...place, commit, ...named } }),
    'object',
  );
  if (!isRecord(object)) throw graphqlFailed('the commit of the default branch is gone');
  return paths.map((_, index) => readPolicyEntry(object[`f${index}`]));
}

/**
 * The files of the folder at `path` that end in `.yaml`. `undefined`: the token does not see the repository. Two calls. Needs
 * `contents: read`. Rejects with `GitHubFailure`.
 */
export async function readPolicyFolder(
  calls: TimedCalls,
  token: string,
  { repository, path }: { readonly repository: string; readonly path: string },
): Promise<PolicyFolder | undefined> {
  const { owner = '', name = '' } = parseRepositoryName(repository) ?? {};
  const place = { owner, name };
  const found = await ask(calls, token, { query: listQuery, variables: { ...place, path } });
  if (found === undefined) return undefined;
  const { databaseId, isPrivate, defaultBranchRef } = found;
  const ownerId = within(found, 'owner', 'databaseId');
  if (typeof databaseId !== 'number' || typeof ownerId !== 'number')
    throw new GitHubFailure('unexpected', 'GitHub returned a repository without its IDs.');
  const target = within(defaultBranchRef, 'target');
  const entries = within(target, 'file', 'object', 'entries');
  const listed = Array.isArray(entries) ? entries.flatMap(readListed) : [];
  const read = listed.filter((file) => file.name.endsWith('.yaml')).slice(0, maxPolicies);
  const texts = read.filter(({ isText }) => isText);
  const paths = texts.map((file) => `${path}/${file.name}`);
  const commit = String(within(target, 'oid'));
  const contents = await readTexts(calls, token, { place, commit, paths });
  const byName = new Map(texts.map((file, index) => [file.name, contents[index]]));
  const branch = within(defaultBranchRef, 'name');
  return {
    repositoryId: String(databaseId),
    ownerId: String(ownerId),
    isPrivate: isPrivate === true,
    branch: typeof branch === 'string' ? branch : undefined,
    files: new Map(read.map((file) => [file.name, byName.get(file.name) ?? readPolicyEntry(file.entry)])),
    skipped: listed.length - read.length,
  };
}
