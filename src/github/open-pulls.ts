/** Lists the open pull requests of a repository. */
import type { ClientCalls } from './client.ts';
import { pageSize } from './pages.ts';
import { type PullState, readPullState } from './pull-state.ts';
import { callRepository, type RepositoryHandle } from './repository-calls.ts';

/** Most pages that are read of one repository: 1,000 open pull requests. */
const maxPages = 10;

interface OpenPull extends PullState {
  /** By GitHub's clock, in milliseconds. */
  readonly createdAt: number;
}

export interface OpenPulls {
  /** The last updated one first. */
  readonly pulls: readonly OpenPull[];
  /** Whether these are all of them. */
  readonly isWhole: boolean;
}

/** Needs `pull_requests: read`. Rejects with `GitHubFailure`. */
export async function listOpenPulls(calls: ClientCalls, repository: RepositoryHandle): Promise<OpenPulls> {
  const pulls: OpenPull[] = [];
  for (let page = 1; page <= maxPages; page += 1) {
    const { data } = await callRepository(calls, repository, (send, place) =>
      send('GET /repos/{owner}/{repo}/pulls', {
        ...{ ...place, state: 'open', sort: 'updated', direction: 'desc' },
        ...{ per_page: pageSize, page },
      }),
    );
    for (const entry of data) {
      const pull = readPullState(entry);
      if (pull !== undefined) pulls.push({ ...pull, createdAt: Date.parse(entry.created_at) });
    }
    if (data.length < pageSize) return { pulls, isWhole: true };
  }
  return { pulls, isWhole: false };
}
