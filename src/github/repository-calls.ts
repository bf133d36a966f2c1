/** Calls about one repository with a token for it. */
import type { ClientCalls, SendToGitHub } from './client.ts';
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

/** `place` has the parameters that name the repository to Octokit. */
export function callRepository<T>(
  calls: ClientCalls,
  repository: RepositoryHandle,
  call: (send: SendToGitHub, place: Place) => Promise<T>,
): Promise<T> {
  const { client, ...options } = calls;
  const { owner = '', name: repo = '' } = parseRepositoryName(repository.name) ?? {};
  return client.asInstallation(
    repository.token,
    (send, request) => call(send, { owner, repo, request }),
    options,
  );
}
