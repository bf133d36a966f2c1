/** Reads the repository of a head commit, which may be a fork that no longer exists. */
import { isRecord } from '../base/text.ts';
import { GitHubFailure } from './failure.ts';

/**
 * The repository's ID in decimal; `undefined` if the repository was deleted: GitHub then answers `null`, which its OpenAPI
 * description does not say.
 *
 * @throws GitHubFailure `unexpected` without a numeric ID.
 */
export function readHeadRepositoryId(repository: unknown): string | undefined {
  if (repository === null) return undefined;
  const id = isRecord(repository) ? repository['id'] : undefined;
  if (!Number.isSafeInteger(id))
    throw new GitHubFailure('unexpected', 'GitHub returned a head repository without its ID.');
  return String(id);
}
