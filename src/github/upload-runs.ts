/** Reads the runs of workflows that upload. */
import { type RunEnd, type RunNewsStatus, readRunStatus } from '../domain/dispatch/run-rank.ts';
import type { ClientCalls } from './client.ts';
import { callRepository, type RepositoryHandle } from './repository-calls.ts';

/** By GitHub's clock, in milliseconds. Needs `actions: read`. Rejects with `GitHubFailure`. */
export async function fetchRunCreation(
  calls: ClientCalls,
  repository: RepositoryHandle,
  runId: string,
): Promise<number> {
  const { data } = await callRepository(calls, repository, (send, place) =>
    send('GET /repos/{owner}/{repo}/actions/runs/{run_id}', {
      ...place,
      run_id: Number(runId),
      exclude_pull_requests: true,
    }),
  );
  return Date.parse(data.created_at);
}
export interface CommitRun {
  /** File name. */
  readonly file: string;
  /** That started it. */
  readonly event: string;
  readonly status: RunNewsStatus;
  readonly end?: RunEnd | undefined;
  /** By GitHub's clock, in milliseconds. */
  readonly updatedAt: number;
  readonly url: string;
}

/** The newest 100 runs of a commit, newest first. Needs `actions: read`. Rejects with `GitHubFailure`. */
export async function fetchCommitRuns(
  calls: ClientCalls,
  repository: RepositoryHandle,
  headSha: string,
): Promise<readonly CommitRun[]> {
  const { data } = await callRepository(calls, repository, (send, place) =>
    send('GET /repos/{owner}/{repo}/actions/runs', {
      ...place,
      head_sha: headSha,
      per_page: 100,
      exclude_pull_requests: true,
    }),
  );
  return data.workflow_runs.map((run) => ({
    file: run.path.replace(/@.*$/s, '').replace(/^.*\//s, ''),
    event: run.event,
    ...readRunStatus(run.status ?? '', run.conclusion),
    updatedAt: Date.parse(run.updated_at),
    url: run.html_url,
  }));
}
