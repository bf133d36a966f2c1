/** Reads the commit at the head of a repository's default branch. */
import type { ClientCalls } from './client.ts';
import { callRepository, type RepositoryHandle } from './repository-calls.ts';

export interface DefaultHead {
  /** Without `refs/heads/`. */
  readonly branch: string;
  readonly sha: string;
  /** It runs no workflows. */
  readonly isArchived: boolean;
}

/** Two calls. Needs `contents: read`. Rejects with `GitHubFailure`: an empty repository has no such commit. */
export async function fetchDefaultHead(
  calls: ClientCalls,
  repository: RepositoryHandle,
): Promise<DefaultHead> {
  const { data } = await callRepository(calls, repository, (send, place) =>
    send('GET /repos/{owner}/{repo}', place),
  );
  const branch = data.default_branch;
  const { data: commit } = await callRepository(calls, repository, (send, place) =>
    send('GET /repos/{owner}/{repo}/commits/{ref}', { ...place, ref: `heads/${branch}` }),
  );
  return { branch, sha: commit.sha, isArchived: data.archived };
}
