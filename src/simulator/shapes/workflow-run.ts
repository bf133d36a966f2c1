/** An attempt of a workflow run as REST and webhooks show it. */
import type { components } from '@octokit/openapi-types';
import { type Run, statusOf } from '../world/runs.ts';
import { fullNameOf, type Repository, type World } from '../world/world.ts';
import { showAccount } from './account.ts';
import { showTime } from './app.ts';
import { nodeIdOf } from './node-id.ts';
import { showMinimalRepository } from './repository.ts';

type Schemas = components['schemas'];

/** The branch or tag without its prefix; of a pull request, its head branch. */
export function headBranchOf(run: Run): string {
  return run.headRef === '' ? run.ref.replace(/^refs\/(?:heads|tags|pull)\//, '') : run.headRef;
}

function showPullRequests(world: World, run: Run): NonNullable<Schemas['workflow-run']['pull_requests']> {
  const repository = world.repositories.get(run.repositoryId);
  const pull = repository?.pullRequests.get(run.flow?.pullRequest ?? 0);
  // GitHub lists none for a pull request from a fork.
  if (repository === undefined || pull === undefined || pull.headRepositoryId !== repository.id) return [];
  const url = `${world.urls.api}/repos/${fullNameOf(world, repository)}`;
  const repo = { id: repository.id, url, name: repository.name };
  return [
    {
      id: pull.id,
      number: pull.number,
      url: `${url}/pulls/${pull.number}`,
      head: { ref: pull.headRef, sha: run.headSha, repo },
      base: { ref: pull.baseRef, sha: run.sha, repo },
    },
  ];
}

function showActors(world: World, run: Run) {
  const actor = world.accounts.get(run.actorId);
  const starter = world.accounts.get(run.flow?.triggeringActorId ?? run.actorId);
  return {
    ...(actor === undefined ? {} : { actor: showAccount(world, actor) }),
    ...(starter === undefined ? {} : { triggering_actor: showAccount(world, starter) }),
  };
}

function showLinks(run: Run, repositoryUrl: string) {
  const url = `${repositoryUrl}/actions/runs/${run.id}`;
  return {
    url,
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    check_suite_url: `${repositoryUrl}/check-suites/${run.id}`,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    previous_attempt_url: run.attempt > 1 ? `${url}/attempts/${run.attempt - 1}` : null,
    workflow_url: `${repositoryUrl}/actions/workflows/${run.flow?.workflowId ?? run.id}`,
  };
}

export function runPageUrl(world: World, repository: Repository, runId: number): string {
  return `${world.urls.server}/${fullNameOf(world, repository)}/actions/runs/${runId}`;
}

export function showRun(world: World, repository: Repository, run: Run): Schemas['workflow-run'] {
  const { flow } = run;
  const startedAt = flow?.startedAt ?? run.createdAt;
  return {
    id: run.id,
    name: run.workflowName,
    node_id: nodeIdOf('WorkflowRun', run.id),
    head_branch: headBranchOf(run),
    head_sha: run.headSha,
    path: run.workflowFile,
    display_title: flow?.displayTitle ?? run.workflowName,
    run_number: run.number,
    run_attempt: run.attempt,
    event: run.event,
    status: statusOf(run),
    conclusion: run.conclusion ?? null,
    workflow_id: flow?.workflowId ?? run.id,
    check_suite_id: run.id,
    check_suite_node_id: nodeIdOf('WorkflowRun', run.id),
    ...showLinks(run, `${world.urls.api}/repos/${fullNameOf(world, repository)}`),
    html_url: runPageUrl(world, repository, run.id),
    pull_requests: showPullRequests(world, run),
    created_at: showTime(run.createdAt),
    updated_at: showTime(run.completedAt ?? flow?.updatedAt ?? run.createdAt),
    run_started_at: showTime(startedAt),
    ...showActors(world, run),
    referenced_workflows: [],
    head_commit: null,
    repository: showMinimalRepository(world, repository),
    head_repository: showMinimalRepository(world, world.repositories.get(run.headRepositoryId) ?? repository),
  };
}
