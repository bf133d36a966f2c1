/** Reads commits and compares two of them. */
import type { ClientCalls } from './client.ts';
import { GitHubFailure } from './failure.ts';
import { callRepository, type RepositoryHandle } from './repository-calls.ts';

/** The parents of a commit, in order; `undefined` if GitHub does not show the commit. */
export async function readParents(
  calls: ClientCalls,
  repository: RepositoryHandle,
  sha: string,
): Promise<readonly string[] | undefined> {
  try {
    const { data } = await callRepository(calls, repository, (send, place) =>
      send('GET /repos/{owner}/{repo}/git/commits/{commit_sha}', { ...place, commit_sha: sha }),
    );
    return data.parents.map((parent) => parent.sha);
  } catch (error) {
    if (error instanceof GitHubFailure && ['not-found', 'unprocessable'].includes(error.kind))
      return undefined;
    throw error;
  }
}

export interface CommitComparison {
  /** `ahead`: `head` comes after `base`. */
  readonly relation: 'identical' | 'ahead' | 'behind' | 'diverged';
  /** From `base`, excluded, to `head`, oldest first. GitHub returns at most 250. */
  readonly commits: readonly { readonly sha: string; readonly message: string }[];
  /** Changed paths; both paths of renamed files. GitHub returns at most 300 files. */
  readonly paths: readonly string[];
  /** Whether commits and paths are complete. */
  readonly isComplete: boolean;
}

/** Most files in a response, as GitHub documents. */
const maxComparedFiles = 300;

/** `undefined` if GitHub does not know one of the two. */
export async function compareCommits(
  calls: ClientCalls,
  repository: RepositoryHandle,
  { base, head }: { readonly base: string; readonly head: string },
): Promise<CommitComparison | undefined> {
  try {
    const { data } = await callRepository(calls, repository, (send, place) =>
      send('GET /repos/{owner}/{repo}/compare/{basehead}', { ...place, basehead: `${base}...${head}` }),
    );
    const files = data.files ?? [];
    return {
      relation: data.status,
      commits: data.commits.map(({ sha, commit }) => ({ sha, message: commit.message })),
      paths: files.flatMap(({ filename, previous_filename }) =>
        previous_filename === undefined ? [filename] : [filename, previous_filename],
      ),
      isComplete: files.length < maxComparedFiles && data.commits.length === data.total_commits,
    };
  } catch (error) {
    if (error instanceof GitHubFailure && error.kind === 'not-found') return undefined;
    throw error;
  }
}
