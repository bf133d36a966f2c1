/** Reads whether a repository is still where it was. */
import type { ClientCalls } from './client.ts';
import { callRepository, type RepositoryHandle } from './repository-calls.ts';

export interface RepositoryState {
  /** Decimal ids. */
  readonly repositoryId: string;
  readonly ownerId: string;
  readonly isArchived: boolean;
}

/** Needs `metadata: read`. Rejects with `GitHubFailure`. */
export async function fetchRepositoryState(
  calls: ClientCalls,
  repository: RepositoryHandle,
): Promise<RepositoryState> {
  const { data } = await callRepository(calls, repository, (send, place) =>
    send('GET /repos/{owner}/{repo}', place),
  );
  return { repositoryId: String(data.id), ownerId: String(data.owner.id), isArchived: data.archived };
}
