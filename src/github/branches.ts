/** Reads and moves branches. */
import type { ClientCalls } from './client.ts';
import { GitHubFailure } from './failure.ts';
import { callRepository, type RepositoryHandle } from './repository-calls.ts';

export interface Branch {
  readonly head: string;
  /** By a branch protection rule or a ruleset. */
  readonly isProtected: boolean;
}

/** `undefined` if it does not exist. Needs `contents: read`. */
export async function readBranch(
  calls: ClientCalls,
  repository: RepositoryHandle,
  branch: string,
): Promise<Branch | undefined> {
  try {
    const { data } = await callRepository(calls, repository, (send, place) =>
      send('GET /repos/{owner}/{repo}/branches/{branch}', { ...place, branch }),
    );
    // For a renamed branch, GitHub returns the new one.
    return data.name === branch ? { head: data.commit.sha, isProtected: data.protected } : undefined;
  } catch (error) {
    if (error instanceof GitHubFailure && error.kind === 'not-found') return undefined;
    throw error;
  }
}

/** Fast-forward only: otherwise the call rejects as `unprocessable`. Needs `contents: write`. */
export async function moveBranch(
  calls: ClientCalls,
  repository: RepositoryHandle,
  target: { readonly branch: string; readonly sha: string },
): Promise<void> {
  const { branch, sha } = target;
  await callRepository(calls, repository, (send, place) =>
    send('PATCH /repos/{owner}/{repo}/git/refs/{ref}', {
      ...place,
      ref: `heads/${branch}`,
      sha,
      force: false,
    }),
  );
}

/** A new branch at a commit. Rejects as `unprocessable` if the branch exists, or a rule forbids it. Needs `contents: write`. */
export async function createBranch(
  calls: ClientCalls,
  repository: RepositoryHandle,
  { branch, sha }: { readonly branch: string; readonly sha: string },
): Promise<void> {
  await callRepository(calls, repository, (send, place) =>
    send('POST /repos/{owner}/{repo}/git/refs', { ...place, ref: `refs/heads/${branch}`, sha }),
  );
}
