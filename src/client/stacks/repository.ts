/** The repository as an upload names it. Read from the runner's variables, since the URL of a git remote may hold a credential. */
import { ActionError } from '../../base/errors.ts';

/** A type, so that it can stand as the head of an upload. */
export type RepositoryFields = {
  readonly repo_url: string;
  readonly repo_name: string;
  readonly repo_owner: string;
  readonly repo_host: string;
};

/** `repository` is `owner/name`. Throws INPUT_INVALID when the two are not what the runner sets. */
export function describeRepository(serverUrl: string, repository: string): RepositoryFields {
  const [owner = '', name = '', ...more] = repository.split('/');
  const url = URL.canParse(serverUrl) ? new URL(serverUrl) : undefined;
  if (url === undefined || owner === '' || name === '' || more.length > 0) {
    throw new ActionError(
      'INPUT_INVALID',
      'GITHUB_SERVER_URL and GITHUB_REPOSITORY do not name a repository.',
      {
        hint: 'The runner sets them; look for a step that overwrites them.',
      },
    );
  }
  return {
    repo_url: `${url.origin}/${owner}/${name}`,
    repo_name: name,
    repo_owner: owner,
    repo_host: url.host,
  };
}
