/** Reads the runs of workflows that upload. */
import { type RunEnd, type RunNewsStatus, readRunStatus } from '../domain/dispatch/run-rank.ts';
import type { UploadRun } from '../domain/dispatch/upload-activity.ts';
import type { ClientCalls } from './client.ts';
import { GitHubFailure } from './failure.ts';
import { callRepository, type RepositoryHandle } from './repository-calls.ts';

function readRepositoryId(
  repository: { readonly id: number | bigint } | null | undefined,
): string | undefined {
  // Of a fork that was deleted GitHub shows none.
  return repository === null || repository === undefined ? undefined : String(repository.id);
}

/** `undefined`: GitHub does not know the run. Needs `actions: read`. Rejects with `GitHubFailure`. */
export async function fetchUploadRun(
  calls: ClientCalls,
  repository: RepositoryHandle,
  runId: string,
): Promise<UploadRun | undefined> {
  const run = await fetchRun(calls, repository, runId).catch((error: unknown) => {
    if (error instanceof GitHubFailure && error.kind === 'not-found') return undefined;
    throw error;
  });
  if (run === undefined) return undefined;
  return { createdAt: Date.parse(run.created_at), headRepositoryId: readRepositoryId(run.head_repository) };
}

async function fetchRun(calls: ClientCalls, repository: RepositoryHandle, runId: string) {
  const { data } = await callRepository(calls, repository, (send, place) =>
    send('GET /repos/{owner}/{repo}/actions/runs/{run_id}', {
      ...place,
      run_id: Number(runId),
      exclude_pull_requests: true,
    }),
  );
  return data;
}

export interface CommitRun {
  /** File name. */
  readonly file: string;
  /** That started it. */
  readonly event: string;
  /** Of a pull request, its head branch. */
  readonly headBranch: string | undefined;
  /** Decimal id of the repository of the head. `undefined`: it was deleted. */
  readonly headRepositoryId: string | undefined;
  /** By GitHub's clock, in milliseconds. */
  readonly createdAt: number;
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
    headBranch: run.head_branch ?? undefined,
    headRepositoryId: readRepositoryId(run.head_repository),
    createdAt: Date.parse(run.created_at),
    ...readRunStatus(run.status ?? '', run.conclusion),
    updatedAt: Date.parse(run.updated_at),
    url: run.html_url,
  }));
}
