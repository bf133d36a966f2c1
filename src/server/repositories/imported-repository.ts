/** Repositories that a workspace's configuration names, by their immutable ids. */
import type { RepositoryConfig } from '../config/config.ts';

/** An imported repository of a workspace whose immutable id is known. */
export interface ImportedRepository {
  readonly repositoryId: string;
  readonly ownerId: string;
  /** `owner/name` as GitHub spells it. */
  readonly canonicalName: string;
  readonly config: RepositoryConfig;
}

export interface RepositoryDirectory {
  /**
   * The imported repository with this id, or `undefined` for a stranger: an unknown workspace and a repository
   * outside it look the same. Rejects with `REMOTE_*` when GitHub must be asked and cannot be.
   */
  recognise(workspaceId: string, repositoryId: string): Promise<ImportedRepository | undefined>;
}
