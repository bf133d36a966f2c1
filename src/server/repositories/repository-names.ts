/** How the repositories of a workspace are called, for admins: without asking GitHub, which may be what is down. */
import type { WorkspaceConfig } from '../config/config.ts';
import type { RepositoryStore } from './store.ts';

export interface RepositoryNames {
  /** Immutable id of the repository that has this name; `undefined`: none of the workspace has. */
  idOf(name: string): string | undefined;
  /** Today's name as far as is known. */
  nameOf(repositoryId: string): string | undefined;
}

interface Named {
  readonly name: string;
  readonly repositoryId: string;
}

/** Those of former configurations are among them: their locks are still there. */
export async function readRepositoryNames(
  workspace: Pick<WorkspaceConfig, 'id' | 'repositories'>,
  repositories: Pick<RepositoryStore, 'list'>,
): Promise<RepositoryNames> {
  const resolved = await repositories.list(workspace.id);
  const pinned = workspace.repositories.flatMap(({ id, name }): Named[] =>
    id === undefined ? [] : [{ name, repositoryId: id }],
  );
  const current = resolved.map(({ canonicalName, repositoryId }) => ({ name: canonicalName, repositoryId }));
  // A name that GitHub gave stands above one that a file gave, and a pinned id above one that was looked up.
  const known: readonly Named[] = [...current, ...pinned, ...resolved];
  return {
    idOf: (name) => known.find((one) => one.name.toLowerCase() === name.toLowerCase())?.repositoryId,
    nameOf: (repositoryId) => known.find((one) => one.repositoryId === repositoryId)?.name,
  };
}
