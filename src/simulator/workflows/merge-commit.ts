/** The commit that a `pull_request` run tests: the merge of a pull request's head into its base, at `refs/pull/N/merge`. */
import { copyHistory } from '../git/copy-history.ts';
import { gitCommitDate } from '../git/environment.ts';
import { mergeTrees } from '../git/merge-trees.ts';
import type { SimulatedPullRequest } from '../world/pull-requests.ts';
import type { Repository } from '../world/world.ts';

export interface MergeSides {
  /** The repository of the head branch. */
  readonly head: Repository;
  readonly headSha: string;
  readonly baseSha: string;
}

/** Writes `refs/pull/N/head` and `refs/pull/N/merge`. `undefined` when there are conflicts; GitHub then starts no run. */
export async function writeMergeRef(
  repository: Repository,
  pull: SimulatedPullRequest,
  { head, headSha, baseSha }: MergeSides,
): Promise<string | undefined> {
  const { git } = repository;
  // Of a fork.
  await copyHistory(head.git, git, headSha);
  await git.updateRef(`refs/pull/${pull.number}/head`, headSha);
  const tree = await mergeTrees(git, baseSha, headSha);
  if (tree === undefined) return undefined;
  const date = `${Math.floor(Date.parse(gitCommitDate) / 1000)} +0000`;
  const lines = [
    `tree ${tree}`,
    `parent ${baseSha}`,
    `parent ${headSha}`,
    `author GitHub <noreply@github.com> ${date}`,
    `committer GitHub <noreply@github.com> ${date}`,
    '',
    `Merge ${headSha} into ${baseSha}`,
    '',
  ];
  const sha = git.objects.write('commit', lines.join('\n'));
  await git.updateRef(`refs/pull/${pull.number}/merge`, sha);
  return sha;
}
