/** Reads one file of many repositories at once, from their default branches. */
import { isRecord } from '../base/text.ts';
import type { TimedCalls } from './client.ts';
import { GitHubFailure } from './failure.ts';
import { type GraphqlAnswer, graphqlFailed, isNotVisible, queryGraphql } from './graphql.ts';
import { parseRepositoryName } from './repository-names.ts';

/** Repositories per query. GitHub answers larger queries slowly or not at all. */
export const maxRepositoriesPerQuery = 100;

export type PolicyFile =
  | { readonly kind: 'absent' }
  /** Not a regular text file that can be read in full. */
  | {
      readonly kind: 'unusable';
      readonly problem: 'symlink' | 'directory' | 'submodule' | 'binary' | 'too-large';
    }
  | { readonly kind: 'text'; readonly blobId: string; readonly content: Uint8Array };

export type RepositoryReading =
  | {
      readonly status: 'read';
      readonly repositoryId: string;
      readonly ownerId: string;
      /** `owner/name` as GitHub spells it now. */
      readonly canonicalName: string;
      readonly isPrivate: boolean;
      /** Name of the default branch; `undefined` for an empty repository. */
      readonly branch: string | undefined;
      readonly file: PolicyFile;
    }
  /** It does not exist, or the token cannot see it. */
  | { readonly status: 'not-found' };

/** Fields of a `TreeEntry` that {@link readPolicyEntry} reads. */
export const policyEntryFields =
  'mode type object { ... on Blob { oid byteSize isBinary isTruncated text } }';

const fields = `fragment source on Repository {
  databaseId nameWithOwner isPrivate
  owner { ... on Organization { databaseId } ... on User { databaseId } }
  defaultBranchRef { name target { ... on Commit { file(path: $path) { ${policyEntryFields} } } } }
}`;

/**
 * The file at `path` of each repository, in the order of `names` (`owner/name`, at most `maxRepositoriesPerQuery`; renames are
 * followed). One call, and more only if the response would be too large. Rejects with `GitHubFailure`.
 */
export async function readPolicyFiles(
  calls: TimedCalls,
  token: string,
  input: { readonly names: readonly string[]; readonly path: string },
): Promise<RepositoryReading[]> {
  if (input.names.length === 0) return [];
  try {
    const answer = await queryGraphql(calls, token, buildQuery(input));
    return input.names.map((_, index) => readRepository(answer, `r${index}`));
  } catch (error) {
    if (!(error instanceof GitHubFailure) || error.kind !== 'too-large') throw error;
    if (input.names.length === 1) return [await readWithoutText(calls, token, input)];
    // A repository with a huge file must not hide the policies of the others.
    const middle = Math.ceil(input.names.length / 2);
    const halves = [input.names.slice(0, middle), input.names.slice(middle)];
    const readings = await Promise.all(
      halves.map((names) => readPolicyFiles(calls, token, { ...input, names })),
    );
    return readings.flat();
  }
}

function buildQuery(input: { readonly names: readonly string[]; readonly path: string }) {
  const variables: Record<string, string> = { path: input.path };
  const declarations = ['$path: String!'];
  const selections = input.names.map((text, index) => {
    const parsed = parseRepositoryName(text);
    variables[`o${index}`] = parsed?.owner ?? '';
    variables[`n${index}`] = parsed?.name ?? '';
    declarations.push(`$o${index}: String!`, `$n${index}: String!`);
    return `r${index}: repository(owner: $o${index}, name: $n${index}) { ...source }`;
  });
  return { query: `query(${declarations.join(', ')}) { ${selections.join('\n')} }\n${fields}`, variables };
}

async function readWithoutText(
  calls: TimedCalls,
  token: string,
  input: { readonly names: readonly string[]; readonly path: string },
): Promise<RepositoryReading> {
  const { query, variables } = buildQuery(input);
  const slim = { query: query.replace(' isTruncated text ', ' isTruncated '), variables };
  return readRepository(await queryGraphql(calls, token, slim), 'r0');
}

function readRepository(answer: GraphqlAnswer, alias: string): RepositoryReading {
  const node = answer.data[alias];
  if (!isRecord(node)) {
    const error = answer.errors.find((candidate) => candidate.alias === alias);
    if (error === undefined || isNotVisible(error)) return { status: 'not-found' };
    throw graphqlFailed(error.message);
  }
  // A field with an error is `null`, which must not be taken for a missing policy.
  const broken = answer.errors.find((candidate) => candidate.alias === alias);
  if (broken !== undefined) throw graphqlFailed(broken.message);
  const { databaseId, nameWithOwner, isPrivate, owner, defaultBranchRef } = node;
  const ownerId = isRecord(owner) ? owner['databaseId'] : undefined;
  if (typeof databaseId !== 'number' || typeof ownerId !== 'number' || typeof nameWithOwner !== 'string') {
    throw new GitHubFailure('unexpected', 'GitHub returned a repository without its IDs.');
  }
  return {
    status: 'read',
    repositoryId: String(databaseId),
    ownerId: String(ownerId),
    canonicalName: nameWithOwner,
    isPrivate: isPrivate === true,
    branch: isRecord(defaultBranchRef) ? String(defaultBranchRef['name']) : undefined,
    file: readFile(defaultBranchRef),
  };
}

function readFile(branch: unknown): PolicyFile {
  const target = isRecord(branch) ? branch['target'] : undefined;
  return readPolicyEntry(isRecord(target) ? target['file'] : undefined);
}

/** A `TreeEntry` with the fields of {@link policyEntryFields}; one whose text was not asked for is too large. */
export function readPolicyEntry(entry: unknown): PolicyFile {
  if (!isRecord(entry)) return { kind: 'absent' };
  const { mode, type, object: blob } = entry;
  if (mode === 0o120000) return { kind: 'unusable', problem: 'symlink' };
  if (mode === 0o160000 || type === 'commit') return { kind: 'unusable', problem: 'submodule' };
  if (type !== 'blob' || !isRecord(blob)) return { kind: 'unusable', problem: 'directory' };
  const { oid, byteSize, isBinary, isTruncated, text } = blob;
  if (isBinary === true) return { kind: 'unusable', problem: 'binary' };
  if (isTruncated === true || typeof text !== 'string') return { kind: 'unusable', problem: 'too-large' };
  const content = Buffer.from(text, 'utf8');
  // GitHub replaces invalid UTF-8; then the text is not what the author committed.
  if (content.byteLength !== byteSize) return { kind: 'unusable', problem: 'binary' };
  return { kind: 'text', blobId: String(oid), content };
}
