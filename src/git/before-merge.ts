/** Finds the commit of a branch before a pull request was merged into it: by merge commit, squash, rebase or fast-forward. */
import type { History } from './history.ts';

/** Most commits of a pull request that are compared. GitHub rebases at most 100. */
const maxCommits = 250;

export interface Merge {
  /** Commit of the branch after the merge. */
  readonly mergeSha: string;
  /** Head of the pull request; `''` if unknown. */
  readonly headSha: string;
  /** Tip of the branch at the time of the event; `''` if unknown. */
  readonly baseSha: string;
}

/** The parent of a merge commit that did not come with the pull request: the first one, unless the merge was made by hand. */
async function baseParent(
  parents: readonly string[],
  headSha: string,
  history: History,
): Promise<string | undefined> {
  for (const parent of parents) {
    const isHead = parent === headSha || (headSha !== '' && (await history.isAncestor(headSha, parent)));
    if (!isHead) return parent;
  }
  return parents[0];
}

/** After a rebase the branch has copies of the pull request's commits; a squash is one new commit. */
async function beforeCopies({ mergeSha, headSha }: Merge, parent: string, history: History): Promise<string> {
  const head = headSha === '' ? undefined : await history.ensure(headSha);
  const fork = head === undefined ? undefined : await history.mergeBase(mergeSha, head);
  if (fork === undefined) return parent;
  const originals = await history.authorships(`${fork}..${head}`, {
    limit: maxCommits,
    merges: 'left-out',
  });
  const marks = new Set(originals.map(({ mark }) => mark));
  const copies = await history.authorships(`${fork}..${mergeSha}`, {
    limit: originals.length,
    merges: 'first-parent',
  });
  const others = copies.findIndex(({ mark }) => !marks.has(mark));
  const count = Math.max(1, others === -1 ? copies.length : others);
  const oldest = copies[count - 1]?.sha ?? mergeSha;
  return (await history.parents(oldest))[0] ?? parent;
}

/** `undefined` if the merge cannot be fetched. */
export async function findBeforeMerge(merge: Merge, history: History): Promise<string | undefined> {
  const { mergeSha, headSha, baseSha } = merge;
  if ((await history.ensure(mergeSha)) === undefined) return undefined;
  // Fast-forward: there is no commit of the merge.
  if (mergeSha === headSha)
    return baseSha === '' || baseSha === headSha ? undefined : history.ensure(baseSha);
  const parents = await history.parents(mergeSha);
  for (const parent of parents) await history.ensure(parent);
  const [parent, ...more] = parents;
  if (parent === undefined) return undefined;
  const before = await (more.length > 0
    ? baseParent(parents, headSha, history)
    : beforeCopies(merge, parent, history));
  return before === undefined ? undefined : history.ensure(before);
}
