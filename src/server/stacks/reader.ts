/** Whose uploads a request may read: a job those of its own repository, an admin those of the workspace that it names. */

import type { AuditEvent } from '../../domain/audit/events.ts';
import { admitAdmin } from '../access/admit-admin.ts';
import { admitJob } from '../access/admit-job.ts';
import type { Caller } from '../access/caller.ts';
import { isOwnRepository } from '../access/own-repository.ts';
import { refuseOtherWorkspace } from '../access/workspace.ts';
import type { AppDependencies } from '../dependencies.ts';
import type { Refusal } from '../http/answer.ts';
import { readRepositoryNames } from '../repositories/repository-names.ts';

export type ReaderDependencies = Pick<
  AppDependencies,
  'config' | 'store' | 'sessions' | 'admins' | 'repositories'
>;

export interface Scope {
  readonly workspaceId: string;
  /** `undefined`: all of the workspace. */
  readonly repositoryId: string | undefined;
  nameOf(repositoryId: string): string;
}

export type ReaderAdmission =
  | { readonly status: 'admitted'; readonly scope: Scope }
  /** The repository that is asked about is none of the reader's: there is nothing to show. */
  | { readonly status: 'nothing' }
  | { readonly status: 'refused'; readonly refusal: Refusal };

export interface ReadRequest {
  readonly workspace?: string | undefined;
  readonly repository?: string | undefined;
  /** Of the audit entry when an admin is refused. */
  readonly event: AuditEvent;
  readonly traceId: string;
}

export async function admitReader(
  caller: Caller,
  { workspace: named, repository, event, traceId }: ReadRequest,
  deps: ReaderDependencies,
): Promise<ReaderAdmission> {
  if (caller.kind === 'admin') {
    const admission = await admitAdmin(caller.admin, { workspaceId: named, event, traceId }, deps);
    if (admission.status === 'refused') return admission;
    const names = await readRepositoryNames(admission.workspace, deps.store);
    const repositoryId = repository === undefined ? undefined : names.idOf(repository);
    if (repository !== undefined && repositoryId === undefined) return { status: 'nothing' };
    const nameOf = (id: string) => names.nameOf(id) ?? id;
    return { status: 'admitted', scope: { workspaceId: admission.workspace.id, repositoryId, nameOf } };
  }
  const { session } = caller;
  const foreign = refuseOtherWorkspace(session, named);
  if (foreign !== undefined) return { status: 'refused', refusal: foreign };
  const demand = {
    feature: undefined,
    permissions: [],
    forJobs: 'Uploads are read by GitHub Actions jobs and admins.',
  };
  const admission = await admitJob(session, demand, deps);
  if (admission.status === 'refused') return admission;
  if (repository !== undefined && !isOwnRepository(repository, { session, repository: admission.repository }))
    return { status: 'nothing' };
  const { workspaceId, repositoryId } = session;
  return { status: 'admitted', scope: { workspaceId, repositoryId, nameOf: () => session.repository } };
}
