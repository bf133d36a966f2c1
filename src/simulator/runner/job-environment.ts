/** The environment that a runner gives a job's steps, as far as the world knows it. */
import { fullNameOf, ownerOf, type SimulatedJob, type World } from '../world/world.ts';

/** A ref without its `refs/…/` prefix, as `GITHUB_REF_NAME` has it. */
function refName(ref: string): string {
  return ref.replace(/^refs\/(?:heads|tags|pull)\//, '');
}

function idTokenVariables({ urls }: World, job: SimulatedJob): Record<string, string> {
  if (job.permissions['id-token'] !== 'write') return {};
  return {
    ACTIONS_ID_TOKEN_REQUEST_URL: `${urls.runner}/idtoken/${job.name}?api-version=2.0`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: job.requestToken,
  };
}

/** Without `id-token: write` the two variables for ID tokens are absent, as at GitHub. Throws for an unknown job. */
export function jobEnvironment(world: World, name: string): Record<string, string> {
  const job = world.jobs.get(name);
  const repository = job && world.repositories.get(job.run.repositoryId);
  if (job === undefined || repository === undefined) throw new Error(`Unknown job "${name}".`);
  const { run } = job;
  const { urls } = world;
  const fullName = fullNameOf(world, repository);
  return {
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_SERVER_URL: urls.server,
    GITHUB_API_URL: urls.api,
    GITHUB_GRAPHQL_URL: urls.graphql,
    GITHUB_REPOSITORY: fullName,
    GITHUB_REPOSITORY_ID: String(repository.id),
    GITHUB_REPOSITORY_OWNER: ownerOf(world, repository).login,
    GITHUB_REPOSITORY_OWNER_ID: String(repository.ownerId),
    GITHUB_RUN_ID: String(run.id),
    GITHUB_RUN_NUMBER: String(run.number),
    GITHUB_RUN_ATTEMPT: String(run.attempt),
    GITHUB_EVENT_NAME: run.event,
    GITHUB_REF: run.ref,
    GITHUB_REF_NAME: refName(run.ref),
    GITHUB_REF_TYPE: run.ref.startsWith('refs/tags/') ? 'tag' : 'branch',
    GITHUB_HEAD_REF: run.headRef,
    GITHUB_BASE_REF: run.baseRef,
    GITHUB_SHA: run.sha,
    GITHUB_ACTOR: world.accounts.get(run.actorId)?.login ?? '',
    GITHUB_ACTOR_ID: String(run.actorId),
    GITHUB_WORKFLOW: run.workflowName,
    GITHUB_WORKFLOW_REF: `${fullName}/${run.workflowFile}@${run.ref}`,
    GITHUB_WORKFLOW_SHA: run.sha,
    GITHUB_JOB: job.key ?? job.name,
    RUNNER_ENVIRONMENT: job.runnerEnvironment,
    ...idTokenVariables(world, job),
  };
}
