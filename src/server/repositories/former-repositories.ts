/** Knows repositories that the configuration no longer names, so that what GitHub shows of them can be concluded. */
import type { RepositoryDirectory } from './imported-repository.ts';
import type { RepositoryStore } from './store.ts';

interface FormerPorts {
  readonly directory: Pick<RepositoryDirectory, 'recognise'>;
  readonly repositories: Pick<RepositoryStore, 'list'>;
}

/** Those of the configuration, and those that it named once: by the id that their name was resolved to then, and without any permission. */
export function createFormerDirectory({
  directory,
  repositories,
}: FormerPorts): Pick<RepositoryDirectory, 'recognise'> {
  return {
    async recognise(workspaceId, repositoryId) {
      const imported = await directory.recognise(workspaceId, repositoryId);
      if (imported !== undefined) return imported;
      const stored = await repositories.list(workspaceId);
      const former = stored.find((one) => one.repositoryId === repositoryId);
      if (former === undefined) return undefined;
      const { ownerId, canonicalName } = former;
      return { repositoryId, ownerId, canonicalName, config: { name: canonicalName, permissions: [] } };
    },
  };
}
