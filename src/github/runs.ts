/** Reads whether a workflow run goes on. */
import type { CallOptions, GitHubClient } from './client.ts';
import { parseRepositoryName } from './repository-names.ts';

export interface WorkflowRun {
  /** The latest attempt. */
  readonly attempt: number;
  readonly isCompleted: boolean;
}

/** Needs `actions: read`. Rejects with `GitHubFailure`; a run that GitHub does not show is one, too. */
export async function readWorkflowRun(
  client: GitHubClient,
  token: string,
  run: { /** `owner/name` */ readonly repository: string; readonly id: string },
  options?: CallOptions,
): Promise<WorkflowRun> {
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
  return { attempt: data.run_attempt ?? 1, isCompleted: data.status === 'completed' };
}
