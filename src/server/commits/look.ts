/** Looks at the pull request and its branch, and decides whether the App may commit there. */
import { readBranch } from '../../github/branches.ts';
import type { CallOptions, GitHubClient } from '../../github/client.ts';
import { readPullRequest } from '../../github/pull-requests.ts';
import type { RepositoryHandle } from '../../github/repository-calls.ts';
import type { Refusal } from '../http/answer.ts';
import type { CommitCaller } from './admit.ts';
import { branchRefused, conflict } from './refusals.ts';

export type Look =
  | { readonly status: 'seen'; readonly head: string; readonly handle: RepositoryHandle }
  | { readonly status: 'refused'; readonly refusal: Refusal };

/** Rejects with `GitHubFailure` when GitHub cannot be asked. `handle` of the answer has the name that GitHub uses now. */
export async function lookAtBranch(
  client: GitHubClient,
  handle: RepositoryHandle,
  caller: CommitCaller,
  options: CallOptions,
): Promise<Look> {
  const { branch, pullRequest: number, session } = caller;
  const [pull, tip] = await Promise.all([
    readPullRequest(client, handle, number, options),
    readBranch(client, handle, branch, options),
  ]);
  const refuse = (refusal: Refusal): Look => ({ status: 'refused', refusal });
  if (pull.baseRepositoryId !== session.repositoryId) {
    const words = 'The repository has another id now than the one that the job belongs to.';
    return refuse(branchRefused(words));
  }
  if (pull.headRepositoryId !== session.repositoryId) {
    const words = `Pull request #${number} comes from a fork. Commits are made to branches of the repository itself only.`;
    return refuse(branchRefused(words));
  }
  if (pull.headRef !== branch) {
    const words = `Pull request #${number} has the head branch ${pull.headRef} now, and no longer ${branch}.`;
    return refuse(branchRefused(words));
  }
  if (branch === pull.defaultBranch) {
    return refuse(branchRefused(`${branch} is the default branch. Nothing is committed to it from here.`));
  }
  if (tip?.isProtected === true) {
    return refuse(branchRefused(`${branch} is a protected branch. Nothing is committed to it from here.`));
  }
  if (!pull.isOpen || tip === undefined) {
    const what = pull.isOpen ? `The branch ${branch} is gone` : `Pull request #${number} is closed`;
    return refuse(conflict(`${what}, so nothing was committed.`));
  }
  return { status: 'seen', head: tip.head, handle: { ...handle, name: pull.baseRepository } };
}
