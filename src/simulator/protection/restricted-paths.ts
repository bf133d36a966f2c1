/** Finds changes of paths that a push ruleset restricts. */
import { readCommit } from '../git/commits.ts';
import { listTree } from '../git/list-tree.ts';
import type { GitRepository } from '../git/repository.ts';
import { toExpression } from './find-rules.ts';

async function readEntries(git: GitRepository, commit: string | undefined): Promise<Map<string, string>> {
  const tree = commit === undefined ? undefined : (await readCommit(git.objects, commit))?.tree;
  const root = tree === undefined ? undefined : await git.readTree(tree, '');
  const entries = root === undefined ? [] : await listTree(git.objects, root);
  return new Map(entries.map(({ path, mode, oid }) => [path, `${mode} ${oid}`]));
}

/** Paths that match a pattern and differ between the commits, deleted ones included. A new branch is compared with the default branch. */
export async function findRestrictedChanges(
  git: GitRepository,
  update: { readonly before: string | undefined; readonly after: string },
  patterns: readonly string[],
): Promise<readonly string[]> {
  const base = update.before ?? (await git.resolveRef(git.defaultBranch()));
  const [before, after] = await Promise.all([readEntries(git, base), readEntries(git, update.after)]);
  const restricted = patterns.map(toExpression);
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((path) => before.get(path) !== after.get(path) && restricted.some((one) => one.test(path)))
    .sort();
}
