/** The tree of two commits together. Files that both changed, or that may have been renamed, are merged by git itself. */
import { findSharedBase } from './ancestry.ts';
import { readCommitObject } from './commit-object.ts';
import type { ObjectStore } from './object-store.ts';
import { tryGit } from './process.ts';
import type { GitRepository } from './repository.ts';
import { type GitTreeEntry, keyOf, readTreeObject, renderTree } from './tree.ts';

/** Git has to decide. */
class NeedsGit extends Error {}

interface Sides<Value> {
  readonly base: Value | undefined;
  readonly ours: Value | undefined;
  readonly theirs: Value | undefined;
}

function readEntries(objects: ObjectStore, oid: string | undefined): Map<string, GitTreeEntry> {
  if (oid === undefined) return new Map();
  const tree = objects.peek(oid);
  if (tree?.type !== 'tree') throw new NeedsGit();
  return new Map(readTreeObject(tree.content).map((entry) => [keyOf(entry), entry]));
}

function isSame(one: GitTreeEntry | undefined, other: GitTreeEntry | undefined): boolean {
  return one?.oid === other?.oid && one?.mode === other?.mode;
}

const isFolder = (entry: GitTreeEntry | undefined) => entry === undefined || entry.type === 'tree';

function mergeEntry(objects: ObjectStore, { base, ours, theirs }: Sides<GitTreeEntry>): GitTreeEntry {
  // What is gone on one side may have another name there.
  if (base !== undefined && (ours === undefined || theirs === undefined)) throw new NeedsGit();
  if (ours !== undefined && (theirs === undefined || isSame(ours, theirs) || isSame(base, theirs)))
    return ours;
  if (theirs !== undefined && (ours === undefined || isSame(base, ours))) return theirs;
  const areFolders = isFolder(base) && ours?.type === 'tree' && theirs?.type === 'tree';
  if (!areFolders) throw new NeedsGit();
  return { ...ours, oid: mergeFolder(objects, { base: base?.oid, ours: ours.oid, theirs: theirs.oid }) };
}

function mergeFolder(objects: ObjectStore, { base, ours, theirs }: Sides<string>): string {
  const [before, left, right] = [base, ours, theirs].map((oid) => readEntries(objects, oid));
  const names = new Set([...(before?.keys() ?? []), ...(left?.keys() ?? []), ...(right?.keys() ?? [])]);
  const merged = [...names].map((name) =>
    mergeEntry(objects, { base: before?.get(name), ours: left?.get(name), theirs: right?.get(name) }),
  );
  return objects.write('tree', renderTree(merged));
}

function treeOf(objects: ObjectStore, commit: string): string {
  const object = objects.peek(commit);
  if (object?.type !== 'commit') throw new NeedsGit();
  return readCommitObject(commit, object.content).tree;
}

/** `undefined`: git is asked. */
export function mergePlainly(objects: ObjectStore, ours: string, theirs: string): string | undefined {
  const base = findSharedBase(objects, ours, theirs)?.base;
  if (base === undefined) return undefined;
  try {
    const sides = {
      base: treeOf(objects, base),
      ours: treeOf(objects, ours),
      theirs: treeOf(objects, theirs),
    };
    return mergeFolder(objects, sides);
  } catch (error) {
    if (error instanceof NeedsGit) return undefined;
    throw error;
  }
}

/** Id of the tree; `undefined`: they conflict. */
export async function mergeTrees(
  git: Pick<GitRepository, 'objects' | 'path'>,
  ours: string,
  theirs: string,
): Promise<string | undefined> {
  const plain = mergePlainly(git.objects, ours, theirs);
  if (plain !== undefined) return plain;
  const run = await tryGit(git.path, ['merge-tree', '--write-tree', ours, theirs]);
  return run.exitCode === 0 ? run.stdout.toString('utf8').slice(0, 40) : undefined;
}
