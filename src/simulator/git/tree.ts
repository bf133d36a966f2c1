/** Tree objects: reading their binary form, and applying a set of file changes to one. */
import { ActionError } from '../../base/errors.ts';
import type { ObjectStore } from './object-store.ts';
import { splitTreePath } from './tree-path.ts';

/** One change in a commit. Paths are relative to the root, with `/`; a `gitlink` is a submodule's commit id. */
export type GitFile =
  | {
      readonly path: string;
      readonly content: string | Uint8Array;
      readonly executable?: boolean | undefined;
    }
  | { readonly path: string; readonly symlink: string }
  | { readonly path: string; readonly gitlink: string }
  /** An object that the repository has already. */
  | { readonly path: string; readonly mode: string; readonly oid: string }
  | { readonly path: string; readonly deleted: true };

export interface GitTreeEntry {
  /** With replacement characters if it is not UTF-8. */
  readonly name: string;
  /** The name's bytes, if they are not UTF-8. */
  readonly rawName?: Buffer | undefined;
  /** Six digits: `100644`, `100755`, `120000` (symlink), `040000` (directory) or `160000` (submodule). */
  readonly mode: string;
  readonly type: 'blob' | 'tree' | 'commit';
  readonly oid: string;
}

interface Change {
  readonly parts: readonly string[];
  readonly file: GitFile;
}

const oidBytes = 20;

function entryType(mode: string): GitTreeEntry['type'] {
  if (mode === '040000') return 'tree';
  return mode === '160000' ? 'commit' : 'blob';
}

/** Entries in git's own order. */
export function readTreeObject(content: Buffer): GitTreeEntry[] {
  const entries: GitTreeEntry[] = [];
  let offset = 0;
  while (offset < content.length) {
    const space = content.indexOf(' ', offset);
    const end = content.indexOf(0, space);
    const mode = content.toString('latin1', offset, space).padStart(6, '0');
    const bytes = content.subarray(space + 1, end);
    const name = bytes.toString('utf8');
    const raw = Buffer.from(name).equals(bytes) ? {} : { rawName: bytes };
    const oid = content.toString('hex', end + 1, end + 1 + oidBytes);
    entries.push({ name, ...raw, mode, type: entryType(mode), oid });
    offset = end + 1 + oidBytes;
  }
  return entries;
}

function nameBytes({ name, rawName }: GitTreeEntry): Buffer {
  return rawName ?? Buffer.from(name);
}

/** git sorts by bytes, and a directory as if its name ended in `/`. */
export function sortKey(entry: GitTreeEntry): Buffer {
  const name = nameBytes(entry);
  return entry.type === 'tree' ? Buffer.concat([name, Buffer.from('/')]) : name;
}

/** Key of an entry in its directory. No textual path can name one that is not UTF-8. */
export function keyOf({ name, rawName }: GitTreeEntry): string {
  return rawName === undefined ? name : `\0${rawName.toString('latin1')}`;
}

export function renderTree(entries: readonly GitTreeEntry[]): Buffer {
  const sorted = entries.toSorted((a, b) => Buffer.compare(sortKey(a), sortKey(b)));
  return Buffer.concat(
    sorted.flatMap((entry) => [
      Buffer.from(`${entry.mode.replace(/^0/, '')} `),
      nameBytes(entry),
      Buffer.from([0]),
      Buffer.from(entry.oid, 'hex'),
    ]),
  );
}

function splitPath(path: string): readonly string[] {
  const parts = splitTreePath(path);
  if ('problem' in parts)
    throw new ActionError('INPUT_INVALID', `"${path}" is not a path inside a repository.`);
  return parts;
}

function writeFile(store: ObjectStore, file: GitFile, name: string): GitTreeEntry | undefined {
  if ('deleted' in file) return undefined;
  if ('gitlink' in file) return { name, mode: '160000', type: 'commit', oid: file.gitlink };
  if ('oid' in file) return { name, mode: file.mode, type: entryType(file.mode), oid: file.oid };
  if ('symlink' in file)
    return { name, mode: '120000', type: 'blob', oid: store.write('blob', file.symlink) };
  const mode = file.executable === true ? '100755' : '100644';
  return { name, mode, type: 'blob', oid: store.write('blob', file.content) };
}

async function applyChanges(
  store: ObjectStore,
  treeOid: string | undefined,
  changes: readonly Change[],
): Promise<string | undefined> {
  const tree = treeOid === undefined ? undefined : await store.read(treeOid);
  const entries = new Map(
    readTreeObject(tree?.content ?? Buffer.alloc(0)).map((entry) => [keyOf(entry), entry]),
  );
  const below = Map.groupBy(changes, ({ parts }) => parts[0] ?? '');
  for (const [name, group] of below) {
    const old = entries.get(name);
    const deeper = group.filter(({ parts }) => parts.length > 1);
    const last = group.findLast(({ parts }) => parts.length === 1);
    let entry = last === undefined ? old : writeFile(store, last.file, name);
    if (deeper.length > 0) {
      const below = deeper.map(({ parts, file }) => ({ parts: parts.slice(1), file }));
      // A directory given together with paths below it is their base.
      const isFolder = entry?.type === 'tree';
      const oid = await applyChanges(store, isFolder ? entry?.oid : undefined, below);
      // Deletions below a file leave the file as it is.
      if (oid !== undefined) entry = { name, mode: '040000', type: 'tree', oid };
      else if (isFolder) entry = undefined;
    }
    if (entry === undefined) entries.delete(name);
    else entries.set(name, entry);
  }
  return entries.size === 0 ? undefined : store.write('tree', renderTree([...entries.values()]));
}

/**
 * The id of the resulting tree. A directory that loses its last file disappears. Throws
 * `INPUT_INVALID` for a path that leaves the repository.
 */
export async function writeTree(
  store: ObjectStore,
  base: string | undefined,
  files: readonly GitFile[],
): Promise<string> {
  const changes = files.map((file) => ({ parts: splitPath(file.path), file }));
  return (await applyChanges(store, base, changes)) ?? store.write('tree', '');
}
