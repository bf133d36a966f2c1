/** A job as a caller of the locks: who it is to other holders, and which keys it may name. */
import { ok, refuse } from '../../base/result.ts';
import { holderOf } from '../../domain/locks/holder.ts';
import type { LockHolder } from '../../domain/locks/lock.ts';
import { type LockKey, readLockKey } from '../../domain/locks/lock-key.ts';
import { type AdmittedJob, isOwnRepository } from '../access/admit.ts';
import { type Answer, refuseRequest } from '../http/answer.ts';

export interface LockCaller extends AdmittedJob {
  /** As a single job. */
  readonly holder: LockHolder;
  /** As all jobs of its run together. */
  readonly asRun: LockHolder;
}

/** `serverUrl`: of GitHub, for the run's address. */
export function toLockCaller(job: AdmittedJob, serverUrl: string): Answer<LockCaller> {
  const { repositoryId, repository, issuer, claims } = job.session;
  const input = { issuer, repositoryId, repository, claims, serverUrl };
  const holder = holderOf({ ...input, scope: 'job' });
  const asRun = holderOf({ ...input, scope: 'run' });
  if (holder === undefined || asRun === undefined) {
    const message =
      'Invalid session: its ID token names no run. Exchange the ID token of a GitHub Actions job for a session.';
    return refuseRequest(400, 'NotAnActionsSession', message);
  }
  return ok({ ...job, holder, asRun });
}

/** The key, if it is one and of the caller's own repository. */
export function readOwnLockKey(text: string, caller: AdmittedJob): Answer<LockKey> {
  const read = readLockKey(text);
  if (read.status === 'refused') return refuse({ httpStatus: 400, ...read.refusal });
  if (!isOwnRepository(read.value.repository, caller)) {
    const message = `The key names another repository than the job's own, ${caller.session.repository}. A job can lock stacks of its own repository only. If the clone has several git remotes, check which one the CLI uses.`;
    return refuseRequest(403, 'LockKeyForeign', message);
  }
  return ok({ ...read.value, repository: caller.session.repository });
}
