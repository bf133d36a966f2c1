/** The store of resolved repository names, as a port. */
export interface ResolvedRepository {
  /** `owner/name` as the configuration spells it. */
  readonly name: string;
  readonly repositoryId: string;
  readonly ownerId: string;
  /** `owner/name` as GitHub spells it. */
  readonly canonicalName: string;
}

/** Every method rejects with `REMOTE_STORE` in an outage. */
export interface RepositoryStore {
  list(workspaceId: string): Promise<ResolvedRepository[]>;
  /**
   * Remembers what a name was resolved to. The first resolution stands: a later one for another `repositoryId`
   * changes nothing. Returns what is stored.
   */
  save(workspaceId: string, repository: ResolvedRepository): Promise<ResolvedRepository>;
}
