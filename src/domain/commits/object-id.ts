/** Ids of git objects and of requests. */
import { createHash } from 'node:crypto';
import type { ChangeSet } from './change.ts';

/** What git calls a file with this content, in a repository with SHA-1 ids, as all of GitHub's are. */
export function blobId(content: Uint8Array): string {
  return createHash('sha1').update(`blob ${content.byteLength}\0`).update(content).digest('hex');
}

/** What makes two requests the same one. The comment is none of it: to ask again with another one changes that alone. */
export interface RequestIdentity {
  readonly issuer: string;
  readonly workspaceId: string;
  readonly repositoryId: string;
  readonly runId: string;
  readonly runAttempt: string;
  readonly checkRunId: string;
  readonly branch: string;
  /** Commit that the client says it has checked out; `''` when it does not. */
  readonly base: string;
  readonly message: string;
  readonly changes: ChangeSet;
}

function compare(one: { readonly path: string }, other: { readonly path: string }): number {
  return one.path < other.path ? -1 : one.path > other.path ? 1 : 0;
}

/** SHA-256 in hexadecimal. The order of the files does not matter. */
export function digestRequest({ changes, ...identity }: RequestIdentity): string {
  const additions = [...changes.additions].sort(compare);
  const text = JSON.stringify([
    'git-commit/1',
    identity.issuer,
    identity.workspaceId,
    identity.repositoryId,
    identity.runId,
    identity.runAttempt,
    identity.checkRunId,
    identity.branch,
    identity.base,
    identity.message,
    additions.map(({ path, mode, content }) => [path, mode ?? '', blobId(content)]),
    changes.deletions.map(({ path }) => path).sort(),
  ]);
  return createHash('sha256').update(text).digest('hex');
}
