/** Finds changes of workflow files, which need the permission `workflows` beside `contents`. */
import { readCommit } from '../git/commits.ts';
import { listTree } from '../git/list-tree.ts';
import type { GitRepository } from '../git/repository.ts';

/** Everything below the directory, with any extension. */
const workflowFolder = '.github/workflows';

async function readWorkflows(git: GitRepository, tree: string | undefined): Promise<Map<string, string>> {
  const folder = tree === undefined ? undefined : await git.readTree(tree, workflowFolder);
  if (folder === undefined) return new Map();
  const files = await listTree(git.objects, folder);
  return new Map(files.map(({ path, oid, mode }) => [`${workflowFolder}/${path}`, `${mode} ${oid}`]));
}

async function treeOf(git: GitRepository, commit: string): Promise<string | undefined> {
  return (await readCommit(git.objects, commit))?.tree;
}

/**
 * The first workflow file of `tree` that is new to the repository. A file that some branch has with the same path and
 * content needs no permission, as GitHub's documentation of the scope `workflow` says. One that is gone counts, too, when `base` had it.
 */
export async function findWorkflowChange(
  git: GitRepository,
  change: { readonly base: string | undefined; readonly tree: string },
): Promise<string | undefined> {
  const after = await readWorkflows(git, change.tree);
  const before = await readWorkflows(git, change.base);
  const changed = [...after].filter(([path, entry]) => before.get(path) !== entry);
  const gone = [...before.keys()].find((path) => !after.has(path));
  if (changed.length === 0) return gone;
  const branches = await git.listRefs('refs/heads/');
  const known = await Promise.all(
    branches.map(async ({ oid }) => readWorkflows(git, await treeOf(git, oid))),
  );
  const found = changed.find(([path, entry]) => !known.some((files) => files.get(path) === entry));
  return found?.[0] ?? gone;
}
