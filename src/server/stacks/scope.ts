/** The uploads that an admitted caller may read: a job those of its own repository, an admin those of its workspace. */
import type { AdmittedAdmin, AdmittedJob } from '../access/admit.ts';
import { isOwnRepository } from '../access/admit.ts';
import { readRepositoryNames } from '../repositories/repository-names.ts';
import type { RepositoryStore } from '../repositories/store.ts';

export interface Scope {
  readonly workspaceId: string;
  /** `undefined`: all of the workspace. */
  readonly repositoryId: string | undefined;
  nameOf(repositoryId: string): string;
}

/** `repository`: that the request asks about, if any. `undefined` when it is not one of the caller's: there is nothing to show. */
export async function readUploadScope(
  caller: AdmittedJob | AdmittedAdmin,
  repository: string | undefined,
  repositories: Pick<RepositoryStore, 'list'>,
): Promise<Scope | undefined> {
  if (caller.kind === 'job') {
    if (repository !== undefined && !isOwnRepository(repository, caller)) return undefined;
    const { workspaceId, repositoryId, repository: name } = caller.session;
    return { workspaceId, repositoryId, nameOf: () => name };
  }
  const { workspace } = caller;
  const names = await readRepositoryNames(workspace, repositories);
  const repositoryId = repository === undefined ? undefined : names.idOf(repository);
  if (repository !== undefined && repositoryId === undefined) return undefined;
  return { workspaceId: workspace.id, repositoryId, nameOf: (id) => names.nameOf(id) ?? id };
}
