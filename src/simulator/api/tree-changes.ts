/** Reads the entries of a new tree, each checked as GitHub checks it. */
import type { GitRepository } from '../git/repository.ts';
import type { GitFile } from '../git/tree.ts';
import { splitTreePath } from '../git/tree-path.ts';
import type { JsonObject } from './body.ts';

export type TreeChanges =
  | { readonly status: 'read'; readonly files: readonly GitFile[] }
  /** 422 with the message. */
  | { readonly status: 'refused'; readonly message: string };

const typeByMode: Readonly<Record<string, string>> = {
  '100644': 'blob',
  '100755': 'blob',
  '120000': 'blob',
  '040000': 'tree',
  '160000': 'commit',
};

function refuse(message: string): { readonly message: string } {
  return { message };
}

async function readEntry(
  git: GitRepository,
  base: string | undefined,
  entry: JsonObject,
): Promise<GitFile | { readonly message: string }> {
  const { path, mode, type, sha, content } = entry;
  if (typeof path !== 'string') return refuse('tree.path is missing');
  const parts = splitTreePath(path);
  if ('problem' in parts) return refuse(`tree.path ${parts.problem}`);
  if (sha === null) {
    // Deleting an absent path fails the whole tree.
    const present = base === undefined ? undefined : await git.readPath(base, path);
    return present === undefined ? refuse('GitRPC::BadObjectState') : { path, deleted: true };
  }
  const wanted = typeByMode[String(mode)];
  if (wanted === undefined || (type !== undefined && type !== wanted)) {
    return refuse('tree.mode is not a valid mode for the object type');
  }
  if ((sha === undefined) === (content === undefined)) {
    return refuse(
      'Must supply either tree.sha or tree.content. Request will be rejected if both are present.',
    );
  }
  if (content !== undefined) {
    if (typeof content !== 'string' || wanted !== 'blob') return refuse('tree.content is not a blob');
    return { path, mode: String(mode), oid: git.objects.write('blob', content) };
  }
  const oid = String(sha);
  if (!/^[0-9a-f]{40}$/.test(oid)) return refuse(`tree.sha ${oid} is not a valid ${wanted}`);
  // A submodule's commit is in another repository.
  const object = wanted === 'commit' ? undefined : await git.objects.read(oid);
  if (wanted !== 'commit' && object?.type !== wanted)
    return refuse(`tree.sha ${oid} is not a valid ${wanted}`);
  return { path, mode: String(mode), oid };
}

/** `base` is a tree's id. The first invalid entry fails the whole tree. */
export async function readTreeChanges(
  git: GitRepository,
  base: string | undefined,
  entries: readonly JsonObject[],
): Promise<TreeChanges> {
  const files: GitFile[] = [];
  for (const entry of entries) {
    const file = await readEntry(git, base, entry);
    if ('message' in file) return { status: 'refused', message: file.message };
    files.push(file);
  }
  return { status: 'read', files };
}
