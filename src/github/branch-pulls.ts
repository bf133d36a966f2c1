/** The pull request of a branch of the same repository: found, opened, and a review of it requested. */
import type { ClientCalls } from './client.ts';
import { GitHubFailure } from './failure.ts';
import { callRepository, type RepositoryHandle } from './repository-calls.ts';

export interface NewPullRequest {
  readonly head: string;
  readonly base: string;
  readonly title: string;
  readonly body: string;
}

/** Number of the open one from `head` into `base`; `undefined`: there is none. Needs `pull_requests: read`. */
export async function findBranchPull(
  calls: ClientCalls,
  repository: RepositoryHandle,
  { head, base }: Pick<NewPullRequest, 'head' | 'base'>,
): Promise<number | undefined> {
  const { data } = await callRepository(calls, repository, (send, place) =>
    send('GET /repos/{owner}/{repo}/pulls', {
      ...{ ...place, state: 'open', base, head: `${place.owner}:${head}`, per_page: 10 },
    }),
  );
  // The owner may have the same branch in a fork of another name.
  const own = data.find((pull) => pull.head.ref === head && pull.head.repo?.id === pull.base.repo.id);
  return own?.number;
}

/** Its number. Rejects as `unprocessable` where GitHub opens none. Needs `pull_requests: write`. */
export async function openBranchPull(
  calls: ClientCalls,
  repository: RepositoryHandle,
  { head, base, title, body }: NewPullRequest,
): Promise<number> {
  const { data } = await callRepository(calls, repository, (send, place) =>
    send('POST /repos/{owner}/{repo}/pulls', { ...place, head, base, title, body }),
  );
  return data.number;
}

/** Whether GitHub asked the person: it does not ask authors, or people who are not collaborators. Needs `pull_requests: write`. */
export async function requestReview(
  calls: ClientCalls,
  repository: RepositoryHandle,
  { number, login }: { readonly number: number; readonly login: string },
): Promise<boolean> {
  try {
    await callRepository(calls, repository, (send, place) =>
      send('POST /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers', {
        ...{ ...place, pull_number: number, reviewers: [login] },
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof GitHubFailure) return false;
    throw error;
  }
}
