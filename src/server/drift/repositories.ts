/** Finds the repositories whose configuration has drift detection. */
import type { ServerConfig } from '../config/config.ts';
import type { ImportedRepository } from '../repositories/imported-repository.ts';
import type { SourceDirectory } from '../repositories/repository-directory.ts';
import type { DriftRepository } from './ports.ts';

export interface DriftRepositoryPorts {
  readonly config: Pick<ServerConfig, 'workspaces'>;
  readonly directory: Pick<SourceDirectory, 'list' | 'recognise'>;
}

function toDriftRepository(
  workspaceId: string,
  { repositoryId, ownerId, canonicalName: name, config }: ImportedRepository,
): DriftRepository | undefined {
  const { deployments, drift } = config;
  if (deployments === undefined || drift === undefined) return undefined;
  return { workspaceId, repositoryId, ownerId, name, config: deployments, drift };
}

export interface DriftRepositories {
  /** Workspaces in which a repository has drift detection. */
  readonly workspaceIds: ReadonlySet<string>;
  /** Of a workspace. `isComplete`: GitHub was asked about every name. */
  list(
    workspaceId: string,
  ): Promise<{ readonly repositories: readonly DriftRepository[]; readonly isComplete: boolean }>;
  /** Rejects when GitHub has to be asked about names and does not answer. */
  find(workspaceId: string, repositoryId: string): Promise<DriftRepository | undefined>;
}

export function createDriftRepositories({ config, directory }: DriftRepositoryPorts): DriftRepositories {
  const using = config.workspaces.filter(({ repositories }) =>
    repositories.some(({ drift }) => drift !== undefined),
  );
  return {
    workspaceIds: new Set(using.map(({ id }) => id)),
    async list(workspaceId) {
      const { resolved, unknown } = await directory.list(workspaceId);
      const repositories = resolved.flatMap((one) => toDriftRepository(workspaceId, one) ?? []);
      return { repositories, isComplete: unknown.length === 0 };
    },
    async find(workspaceId, repositoryId) {
      const known = await directory.recognise(workspaceId, repositoryId);
      return known && toDriftRepository(workspaceId, known);
    },
  };
}
