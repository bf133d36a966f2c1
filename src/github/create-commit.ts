/** Creates a commit on a branch in one call. GitHub signs it. The call does not support file modes. */
import { isRecord } from '../base/text.ts';
import type { ChangeSet } from '../domain/commits/change.ts';
import { splitMessage } from '../domain/commits/message.ts';
import type { TimedCalls } from './client.ts';
import { GitHubFailure } from './failure.ts';
import { queryGraphql } from './graphql.ts';
import type { RepositoryHandle } from './repository-calls.ts';

export interface BranchCommit {
  readonly branch: string;
  /** Expected head of the branch, the parent of the commit. */
  readonly head: string;
  readonly message: string;
  readonly changes: ChangeSet;
}

const query = `mutation($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid } }
}`;

/**
 * The SHA of the new commit. Rejects as `unprocessable` if GitHub refuses, for example because the branch has moved. A retry after a lost
 * response is refused, because the head has changed. Needs `contents: write`.
 */
export async function createCommitOnBranch(
  calls: TimedCalls,
  repository: RepositoryHandle,
  { branch, head, message, changes }: BranchCommit,
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
  const { data, errors } = await queryGraphql(calls, repository.token, { query, variables: { input } });
  const payload = data['createCommitOnBranch'];
  const commit = isRecord(payload) ? payload['commit'] : undefined;
  if (isRecord(commit) && typeof commit['oid'] === 'string') return commit['oid'];
  const reason = errors[0]?.message ?? 'no commit';
  throw new GitHubFailure('unprocessable', `GitHub refused the commit: ${reason}`);
}
