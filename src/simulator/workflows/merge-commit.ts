/** The commit that a `pull_request` run tests: the merge of a pull request's head into its base, at `refs/pull/N/merge`. */
import { gitCommitDate } from '../git/environment.ts';
import { callGit, tryGit } from '../git/process.ts';
import type { SimulatedPullRequest } from '../world/pull-requests.ts';
import type { Repository } from '../world/world.ts';

/** Makes the head of a fork known to the base repository. */
async function fetchHead(repository: Repository, head: Repository, sha: string): Promise<void> {
  if (head === repository) return;
  await callGit(repository.git.path, ['fetch', '--quiet', '--no-tags', head.git.path, sha]);
}

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
  await fetchHead(repository, head, headSha);
  await git.updateRef(`refs/pull/${pull.number}/head`, headSha);
  const merged = await tryGit(git.path, ['merge-tree', '--write-tree', baseSha, headSha]);
  if (merged.exitCode !== 0) return undefined;
  const tree = merged.stdout.toString('utf8').slice(0, 40);
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
