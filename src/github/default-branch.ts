/** Reads which branch is the default of a repository. */
import type { ClientCalls } from './client.ts';
import { callRepository, type RepositoryHandle } from './repository-calls.ts';

/** Without `refs/heads/`. Needs `metadata: read`. Rejects with `GitHubFailure`. */
export async function fetchDefaultBranch(calls: ClientCalls, repository: RepositoryHandle): Promise<string> {
  const { data } = await callRepository(calls, repository, (send, place) =>
    send('GET /repos/{owner}/{repo}', place),
  );
  return data.default_branch;
}
