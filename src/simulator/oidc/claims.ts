/** Builds the claims of a job's ID token from the run in the world. Every value is a string, as at GitHub. */
import {
  type Account,
  fullNameOf,
  ownerOf,
  type Repository,
  type SimulatedJob,
  type World,
} from '../world/world.ts';
import { subjectOf } from './subject.ts';

/** Every claim that discovery announces, in GitHub's spelling. */
export const claimNames = [
  'sub',
  'aud',
  'exp',
  'nbf',
  'iat',
  'iss',
  'jti',
  'actor',
  'actor_id',
  'base_ref',
  'check_run_id',
  'enterprise',
  'enterprise_id',
  'environment',
  'environment_node_id',
  'event_name',
  'head_ref',
  'job_workflow_ref',
  'job_workflow_sha',
  'ref',
  'ref_protected',
  'ref_type',
  'repository',
  'repository_id',
  'repository_owner',
  'repository_owner_id',
  'repository_visibility',
  'run_attempt',
  'run_id',
  'run_number',
  'runner_environment',
  'sha',
  'workflow',
  'workflow_ref',
  'workflow_sha',
] as const;

function refType(ref: string): string {
  return ref.startsWith('refs/tags/') ? 'tag' : 'branch';
}

function environmentClaims(repository: Repository, environment: string | undefined): Record<string, string> {
  if (environment === undefined) return {};
  const node = Buffer.from(`${repository.id}:${environment}`).toString('base64url');
  return { environment, environment_node_id: `EN_${node}` };
}

function enterpriseClaims({ enterprise }: Account): Record<string, string> {
  return enterprise === undefined
    ? {}
    : { enterprise: enterprise.slug, enterprise_id: String(enterprise.id) };
}

/** All claims but those of the token itself (`iss`, `aud`, `jti` and the times). */
export function claimsOf(world: World, job: SimulatedJob): Record<string, string> {
  const { run } = job;
  const repository = world.repositories.get(run.repositoryId);
  if (repository === undefined) throw new Error(`Run ${run.id} has no repository in this world.`);
  const owner = ownerOf(world, repository);
  const actor = world.accounts.get(run.actorId);
  const fullName = fullNameOf(world, repository);
  const workflowRef = `${fullName}/${run.workflowFile}@${run.ref}`;
  const claims: Record<string, string> = {
    ref: run.ref,
    sha: run.sha,
    repository: fullName,
    repository_owner: owner.login,
    repository_owner_id: String(owner.id),
    run_id: String(run.id),
    run_number: String(run.number),
    run_attempt: String(run.attempt),
    repository_visibility: repository.visibility,
    repository_id: String(repository.id),
    actor_id: String(run.actorId),
    actor: actor?.login ?? '',
    workflow: run.workflowName,
    head_ref: run.headRef,
    base_ref: run.baseRef,
    event_name: run.event,
    ref_protected: 'false',
    ref_type: refType(run.ref),
    workflow_ref: workflowRef,
    workflow_sha: run.sha,
    job_workflow_ref: job.reusableWorkflow?.ref ?? workflowRef,
    job_workflow_sha: job.reusableWorkflow?.sha ?? run.sha,
    runner_environment: job.runnerEnvironment,
    check_run_id: String(job.checkRunId),
    ...environmentClaims(repository, job.environment),
    ...enterpriseClaims(owner),
  };
  return { sub: subjectOf(world, job, { repository, claims }), ...claims };
}
