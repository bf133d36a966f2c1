/** Writes the commit that merges a pull request: a merge or a squash, made and signed by GitHub. */
import { callGit, tryGit } from '../git/process.ts';
import type { MergeMethod } from '../world/merge-queues.ts';
import type { SimulatedPullRequest } from '../world/pull-requests.ts';
import { type Account, ownerOf, type Repository, type World } from '../world/world.ts';
import { writePersonsCommit } from './write-commit.ts';

/** The tree of both sides together; `undefined`: they conflict. */
async function mergeTrees(repository: Repository, base: string, head: string): Promise<string | undefined> {
  const run = await tryGit(repository.git.path, ['merge-tree', '--write-tree', base, head]);
  return run.exitCode === 0 ? run.stdout.toString('utf8').slice(0, 40) : undefined;
}

/** A fork's commits are copied first. */
async function fetchHead(
  world: World,
  repository: Repository,
  { pull, head }: Pick<PullMerge, 'pull' | 'head'>,
): Promise<void> {
  const fork = world.repositories.get(pull.headRepositoryId);
  if (fork === undefined || fork === repository) return;
  await callGit(repository.git.path, ['fetch', '--quiet', fork.git.path, head]);
}

export interface PullMerge {
  readonly pull: SimulatedPullRequest;
  /** Commits. */
  readonly base: string;
  readonly head: string;
  readonly method: MergeMethod;
  readonly author: Account;
}

/** Its id; no branch has it yet. `undefined`: there are conflicts. */
export async function writePullMerge(
  world: World,
  repository: Repository,
  { pull, base, head, method, author }: PullMerge,
): Promise<string | undefined> {
  await fetchHead(world, repository, { pull, head });
  const tree = await mergeTrees(repository, base, head);
  if (tree === undefined) return undefined;
  const owner = ownerOf(world, repository).login;
  return writePersonsCommit(world, repository, {
    author,
    tree,
    parents: method === 'squash' ? [base] : [base, head],
    message:
      method === 'squash'
        ? `${pull.title} (#${pull.number})`
        : `Merge pull request #${pull.number} from ${owner}/${pull.headRef}\n\n${pull.title}`,
  });
}
