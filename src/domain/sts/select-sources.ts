/** Decides which repositories a request is about, and how each is called in the answer. */

/** A repository that the workspace imports; `key` is its lower-case `owner/name`. */
export interface KnownRepository {
  readonly repositoryId: string;
  /** `owner/name` as GitHub spells it. */
  readonly canonicalName: string;
}

interface SelectedSource<Repository extends KnownRepository> {
  readonly repository: Repository;
  /** First spelling of the request, else GitHub's: exclusions are reported under it. */
  readonly spelling: string;
}

export interface SourceSelection<Repository extends KnownRepository> {
  readonly sources: readonly SelectedSource<Repository>[];
  /** Requested, but unknown in this workspace; as the caller spelled them, each once. */
  readonly strangers: readonly string[];
}

export interface SelectSourcesInput<Repository extends KnownRepository> {
  /** `undefined`: everything that the workspace imports, without the caller. */
  readonly requested: readonly string[] | undefined;
  /** By lower-case `owner/name`: as configured, and as GitHub calls it now. */
  readonly known: ReadonlyMap<string, Repository>;
  readonly callerRepositoryId: string;
}

/** As names are compared: in lower case, and without the `.git` of an address, in which no name at GitHub ends. */
export function toRepositoryKey(spelling: string): string {
  return spelling.toLowerCase().replace(/\.git$/, '');
}

/**
 * Each repository at most once, in the order of the request; without a request by name. The caller's own repository,
 * which its job token reaches anyway, is only a source when it is named; then its policy decides as for any other.
 */
export function selectSources<Repository extends KnownRepository>(
  input: SelectSourcesInput<Repository>,
): SourceSelection<Repository> {
  const sources = new Map<string, SelectedSource<Repository>>();
  const strangers = new Map<string, string>();
  if (input.requested === undefined) {
    for (const repository of input.known.values()) {
      if (repository.repositoryId === input.callerRepositoryId) continue;
      sources.set(repository.repositoryId, { repository, spelling: repository.canonicalName });
    }
    const sorted = [...sources.values()].sort((left, right) =>
      compareNames(left.repository.canonicalName, right.repository.canonicalName),
    );
    return { sources: sorted, strangers: [] };
  }
  for (const spelling of input.requested) {
    const key = toRepositoryKey(spelling);
    const repository = input.known.get(key);
    if (repository === undefined) {
      if (!strangers.has(key)) strangers.set(key, spelling);
    } else if (!sources.has(repository.repositoryId)) {
      sources.set(repository.repositoryId, { repository, spelling });
    }
  }
  return { sources: [...sources.values()], strangers: [...strangers.values()] };
}

/** Order by name that does not depend on a locale. */
export function compareNames(left: string, right: string): number {
  const [a, b] = [left.toLowerCase(), right.toLowerCase()];
  return a < b ? -1 : a > b ? 1 : 0;
}
