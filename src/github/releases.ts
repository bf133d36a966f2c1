/** Reads releases: the tag of a delivery, and the commit that it names. */
import { isRecord } from '../base/text.ts';
import type { ClientCalls } from './client.ts';
import { GitHubFailure } from './failure.ts';
import { callRepository, type RepositoryHandle } from './repository-calls.ts';

export interface SeenRelease {
  /** GitHub's, decimal. */
  readonly id: string;
  readonly tag: string;
  /** When it was published or changed, by GitHub, in milliseconds. */
  readonly at: number;
}

/** Longest name of a tag, in characters. */
const maxTagLength = 1_024;

/** Of `release` deliveries. `undefined` for anything else, and for a draft, whose tag need not exist. */
export function readRelease(payload: Readonly<Record<string, unknown>>): SeenRelease | undefined {
  const release = payload['release'];
  if (!isRecord(release) || release['draft'] === true) return undefined;
  const { id, tag_name: tag } = release;
  const at = Date.parse(String(release['published_at'] ?? release['created_at']));
  if (typeof id !== 'number' || !Number.isSafeInteger(id) || id < 1) return undefined;
  if (typeof tag !== 'string' || tag === '' || tag.length > maxTagLength) return undefined;
  return { id: String(id), tag: tag.toWellFormed(), at: Number.isFinite(at) ? at : 0 };
}

/** `undefined`: there is no such tag. Needs `contents: read`. Rejects with `GitHubFailure`. */
export async function fetchTagCommit(
  calls: ClientCalls,
  repository: RepositoryHandle,
  tag: string,
): Promise<string | undefined> {
  try {
    const { data } = await callRepository(calls, repository, (send, place) =>
      send('GET /repos/{owner}/{repo}/commits/{ref}', { ...place, ref: `tags/${tag}` }),
    );
    return data.sha;
  } catch (error) {
    if (error instanceof GitHubFailure && ['not-found', 'unprocessable'].includes(error.kind))
      return undefined;
    throw error;
  }
}
