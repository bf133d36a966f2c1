/** Reads a path as the contents API does: a symbolic link to a file of the same repository shows that file. */
import { posix } from 'node:path';
import type { GitPathEntry, GitRepository } from '../git/repository.ts';

const symlinkMode = '120000';

/** Only one step, and only to a plain file inside the repository; any other link is shown as what it is. */
export async function readFollowing(
  git: GitRepository,
  revision: string,
  path: string,
): Promise<GitPathEntry | undefined> {
  const entry = await git.readPath(revision, path);
  if (entry?.type !== 'blob' || entry.mode !== symlinkMode) return entry;
  const target = posix.normalize(posix.join(posix.dirname(path), entry.content.toString('utf8')));
  if (target.startsWith('../') || target.startsWith('/')) return entry;
  const found = await git.readPath(revision, target);
  return found?.type === 'blob' && found.mode !== symlinkMode ? found : entry;
}
