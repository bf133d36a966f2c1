/** Makes a commit on a branch in one call, which GitHub signs. It knows no file modes. */
import { isRecord } from '../base/text.ts';
import type { ChangeSet } from '../domain/commits/change.ts';
import { splitMessage } from '../domain/commits/message.ts';
import type { CallOptions, GitHubClient } from './client.ts';
import { GitHubFailure } from './failure.ts';
import { queryGraphql } from './graphql.ts';
import type { RepositoryHandle } from './repository-calls.ts';

export interface CommitOrder {
  readonly branch: string;
  /** Head on which the commit shall stand. */
  readonly head: string;
  readonly message: string;
  readonly changes: ChangeSet;
}

const query = `mutation($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid } }
}`;

/**
 * The new commit's id. Rejects as `unprocessable` when GitHub refuses, above all because the branch has moved. Repeated
 * after a lost answer it is refused, since the head is then another one. Needs `contents: write`.
 */
export async function createCommitOnBranch(
  client: GitHubClient,
  repository: RepositoryHandle,
  { branch, head, message, changes }: CommitOrder,
  options: CallOptions & { readonly now: () => number },
): Promise<string> {
  const input = {
    branch: { repositoryNameWithOwner: repository.name, branchName: branch },
    expectedHeadOid: head,
    message: splitMessage(message),
    fileChanges: {
      additions: changes.additions.map(({ path, content }) => ({
        path,
        contents: Buffer.from(content).toString('base64'),
      })),
      deletions: changes.deletions.map(({ path }) => ({ path })),
    },
  };
  const { data, errors } = await queryGraphql(
    client,
    repository.token,
    { query, variables: { input } },
    options,
  );
  const payload = data['createCommitOnBranch'];
  const commit = isRecord(payload) ? payload['commit'] : undefined;
  if (isRecord(commit) && typeof commit['oid'] === 'string') return commit['oid'];
  const words = errors[0]?.message?.slice(0, 300) ?? 'no commit';
  throw new GitHubFailure('unprocessable', `GitHub refused the commit: ${words}`);
}
