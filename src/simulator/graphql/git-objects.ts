/** Blobs, trees and commits as GraphQL shows them, read from the real repository when a query asks for them. */
import { posix } from 'node:path';
import type { GitObject } from '../git/object-store.ts';
import type { GitPathEntry, GitRepository } from '../git/repository.ts';
import { type GitTreeEntry, parseTree } from '../git/tree.ts';

/** Longest text that is shown in full, in bytes. */
export const MAX_TEXT_BYTES = 512_000;
/** How far git looks for a NUL byte before it takes a file for text, in bytes. */
const BINARY_PROBE_BYTES = 8000;
/** Digits of an abbreviated id. */
const ABBREVIATED = 7;

/** The fields of one object; functions are called when a query selects them. */
export type View = Readonly<Record<string, unknown>>;

export interface GitPlace {
  readonly git: GitRepository;
  /** Of the repository. */
  readonly repositoryId: number;
  /** Shows the repository. */
  readonly repository: () => View;
}

function basics(place: GitPlace, type: string, oid: string): View {
  return {
    __typename: type,
    id: `G_${Buffer.from(`${place.repositoryId}:${oid}`).toString('base64url')}`,
    oid,
    abbreviatedOid: oid.slice(0, ABBREVIATED),
    repository: place.repository,
  };
}

function showBlob(place: GitPlace, oid: string, content: Buffer): View {
  const isBinary = content.subarray(0, BINARY_PROBE_BYTES).includes(0);
  return {
    ...basics(place, 'Blob', oid),
    byteSize: content.length,
    isBinary,
    isTruncated: !isBinary && content.length > MAX_TEXT_BYTES,
    text: isBinary ? null : content.subarray(0, MAX_TEXT_BYTES).toString('utf8'),
  };
}

async function readView(place: GitPlace, oid: string): Promise<View | null> {
  const object = await place.git.readObject(oid);
  return object === undefined ? null : showGitObject(place, object);
}

function showTreeEntry(place: GitPlace, entry: GitTreeEntry, folder: string): View {
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

function showTree(place: GitPlace, oid: string, entries: readonly GitTreeEntry[]): View {
  return {
    ...basics(place, 'Tree', oid),
    entries: () => entries.map((entry) => showTreeEntry(place, entry, '')),
  };
}

function entryOf(path: string, found: GitPathEntry): GitTreeEntry {
  return { name: posix.basename(path), mode: found.mode, type: found.type, oid: found.oid };
}

async function showFile(place: GitPlace, commit: string, asked: string): Promise<View | null> {
  const path = asked.replace(/^\/+|\/+$/g, '');
  const found = path === '' ? undefined : await place.git.readPath(commit, path);
  return found === undefined ? null : showTreeEntry(place, entryOf(path, found), posix.dirname(path));
}

async function readHead(place: GitPlace, oid: string): Promise<{ headers: string; message: string }> {
  const text = (await place.git.readObject(oid))?.content.toString('utf8') ?? '';
  const cut = text.indexOf('\n\n');
  return { headers: text.slice(0, cut), message: text.slice(cut + 2).trimEnd() };
}

/** Nothing is read until a query asks for more than the id. */
export function showCommit(place: GitPlace, oid: string): View {
  return {
    ...basics(place, 'Commit', oid),
    message: async () => (await readHead(place, oid)).message,
    committedDate: async () => {
      const seconds = /^committer .* (\d+) [+-]\d{4}$/m.exec((await readHead(place, oid)).headers)?.[1];
      return new Date(Number(seconds) * 1000).toISOString().replace('.000Z', 'Z');
    },
    tree: () => readView(place, `${oid}^{tree}`),
    file: ({ path }: { readonly path: string }) => showFile(place, oid, path),
  };
}

export function showGitObject(place: GitPlace, object: GitObject): View {
  switch (object.type) {
    case 'blob':
      return showBlob(place, object.oid, object.content);
    case 'tree':
      return showTree(place, object.oid, parseTree(object.content));
    case 'commit':
      return showCommit(place, object.oid);
    case 'tag':
      return {
        ...basics(place, 'Tag', object.oid),
        name: /^tag (.+)$/m.exec(object.content.toString('utf8'))?.[1] ?? '',
      };
  }
}
