/**
 * Descent of commits, found without a process. The answer is `undefined` where git has to be asked: an object is in a pack, which `peek`
 * cannot read, or git has a choice.
 */
import { readCommitObject } from './commit-object.ts';
import type { ObjectStore } from './object-store.ts';

type Objects = Pick<ObjectStore, 'peek'>;

/** Most commits that are visited: git is faster with more. */
const maxVisited = 2_000;

function parentsOf(objects: Objects, oid: string): readonly string[] | undefined {
  const object = objects.peek(oid);
  return object?.type === 'commit' ? readCommitObject(oid, object.content).parents : undefined;
}

/** The commit and all that it comes from, each with its parents. */
export function collectHistory(
  objects: Objects,
  oid: string,
): ReadonlyMap<string, readonly string[]> | undefined {
  const found = new Map<string, readonly string[]>();
  const queue = [oid];
  for (const next of queue) {
    if (found.has(next)) continue;
    const parents = parentsOf(objects, next);
    if (parents === undefined || found.size >= maxVisited) return undefined;
    found.set(next, parents);
    queue.push(...parents);
  }
  return found;
}

/** The best common ancestor, if there is one and only one. `base` is `undefined` where the two have no history in common. */
export function findSharedBase(
  objects: Objects,
  left: string,
  right: string,
): { readonly base: string | undefined } | undefined {
  const ours = collectHistory(objects, left);
  const theirs = ours && collectHistory(objects, right);
  if (ours === undefined || theirs === undefined) return undefined;
  const shared = [...ours].filter(([oid]) => theirs.has(oid));
  // All ancestors of a shared commit are shared: the best one is the parent of none.
  const behind = new Set(shared.flatMap(([, parents]) => parents));
  const best = shared.filter(([oid]) => !behind.has(oid));
  return best.length > 1 ? undefined : { base: best[0]?.[0] };
}

/** What `head` has and `base` has not, oldest first, where that is one line without merges. */
export function findNewLine(objects: Objects, base: string, head: string): string[] | undefined {
  const known = collectHistory(objects, base);
  if (known === undefined) return undefined;
  const line: string[] = [];
  for (let oid: string | undefined = head; oid !== undefined && !known.has(oid); ) {
    const parents = parentsOf(objects, oid);
    if (parents === undefined || parents.length > 1 || line.length >= maxVisited) return undefined;
    line.unshift(oid);
    oid = parents[0];
  }
  return line;
}
