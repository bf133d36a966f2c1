/** What a branch was before a pull request was merged into it, whichever way it was merged. */
import type { History } from './history.ts';

/** Most commits of one pull request that are looked at; GitHub rebases no more than 100. */
const maxCommits = 250;

export interface Merge {
  /** What the merge left on the branch. */
  readonly mergeSha: string;
  /** Head of the pull request; `''` when it is not known. */
  readonly headSha: string;
  /** Tip of the branch when the event was made; `''` when it is not known. */
  readonly baseSha: string;
}

/** The side of a merge commit that did not come with the pull request: its first parent, unless somebody merged by hand. */
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

/** Copies of the pull request's commits stand on the branch after a rebase; a squash is one commit of its own. */
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

/** Undefined when the merge cannot be had. */
export async function findBeforeMerge(merge: Merge, history: History): Promise<string | undefined> {
  const { mergeSha, headSha, baseSha } = merge;
  if ((await history.ensure(mergeSha)) === undefined) return undefined;
  // The branch was moved on to the head itself: no commit tells of the merge.
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
