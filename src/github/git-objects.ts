/**
 * Creates the objects of a commit one by one, for commits that one call cannot carry: many bytes, or file modes. They are invisible until
 * a branch is moved to the commit. GitHub signs the commit of an App if it names no author and no committer.
 */
import { isUtf8 } from 'node:buffer';
import type { Addition, FileMode } from '../domain/commits/change.ts';
import { blobId } from '../domain/commits/object-id.ts';
import { findClearing, modeFor, type TreeEntries } from '../domain/commits/settled.ts';
import type { ClientCalls } from './client.ts';
import type { BranchCommit } from './create-commit.ts';
import { GitHubFailure } from './failure.ts';
import { createLimiter } from './limiter.ts';
import { callRepository, type RepositoryHandle } from './repository-calls.ts';

/** Concurrent requests for blobs of one commit. */
const blobsAtOnce = 6;
/** Largest text that is sent inside of the tree, in bytes: every separate blob counts against GitHub's limit on new content. */
const maxInlineBytes = 64 * 1024;
/** Limit for all of them, in bytes: GitHub has failed on trees of 2.5 MB. */
const maxInlineTotal = 1024 * 1024;

interface Part {
  readonly addition: Addition;
  readonly isInline: boolean;
}

function planParts(additions: readonly Addition[]): Part[] {
  let room = maxInlineTotal;
  return additions.map((addition) => {
    const { content } = addition;
    const isInline = content.byteLength <= Math.min(maxInlineBytes, room) && isUtf8(content);
    if (isInline) room -= content.byteLength;
    return { addition, isInline };
  });
}

async function createBlob(
  calls: ClientCalls,
  repository: RepositoryHandle,
  content: Uint8Array,
): Promise<string> {
  const { data } = await callRepository(calls, repository, (send, place) =>
    send('POST /repos/{owner}/{repo}/git/blobs', {
      ...place,
      content: Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString('base64'),
      encoding: 'base64',
    }),
  );
  if (data.sha === blobId(content)) return data.sha;
  throw new GitHubFailure('unexpected', 'GitHub stored other content than was sent.');
}

interface TreeChange {
  readonly path: string;
  readonly mode: FileMode;
  readonly type: 'blob';
  readonly sha?: string | null;
  readonly content?: string;
}

function toDeletion({ path }: { readonly path: string }): TreeChange {
  return { path, mode: '100644', type: 'blob', sha: null };
}

async function changeTree(
  calls: ClientCalls,
  repository: RepositoryHandle,
  { base, tree }: { readonly base: string; readonly tree: TreeChange[] },
): Promise<string> {
  const { data } = await callRepository(calls, repository, (send, place) =>
    send('POST /repos/{owner}/{repo}/git/trees', { ...place, base_tree: base, tree }),
  );
  return data.sha;
}

async function createTree(
  calls: ClientCalls,
  repository: RepositoryHandle,
  order: BranchCommit & { readonly base: { readonly tree: string; readonly entries: TreeEntries } },
): Promise<string> {
  const { additions, deletions } = order.changes;
  const limiter = createLimiter(blobsAtOnce);
  const added = await Promise.all(
    planParts(additions).map(async ({ addition, isInline }) => {
      const { path, content } = addition;
      const entry = { path, mode: modeFor(addition, order.base.entries), type: 'blob' as const };
      if (isInline) return { ...entry, content: Buffer.from(content).toString('utf8') };
      const sha = await limiter.run(() => createBlob(calls, repository, content), calls.signal);
      return { ...entry, sha };
    }),
  );
  // In a tree of its own: GitHub does not say what a path means that is deleted and is a folder of another one in the same call.
  const clearing = findClearing(order.changes);
  const base =
    clearing.length === 0
      ? order.base.tree
      : await changeTree(calls, repository, { base: order.base.tree, tree: clearing.map(toDeletion) });
  const deleted = deletions.filter((deletion) => !clearing.includes(deletion)).map(toDeletion);
  return changeTree(calls, repository, { base, tree: [...added, ...deleted] });
}

/** The SHA of a commit that is not on a branch yet. Needs `contents: write`. */
export async function prepareCommit(
  calls: ClientCalls,
  repository: RepositoryHandle,
  order: BranchCommit & { readonly base: { readonly tree: string; readonly entries: TreeEntries } },
): Promise<string> {
  const tree = await createTree(calls, repository, order);
  const { data } = await callRepository(calls, repository, (send, place) =>
    send('POST /repos/{owner}/{repo}/git/commits', {
      ...place,
      message: order.message,
      tree,
      parents: [order.head],
    }),
  );
  return data.sha;
}
