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

/**
 * `same`: the very job. `sibling`: another job of the same attempt. `newer` and `older`: another attempt of the run; two
 * attempts are never live together. `stranger`: another run.
 */
export type Relation = 'same' | 'sibling' | 'newer' | 'older' | 'stranger';

export function relationTo(holder: LockHolder, caller: LockHolder): Relation {
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

/** The job's identity in the queue; names do not count. */
export function nameJob({ issuer, repositoryId, runId, runAttempt, checkRunId }: LockHolder): string {
  return JSON.stringify([issuer, repositoryId, runId, runAttempt, checkRunId]);
}
