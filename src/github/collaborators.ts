/** Reads what a person may do in a repository. */
import type { ClientCalls } from './client.ts';
import { GitHubFailure } from './failure.ts';
import { callRepository, type RepositoryHandle } from './repository-calls.ts';

export interface Person {
  readonly login: string;
  /** GitHub's. A login may be another person's by now. */
  readonly id: number;
}

/** Whether the person may write there at this moment, through whatever team or role. Needs `metadata: read`. */
export async function mayWrite(
  calls: ClientCalls,
  repository: RepositoryHandle,
  { login, id }: Person,
): Promise<boolean> {
  try {
    const { data } = await callRepository(calls, repository, (send, place) =>
      send('GET /repos/{owner}/{repo}/collaborators/{username}/permission', { ...place, username: login }),
    );
    // Maintain counts as write here, triage as read.
    return data.user?.id === id && (data.permission === 'admin' || data.permission === 'write');
  } catch (error) {
    if (error instanceof GitHubFailure && error.kind === 'not-found') return false;
    throw error;
  }
}
