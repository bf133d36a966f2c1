/** Reads a pull request. */
import type { ClientCalls } from './client.ts';
import { readHeadRepositoryId } from './head-repository.ts';
import { callRepository, type RepositoryHandle } from './repository-calls.ts';

export interface PullRequest {
  readonly isOpen: boolean;
  readonly headRef: string;
  readonly headSha: string;
  /** The merge at `refs/pull/<number>/merge`; `undefined` while GitHub has none. */
  readonly mergeSha: string | undefined;
  /** `undefined` if the repository of the head was deleted. */
  readonly headRepositoryId: string | undefined;
  readonly baseRepositoryId: string;
  /** `owner/name` as GitHub spells it now. */
  readonly baseRepository: string;
  readonly defaultBranch: string;
}

/** Needs `pull_requests: read`. */
export async function readPullRequest(
  calls: ClientCalls,
  repository: RepositoryHandle,
  number: number,
): Promise<PullRequest> {
  const { data } = await callRepository(calls, repository, (send, place) =>
    send('GET /repos/{owner}/{repo}/pulls/{pull_number}', { ...place, pull_number: number }),
  );
  const { head, base } = data;
  return {
    isOpen: data.state === 'open',
    headRef: head.ref,
    headSha: head.sha,
    mergeSha: data.merge_commit_sha ?? undefined,
    headRepositoryId: readHeadRepositoryId(head.repo),
    baseRepositoryId: String(base.repo.id),
    baseRepository: base.repo.full_name,
    defaultBranch: base.repo.default_branch,
  };
}
