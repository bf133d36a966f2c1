/** Applies the file changes of `createCommitOnBranch` to a tree. */
import type { GitRepository } from '../git/repository.ts';
import { type GitFile, writeTree } from '../git/tree.ts';
import { splitTreePath } from '../git/tree-path.ts';
import { fieldError } from './errors.ts';

export interface FileChanges {
  readonly additions?: readonly { readonly path: string; readonly contents: Buffer }[] | null;
  readonly deletions?: readonly { readonly path: string }[] | null;
}

/**
 * Bytes of all additions, decoded. Not documented: 40 MB were accepted and 40 MiB refused, says the description of
 * grafana/github-api-commit-action#66.
 */
const maxAddedBytes = 40 * 1024 * 1024 - 1;

const newFileMode = '100644';

function unprocessable(message: string): Error {
  return fieldError('UNPROCESSABLE', message);
}

function checkPaths(paths: readonly string[]): void {
  const seen = new Set<string>();
  for (const path of paths) {
    const parts = splitTreePath(path);
    if ('problem' in parts) throw unprocessable(`The path "${path}" ${parts.problem}.`);
    if (seen.has(path)) throw unprocessable(`The path "${path}" is given more than once.`);
    seen.add(path);
  }
}

/** The mode of an existing file, plain for a new one. The path must not be a directory or below a file. */
async function modeFor(git: GitRepository, tree: string, path: string): Promise<string> {
  const parts = path.split('/');
  for (let depth = 1; depth < parts.length; depth += 1) {
    const above = await git.readPath(tree, parts.slice(0, depth).join('/'));
    if (above === undefined) return newFileMode;
    if (above.type !== 'tree') throw unprocessable(`The path "${path}" is below a file.`);
  }
  const present = await git.readPath(tree, path);
  if (present === undefined) return newFileMode;
  if (present.type !== 'blob') throw unprocessable(`The path "${path}" is not a file.`);
  return present.mode;
}

/**
 * The new tree's id. Deletions come first, so that a directory can replace a file. An existing file keeps its mode,
 * also an executable or a symbolic link. A mode cannot be set or changed.
 */
export async function writeChangedTree(
  git: GitRepository,
  base: { readonly commit: string; readonly tree: string },
  changes: FileChanges,
): Promise<string> {
  const additions = changes.additions ?? [];
  const deletions = changes.deletions ?? [];
  checkPaths([...additions, ...deletions].map(({ path }) => path));
  const bytes = additions.reduce((sum, { contents }) => sum + contents.length, 0);
  if (bytes > maxAddedBytes) throw unprocessable('The file changes are too large.');
  for (const { path } of deletions) {
    const present = await git.readPath(base.tree, path);
    if (present === undefined || present.type === 'tree') {
      const message = `A path was requested for deletion which does not exist as of commit oid \`${base.commit}\``;
      throw fieldError('NOT_FOUND', message);
    }
  }
  const gone = deletions.map(({ path }): GitFile => ({ path, deleted: true }));
  const tree = await writeTree(git.objects, base.tree, gone);
  const files: GitFile[] = [];
  for (const { path, contents } of additions) {
    const mode = await modeFor(git, tree, path);
    files.push({ path, mode, oid: git.objects.write('blob', contents) });
  }
  return writeTree(git.objects, tree, files);
}
