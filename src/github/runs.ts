/** Reads whether a workflow run is in progress. */
import type { ClientCalls } from './client.ts';
import { readHeadRepositoryId } from './head-repository.ts';
import { parseRepositoryName } from './repository-names.ts';

export interface WorkflowRun {
  /** The latest attempt. */
  readonly attempt: number;
  readonly isCompleted: boolean;
  /** Repository of the commit that it runs on; `undefined` once that was deleted. */
  readonly headRepositoryId: string | undefined;
}

export interface RunAttempt {
  /** When it was completed, in milliseconds since the Unix epoch by GitHub's clock, to the second; `undefined` while it is in progress. */
  readonly completedAt: number | undefined;
}

interface RunName {
  /** `owner/name` */
  readonly repository: string;
  readonly id: string;
}

/** Needs `actions: read`. Rejects with `GitHubFailure`, also for a run that GitHub does not show. */
export async function readWorkflowRun(calls: ClientCalls, token: string, run: RunName): Promise<WorkflowRun> {
  const { client, ...options } = calls;
  const { owner = '', name = '' } = parseRepositoryName(run.repository) ?? {};
  const { data } = await client.asInstallation(
    token,
    (send, request) =>
      send('GET /repos/{owner}/{repo}/actions/runs/{run_id}', {
        owner,
        repo: name,
        run_id: Number(run.id),
        exclude_pull_requests: true,
        request,
      }),
    options,
  );
  return {
    attempt: data.run_attempt ?? 1,
    isCompleted: data.status === 'completed',
    headRepositoryId: readHeadRepositoryId(data.head_repository),
  };
}

/** One attempt, even if there are later ones. Otherwise as `readWorkflowRun`. */
export async function readRunAttempt(
  calls: ClientCalls,
  token: string,
  run: RunName & { readonly attempt: number },
): Promise<RunAttempt> {
  const { client, ...options } = calls;
  const { owner = '', name = '' } = parseRepositoryName(run.repository) ?? {};
  const { data } = await client.asInstallation(
    token,
    (send, request) =>
      send('GET /repos/{owner}/{repo}/actions/runs/{run_id}/attempts/{attempt_number}', {
        owner,
        repo: name,
        run_id: Number(run.id),
        attempt_number: run.attempt,
        exclude_pull_requests: true,
        request,
      }),
    options,
  );
  // GitHub has no completion time for a run; the last update of a completed run is the closest.
  return { completedAt: data.status === 'completed' ? Date.parse(data.updated_at) : undefined };
}
