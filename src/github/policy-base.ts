/** Reads what a proposed policy starts from: a branch of one repository, its newest commit, and the policy file there. */
import { isRecord } from '../base/text.ts';
import type { TimedCalls } from './client.ts';
import { GitHubFailure } from './failure.ts';
import { graphqlFailed, isNotVisible, queryGraphql } from './graphql.ts';
import { type PolicyFile, policyEntryFields, readPolicyEntry } from './policy-files.ts';
import { parseRepositoryName } from './repository-names.ts';

export interface PolicyBase {
  readonly repositoryId: string;
  readonly ownerId: string;
  /** `owner/name` as GitHub spells it now. */
  readonly canonicalName: string;
  readonly isArchived: boolean;
  /** `undefined`: the repository has no such branch, or is empty. */
  readonly branch: PolicyBranch | undefined;
}

export interface PolicyBranch {
  readonly name: string;
  /** The newest commit. */
  readonly head: string;
  readonly file: PolicyFile;
}

const branchFields = `name target { ... on Commit { oid file(path: $path) { ${policyEntryFields} } } }`;

function queryOf(branch: string | undefined): string {
  const declared = branch === undefined ? '' : ', $ref: String!';
  const field = branch === undefined ? 'defaultBranchRef' : 'ref(qualifiedName: $ref)';
  return `query($owner: String!, $name: String!, $path: String!${declared}) {
  repository(owner: $owner, name: $name) {
    databaseId nameWithOwner isArchived
    owner { ... on Organization { databaseId } ... on User { databaseId } }
    branch: ${field} { ${branchFields} }
  }
}`;
}

function readBranchNode(node: unknown): PolicyBranch | undefined {
  if (!isRecord(node) || !isRecord(node['target'])) return undefined;
  const { name, target } = node;
  const { oid, file } = target;
  if (typeof name !== 'string' || typeof oid !== 'string') return undefined;
  return { name, head: oid, file: readPolicyEntry(file) };
}

/**
 * `branch`: the default one if it is left out. `undefined`: the token does not see the repository. One call; renames are followed. Needs
 * `contents: read`. Rejects with `GitHubFailure`.
 */
export async function readPolicyBase(
  calls: TimedCalls,
  token: string,
  input: { readonly repository: string; readonly path: string; readonly branch?: string | undefined },
): Promise<PolicyBase | undefined> {
  const { repository, path, branch } = input;
  const { owner = '', name = '' } = parseRepositoryName(repository) ?? {};
  const ref = branch === undefined ? {} : { ref: `refs/heads/${branch}` };
  const variables = { owner, name, path, ...ref };
  const { data, errors } = await queryGraphql(calls, token, { query: queryOf(branch), variables });
  const [error] = errors;
  if (error !== undefined && !isNotVisible(error)) throw graphqlFailed(error.message);
  const found = data['repository'];
  if (error !== undefined || !isRecord(found)) return undefined;
  const { databaseId, nameWithOwner, isArchived } = found;
  const ownerId = isRecord(found['owner']) ? found['owner']['databaseId'] : undefined;
  if (typeof databaseId !== 'number' || typeof ownerId !== 'number' || typeof nameWithOwner !== 'string')
    throw new GitHubFailure('unexpected', 'GitHub returned a repository without its IDs.');
  return {
    repositoryId: String(databaseId),
    ownerId: String(ownerId),
    canonicalName: nameWithOwner,
    // What GitHub does not say is not writable.
    isArchived: isArchived !== false,
    branch: readBranchNode(found['branch']),
  };
}
