/** Blobs and trees as GraphQL shows them, read from the real repository when a query asks for them. */
import { posix } from 'node:path';
import type { GitPathEntry, GitRepository } from '../git/repository.ts';
import { type GitTreeEntry, readTreeObject } from '../git/tree.ts';
import { gitNodeId } from '../shapes/commit.ts';
import type { World } from '../world/world.ts';

/** Longest text that is shown in full, in bytes. */
const maxTextBytes = 512_000;
/** How many bytes git searches for a NUL byte before it treats a file as text. */
const binaryProbeBytes = 8000;
/** Digits of an abbreviated id. */
const ABBREVIATED = 7;

/** The fields of one object; functions are called when a query selects them. */
export type View = Readonly<Record<string, unknown>>;

export interface GitPlace {
  readonly world: World;
  readonly git: GitRepository;
  /** Of the repository. */
  readonly repositoryId: number;
  /** `https://github.com/owner/name` */
  readonly htmlUrl: string;
  /** Shows the repository. */
  readonly repository: () => View;
}

/** What every object has. */
export function basics(place: GitPlace, type: string, oid: string): View {
  return {
    __typename: type,
    id: gitNodeId(place.repositoryId, oid),
    oid,
    abbreviatedOid: oid.slice(0, ABBREVIATED),
    repository: place.repository,
  };
}

export function viewBlob(place: GitPlace, oid: string, content: Buffer): View {
  const isBinary = content.subarray(0, binaryProbeBytes).includes(0);
  return {
    ...basics(place, 'Blob', oid),
    byteSize: content.length,
    isBinary,
    isTruncated: !isBinary && content.length > maxTextBytes,
    text: isBinary ? null : content.subarray(0, maxTextBytes).toString('utf8'),
  };
}

/** A blob or a tree by its id; `null` for anything else. */
export async function readView(place: GitPlace, oid: string): Promise<View | null> {
  const object = await place.git.objects.read(oid);
  if (object?.type === 'blob') return viewBlob(place, oid, object.content);
  return object?.type === 'tree' ? viewTree(place, oid, readTreeObject(object.content)) : null;
}

function viewTreeEntry(place: GitPlace, entry: GitTreeEntry, folder: string): View {
  const extension = posix.extname(entry.name);
  return {
    name: entry.name,
    path: posix.join(folder, entry.name),
    extension: entry.type === 'blob' ? extension : null,
    // GitHub gives the mode as a number: 33188 is 0o100644.
    mode: Number.parseInt(entry.mode, 8),
    type: entry.type,
    oid: entry.oid,
    repository: place.repository,
    size: async () =>
      entry.type === 'blob' ? ((await place.git.readObject(entry.oid))?.content.length ?? 0) : 0,
    object: () => (entry.type === 'commit' ? null : readView(place, entry.oid)),
  };
}

export function viewTree(place: GitPlace, oid: string, entries: readonly GitTreeEntry[]): View {
  return {
    ...basics(place, 'Tree', oid),
    entries: () => entries.map((entry) => viewTreeEntry(place, entry, '')),
  };
}

function entryOf(path: string, found: GitPathEntry): GitTreeEntry {
  return { name: posix.basename(path), mode: found.mode, type: found.type, oid: found.oid };
}

/** What lies at a path of a commit. */
export async function viewFile(place: GitPlace, commit: string, asked: string): Promise<View | null> {
  const path = asked.replace(/^\/+|\/+$/g, '');
  const found = path === '' ? undefined : await place.git.readPath(commit, path);
  return found === undefined ? null : viewTreeEntry(place, entryOf(path, found), posix.dirname(path));
}
