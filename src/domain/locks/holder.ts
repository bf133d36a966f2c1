/** Decides who a holder is, and how a caller stands to the holder of a lock (docs/locks.md#who-can-take-and-release-a-lock). */
import type { LockHolder } from './lock.ts';

/** What a session says about its job. */
export interface HolderInput {
  readonly issuer: string;
  readonly repositoryId: string;
  readonly repository: string;
  /** Claims of the ID token. */
  readonly claims: Readonly<Record<string, string | undefined>>;
  /** Such as `https://github.com`, for the run's address. */
  readonly serverUrl: string;
  /** `run`: all jobs of the run are one holder, for a lock that is taken in one job and used in others. */
  readonly scope: 'job' | 'run';
}

function workflowFile(workflowRef: string): string {
  const path = workflowRef.replace(/@.*$/s, '');
  return path.slice(path.lastIndexOf('/') + 1);
}

/** `undefined` when the run cannot be told from others: without a run id or with an attempt that is not a number. */
export function holderOf(input: HolderInput): LockHolder | undefined {
  const { claims } = input;
  const runId = claims['run_id'] ?? '';
  const attempt = claims['run_attempt'] ?? '';
  if (!/^[1-9][0-9]{0,18}$/.test(runId) || !/^[1-9][0-9]{0,8}$/.test(attempt)) return undefined;
  return {
    issuer: input.issuer,
    repositoryId: input.repositoryId,
    runId,
    runAttempt: Number(attempt),
    checkRunId: input.scope === 'run' ? '' : (claims['check_run_id'] ?? ''),
    repository: input.repository,
    runUrl: `${input.serverUrl}/${input.repository}/actions/runs/${runId}/attempts/${attempt}`,
    actor: claims['actor'] ?? '',
    workflow: workflowFile(claims['workflow_ref'] ?? ''),
  };
}

/** A deployment that holds, or wants, the lock of its instance. */
export interface DeploymentInput {
  readonly repositoryId: string;
  readonly repository: string;
  /** Names the deployment; the same for all of its attempts. */
  readonly id: string;
  readonly subject: string;
  readonly workflow: string;
  /** Those that are known, oldest first. */
  readonly runs: readonly { readonly runId: string; readonly attempt: number; readonly url: string }[];
}

export function holderOfDeployment({ id, subject, runs, ...names }: DeploymentInput): LockHolder {
  const [first] = runs;
  return {
    ...names,
    // No ID token has this issuer, so no job is taken for the deployment itself.
    issuer: '',
    runId: first?.runId ?? '',
    runAttempt: first?.attempt ?? 0,
    checkRunId: '',
    runUrl: first?.url ?? '',
    actor: '',
    deployment: { id, subject, runIds: runs.map(({ runId }) => runId) },
  };
}

/** Whether the run is the holder's, or one of those that the holding deployment has started. */
export function isHeldByRun({ runId, deployment }: LockHolder, run: string): boolean {
  return deployment === undefined ? runId === run : deployment.runIds.includes(run);
}

/**
 * `same`: the very job or deployment. `sibling`: another job of the same attempt. `newer` and `older`: another attempt of the run; two
 * attempts are never live together. `member`: a job of a run that the holding deployment has started. `stranger`: all others.
 */
export type Relation = 'same' | 'sibling' | 'newer' | 'older' | 'member' | 'stranger';

function relationToDeployment(holder: LockHolder, caller: LockHolder): Relation {
  if (caller.repositoryId !== holder.repositoryId) return 'stranger';
  if (caller.deployment !== undefined)
    return caller.deployment.id === holder.deployment?.id ? 'same' : 'stranger';
  return isHeldByRun(holder, caller.runId) ? 'member' : 'stranger';
}

export function relationTo(holder: LockHolder, caller: LockHolder): Relation {
  if (holder.deployment !== undefined) return relationToDeployment(holder, caller);
  if (caller.deployment !== undefined) return 'stranger';
  const isSameRun =
    caller.issuer === holder.issuer &&
    caller.repositoryId === holder.repositoryId &&
    caller.runId === holder.runId;
  if (!isSameRun) return 'stranger';
  if (caller.runAttempt !== holder.runAttempt) {
    return caller.runAttempt > holder.runAttempt ? 'newer' : 'older';
  }
  return caller.checkRunId === holder.checkRunId ? 'same' : 'sibling';
}

/** How the identities of deployments in the queue begin; an issuer is a URL. */
export const deploymentJobPrefix = '["deployment",';

/** The holder's identity in the queue; names do not count. */
export function nameJob(holder: LockHolder): string {
  const { issuer, repositoryId, runId, runAttempt, checkRunId, deployment } = holder;
  if (deployment !== undefined)
    return `${deploymentJobPrefix}${JSON.stringify([repositoryId, deployment.id])}]`;
  return JSON.stringify([issuer, repositoryId, runId, runAttempt, checkRunId]);
}
