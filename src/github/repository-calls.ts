/** One repository and the token that reaches it: what the calls about its branches and pull requests start from. */
import type { CallOptions, GitHubClient, Send } from './client.ts';
import { parseRepositoryName } from './repository-names.ts';

export interface RepositoryHandle {
  /** `owner/name` as GitHub spells it. */
  readonly name: string;
  /** A secret. */
  readonly token: string;
}

type Place = {
  readonly owner: string;
  readonly repo: string;
  readonly request: { readonly signal?: AbortSignal };
};

/** Sends with the token; `place` names the repository to Octokit. */
export function callRepository<T>(
  client: GitHubClient,
  repository: RepositoryHandle,
  call: (send: Send, place: Place) => Promise<T>,
  options?: CallOptions,
): Promise<T> {
  const { owner = '', name: repo = '' } = parseRepositoryName(repository.name) ?? {};
  return client.asInstallation(
    repository.token,
    (send, request) => call(send, { owner, repo, request }),
    options,
  );
}
