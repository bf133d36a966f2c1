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

/** A repository whose job has no session yet. */
export interface Newcomer {
  readonly repositoryId: string;
  /** `owner/name` of today. */
  readonly repository: string;
}

export interface RepositoryDirectory {
  /**
   * The imported repository with this id, or `undefined` for a stranger: an unknown workspace and a repository
   * outside it look the same. Rejects with `REMOTE_*` when GitHub must be asked and cannot be.
   */
  recognise(workspaceId: string, repositoryId: string): Promise<ImportedRepository | undefined>;
  /**
   * The same for a caller that has no session yet. Asks neither the database nor GitHub about a stranger, and so takes the same time
   * and gives the same answer whatever the workspace is, and whatever state GitHub is in. Only a caller that a configured name or id
   * may mean waits for its resolution.
   */
  recogniseNewcomer(workspaceId: string, caller: Newcomer): Promise<ImportedRepository | undefined>;
}
