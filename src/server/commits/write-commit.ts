/** Puts a commit on top of a branch: in one call where that can carry it, else object by object and then the branch. */
import type { Addition } from '../../domain/commits/change.ts';
import { findClearing, modeFor, type TreeEntries } from '../../domain/commits/settled.ts';
import { moveBranch, readBranch } from '../../github/branches.ts';
import type { CallOptions, GitHubClient } from '../../github/client.ts';
import { type BranchCommit, createCommitOnBranch } from '../../github/create-commit.ts';
import { GitHubFailure } from '../../github/failure.ts';
import { prepareCommit } from '../../github/git-objects.ts';
import type { RepositoryHandle } from '../../github/repository-calls.ts';
import type { CommitTree } from '../../github/tree-entries.ts';

/** Most content that goes through one call, in bytes. */
const maxSingleCallBytes = 2 * 1024 * 1024;

export type Written =
  | { readonly status: 'written'; readonly sha: string }
  /** Another push was faster; nothing was changed. */
  | { readonly status: 'moved'; readonly head: string | undefined }
  | { readonly status: 'refused'; readonly reason: string };

export interface WritePorts {
  readonly client: GitHubClient;
  readonly handle: RepositoryHandle;
  /** Called before the branch moves to a commit whose id is known by then. */
  readonly onPrepared: (sha: string) => Promise<void>;
  readonly options: CallOptions & { readonly now: () => number };
}

/** The one call writes ordinary files only, and makes one of any other. */
function isOrdinary(addition: Addition, entries: TreeEntries): boolean {
  return (
    modeFor(addition, entries) === '100644' && (entries.get(addition.path)?.mode ?? '100644') === '100644'
  );
}

function fitsOneCall(order: BranchCommit, { entries }: CommitTree): boolean {
  const { additions } = order.changes;
  const bytes = additions.reduce((sum, { content }) => sum + content.byteLength, 0);
  // Not said to take a file and a folder of the same name.
  if (findClearing(order.changes).length > 0) return false;
  return bytes <= maxSingleCallBytes && additions.every((addition) => isOrdinary(addition, entries));
}

/** Rejects with `GitHubFailure` when it is not certain what happened. */
export async function writeCommit(
  order: BranchCommit,
  base: CommitTree,
  ports: WritePorts,
): Promise<Written> {
  const { client, handle, options, onPrepared } = ports;
  try {
    if (fitsOneCall(order, base)) {
      return { status: 'written', sha: await createCommitOnBranch({ client, ...options }, handle, order) };
    }
    const sha = await prepareCommit({ client, ...options }, handle, { ...order, base });
    await onPrepared(sha);
    await moveBranch({ client, ...options }, handle, { branch: order.branch, sha });
    return { status: 'written', sha };
  } catch (error) {
    if (!(error instanceof GitHubFailure) || !isRefusal(error)) throw error;
    // GitHub's message for a branch that has moved varies; where the branch is now does not.
    const head = (await readBranch({ client, ...options }, handle, order.branch))?.head;
    return head === order.head ? { status: 'refused', reason: error.message } : { status: 'moved', head };
  }
}

function isRefusal({ kind }: GitHubFailure): boolean {
  return kind === 'unprocessable' || kind === 'forbidden' || kind === 'not-found';
}
