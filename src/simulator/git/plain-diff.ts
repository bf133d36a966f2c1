/** Differences of two commits that need no search: nothing renamed, no line moved. `undefined`: git is asked. */
import { readCommitObject } from './commit-object.ts';
import type { ObjectStore } from './object-store.ts';
import { type GitTreeEntry, keyOf, readTreeObject, sortKey } from './tree.ts';

export interface FileDiff {
  readonly path: string;
  /** Of a rename. */
  readonly previousPath: string | undefined;
  readonly status: 'added' | 'removed' | 'modified' | 'renamed' | 'changed';
  /** After the change, or before a removal. */
  readonly oid: string;
  /** Lines; 0 for a binary file. */
  readonly additions: number;
  readonly deletions: number;
}

type Objects = Pick<ObjectStore, 'peek'>;

/** Of one file. */
interface Change {
  readonly path: string;
  readonly before: GitTreeEntry | undefined;
  readonly after: GitTreeEntry | undefined;
}

/** Git has to decide. */
class NeedsGit extends Error {}

/** How far git looks for the byte 0, which makes a file binary. */
const binaryBytes = 8_000;

function read(objects: Objects, oid: string, type: 'blob' | 'tree'): Buffer {
  const object = objects.peek(oid);
  if (object?.type !== type) throw new NeedsGit();
  return object.content;
}

function readEntries(objects: Objects, entry: GitTreeEntry | undefined): Map<string, GitTreeEntry> {
  if (entry?.type !== 'tree') return new Map();
  const entries = readTreeObject(read(objects, entry.oid, 'tree'));
  // Attributes may make a file binary; a name that is not UTF-8 has no path as text.
  const isPlain = entries.every(({ name, rawName }) => rawName === undefined && name !== '.gitattributes');
  if (!isPlain) throw new NeedsGit();
  return new Map(entries.map((one) => [keyOf(one), one]));
}

/** In git's order. */
function listChanges(objects: Objects, { before, after, path }: Change): readonly Change[] {
  const [old, now] = [readEntries(objects, before), readEntries(objects, after)];
  const changed = [...new Map([...old, ...now])]
    .filter(
      ([name]) => old.get(name)?.oid !== now.get(name)?.oid || old.get(name)?.mode !== now.get(name)?.mode,
    )
    .toSorted(([, one], [, other]) => Buffer.compare(sortKey(one), sortKey(other)));
  return changed.flatMap(([name]) => {
    const change = { path: path + name, before: old.get(name), after: now.get(name) };
    const types = new Set([change.before?.type, change.after?.type].filter((type) => type !== undefined));
    if (types.size > 1 || types.has('commit')) throw new NeedsGit();
    return types.has('tree') ? listChanges(objects, { ...change, path: `${change.path}/` }) : [change];
  });
}

function readLines(objects: Objects, entry: GitTreeEntry | undefined): readonly string[] {
  if (entry === undefined) return [];
  const content = read(objects, entry.oid, 'blob');
  if (content.subarray(0, binaryBytes).includes(0)) throw new NeedsGit();
  return content.toString('latin1').match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function countLines(objects: Objects, { before, after }: Change) {
  const [old, now] = [readLines(objects, before), readLines(objects, after)];
  const shortest = Math.min(old.length, now.length);
  let start = 0;
  while (start < shortest && old[start] === now[start]) start += 1;
  let end = 0;
  while (end < shortest - start && old.at(-1 - end) === now.at(-1 - end)) end += 1;
  const [deleted, added] = [old.slice(start, old.length - end), now.slice(start, now.length - end)];
  // Which of the lines that both have stay is git's choice.
  if (deleted.some((line) => added.includes(line))) throw new NeedsGit();
  return { additions: added.length, deletions: deleted.length };
}

function toDiff(objects: Objects, change: Change): FileDiff {
  const { path, before, after } = change;
  if (before !== undefined && after !== undefined && before.mode !== after.mode) throw new NeedsGit();
  const status = before === undefined ? 'added' : after === undefined ? 'removed' : 'modified';
  const oid = after?.oid ?? before?.oid ?? '';
  return { path, previousPath: undefined, status, oid, ...countLines(objects, change) };
}

function rootOf(objects: Objects, commit: string): GitTreeEntry {
  const object = objects.peek(commit);
  if (object?.type !== 'commit') throw new NeedsGit();
  return { name: '', mode: '040000', type: 'tree', oid: readCommitObject(commit, object.content).tree };
}

export function diffPlainly(objects: Objects, before: string, after: string): FileDiff[] | undefined {
  try {
    const root = { path: '', before: rootOf(objects, before), after: rootOf(objects, after) };
    const files = listChanges(objects, root).map((change) => toDiff(objects, change));
    const has = (status: FileDiff['status']) => files.some((file) => file.status === status);
    return has('added') && has('removed') ? undefined : files;
  } catch (error) {
    if (error instanceof NeedsGit) return undefined;
    throw error;
  }
}
