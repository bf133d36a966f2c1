/** Reads the pull request and its branch, and decides whether the App may commit there. */
import { ok } from '../../base/result.ts';
import { readBranch } from '../../github/branches.ts';
import type { CallOptions, GitHubClient } from '../../github/client.ts';
import { readPullRequest } from '../../github/pull-requests.ts';
import type { RepositoryHandle } from '../../github/repository-calls.ts';
import type { Answer, RefusedAnswer } from '../http/answer.ts';
import type { CommitCaller } from './commit-caller.ts';
import { branchRefused, conflict } from './refusals.ts';

export interface BranchLook {
  /** The commit that the branch points to. */
  readonly head: string;
  /** The merge of the pull request that GitHub keeps at `refs/pull/<number>/merge`. */
  readonly merge: string | undefined;
  /** With the name that GitHub uses now. */
  readonly handle: RepositoryHandle;
}

function judgeBranch(
  pull: Awaited<ReturnType<typeof readPullRequest>>,
  tip: Awaited<ReturnType<typeof readBranch>>,
  { branch, pullRequest: number, session }: CommitCaller,
): RefusedAnswer | undefined {
  if (pull.baseRepositoryId !== session.repositoryId) {
    return branchRefused('The repository of the pull request has another id than the job’s repository.');
  }
  if (pull.headRepositoryId !== session.repositoryId) {
    return branchRefused(
      `Pull request #${number} comes from a fork. Commits can be made to branches of the repository itself only.`,
    );
  }
  if (pull.headRef !== branch) {
    return branchRefused(`The head branch of pull request #${number} is now ${pull.headRef}, not ${branch}.`);
  }
  if (branch === pull.defaultBranch) {
    return branchRefused(`${branch} is the default branch. The server does not commit to it.`);
  }
  if (tip?.isProtected === true) {
    return branchRefused(`${branch} is a protected branch. The server does not commit to it.`);
  }
  if (!pull.isOpen) return conflict(`Pull request #${number} is closed, so nothing was committed.`);
  return tip === undefined
    ? conflict(`The branch ${branch} no longer exists, so nothing was committed.`)
    : undefined;
}

/** Rejects with `GitHubFailure` when GitHub cannot be asked. */
export async function lookAtBranch(
  { client, options }: { readonly client: GitHubClient; readonly options: CallOptions },
  handle: RepositoryHandle,
  caller: CommitCaller,
): Promise<Answer<BranchLook>> {
  const { branch, pullRequest: number } = caller;
  const [pull, tip] = await Promise.all([
    readPullRequest({ client, ...options }, handle, number),
    readBranch({ client, ...options }, handle, branch),
  ]);
  const refused = judgeBranch(pull, tip, caller);
  if (refused !== undefined) return refused;
  return ok({
    head: tip?.head ?? '',
    merge: pull.mergeSha,
    handle: { ...handle, name: pull.baseRepository },
  });
}
