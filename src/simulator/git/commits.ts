/** Commits of one repository: read, compared by descent. */
import { collectHistory } from './ancestry.ts';
import { type CommitObject, readCommitObject } from './commit-object.ts';
import type { ObjectStore } from './object-store.ts';
import { tryGit } from './process.ts';
import type { GitRepository } from './repository.ts';

/** `undefined` for an unknown id and for anything that is not a commit. */
export async function readCommit(
  objects: Pick<ObjectStore, 'read'>,
  oid: string,
): Promise<CommitObject | undefined> {
  const object = await objects.read(oid);
  return object?.type === 'commit' ? readCommitObject(oid, object.content) : undefined;
}

/** Whether `later` is `earlier` or comes after it: only then a branch can go from one to the other without force. */
export async function isDescendant(
  git: Pick<GitRepository, 'objects' | 'path'>,
  later: string,
  earlier: string,
): Promise<boolean> {
  if (later === earlier) return true;
  if ((await readCommit(git.objects, later))?.parents.includes(earlier) === true) return true;
  const history = collectHistory(git.objects, later);
  if (history !== undefined) return history.has(earlier);
  return (await tryGit(git.path, ['merge-base', '--is-ancestor', earlier, later])).exitCode === 0;
}
