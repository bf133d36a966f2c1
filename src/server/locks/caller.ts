/** Decides who a caller of the locks is, and whether it may do what it asks for at all. */
import { holderOf } from '../../domain/locks/holder.ts';
import type { LockHolder } from '../../domain/locks/lock.ts';
import { type LockKey, readLockKey } from '../../domain/locks/lock-key.ts';
import type { PermissionId } from '../../domain/permissions/rows.ts';
import { admitJob } from '../access/admit-job.ts';
import { isOwnRepository } from '../access/own-repository.ts';
import type { SessionClaims } from '../access/session.ts';
import type { WorkspaceConfig } from '../config/config.ts';
import type { AppDependencies } from '../dependencies.ts';
import type { Refusal } from '../http/answer.ts';
import type { ImportedRepository } from '../repositories/imported-repository.ts';

export interface LockCaller {
  readonly workspace: WorkspaceConfig;
  readonly repository: ImportedRepository;
  readonly session: SessionClaims;
  /** As a single job. */
  readonly holder: LockHolder;
  /** As all jobs of its run together. */
  readonly asRun: LockHolder;
}

export type Admission =
  | { readonly status: 'admitted'; readonly caller: LockCaller }
  | { readonly status: 'refused'; readonly refusal: Refusal };

const forJobs = 'Locks are held by GitHub Actions jobs.';

/** `permissions`: all of them are needed. */
export async function admitLockCaller(
  session: SessionClaims,
  permissions: readonly PermissionId[],
  deps: Pick<AppDependencies, 'config' | 'repositories'>,
): Promise<Admission> {
  const admission = await admitJob(session, { feature: 'locks', permissions, forJobs }, deps);
  if (admission.status === 'refused') return admission;
  const { repositoryId, repository: name, issuer, claims } = session;
  const input = { issuer, repositoryId, repository: name, claims, serverUrl: deps.config.github.serverUrl };
  const holder = holderOf({ ...input, scope: 'job' });
  const asRun = holderOf({ ...input, scope: 'run' });
  if (holder === undefined || asRun === undefined) {
    const errorMessage = `${forJobs} Exchange the ID token of a job for a session.`;
    return {
      status: 'refused',
      refusal: { httpStatus: 400, errorTag: 'NotAnActionsSession', errorMessage },
    };
  }
  const { workspace, repository } = admission;
  return { status: 'admitted', caller: { workspace, repository, session, holder, asRun } };
}

/** The key, if it is one and of the caller's own repository. */
export function readOwnKey(
  text: string,
  caller: LockCaller,
):
  | { readonly status: 'read'; readonly key: LockKey }
  | { readonly status: 'refused'; readonly refusal: Refusal } {
  const parsed = readLockKey(text);
  if (parsed.status === 'refused') {
    const { tag: errorTag, message: errorMessage } = parsed.refusal;
    const refusal: Refusal = { httpStatus: 400, errorTag, errorMessage };
    return { status: 'refused', refusal };
  }
  if (!isOwnRepository(parsed.value.repository, caller)) {
    const errorMessage = `The key begins with another repository than the job's own, ${caller.session.repository}. A job locks stacks of its own repository only; with several git remotes the CLI picks one of them.`;
    return { status: 'refused', refusal: { httpStatus: 403, errorTag: 'LockKeyForeign', errorMessage } };
  }
  return { status: 'read', key: { ...parsed.value, repository: caller.session.repository } };
}
