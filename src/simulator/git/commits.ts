/** Commits of one repository: read, compared by descent. */
import { type CommitObject, parseCommit } from './commit-object.ts';
import type { ObjectStore } from './object-store.ts';

/** `undefined` for an unknown id and for what is no commit. */
export async function readCommit(
  objects: Pick<ObjectStore, 'read'>,
  oid: string,
): Promise<CommitObject | undefined> {
  const object = await objects.read(oid);
  return object?.type === 'commit' ? parseCommit(oid, object.content) : undefined;
}

/** A commit and everything before it. */
export async function listAncestors(objects: Pick<ObjectStore, 'read'>, oid: string): Promise<Set<string>> {
  const seen = new Set<string>();
  const waiting = [oid];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (seen.has(next)) continue;
    const commit = await readCommit(objects, next);
    if (commit === undefined) continue;
    seen.add(next);
    waiting.push(...commit.parents);
  }
  return seen;
}

/** Whether `later` is `earlier` or comes after it: only then a branch can go from one to the other without force. */
export async function isDescendant(
  objects: Pick<ObjectStore, 'read'>,
  later: string,
  earlier: string,
): Promise<boolean> {
  if (later === earlier) return true;
  const parents = (await readCommit(objects, later))?.parents ?? [];
  return parents.includes(earlier) || (await listAncestors(objects, later)).has(earlier);
}
