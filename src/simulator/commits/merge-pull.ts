/** Writes the commit that merges a pull request: a merge or a squash, made and signed by GitHub. */
import { copyHistory } from '../git/copy-history.ts';
import { mergeTrees } from '../git/merge-trees.ts';
import type { MergeMethod } from '../world/merge-queues.ts';
import type { SimulatedPullRequest } from '../world/pull-requests.ts';
import { type Account, ownerOf, type Repository, type World } from '../world/world.ts';
import { writePersonsCommit } from './write-commit.ts';

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
  const fork = world.repositories.get(pull.headRepositoryId);
  if (fork !== undefined) await copyHistory(fork.git, repository.git, head);
  const tree = await mergeTrees(repository.git, base, head);
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
