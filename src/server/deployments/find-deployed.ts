/** Finds the configuration of a repository that events and uploads are about. */
import type { ServerConfig } from '../config/config.ts';
import type { Newcomer } from '../repositories/imported-repository.ts';
import type { SourceDirectory } from '../repositories/repository-directory.ts';
import type { DeployedRepository, FindDeployed } from './seams.ts';

export interface FindDeployedPorts {
  readonly config: Pick<ServerConfig, 'workspaces'>;
  readonly directory: Pick<SourceDirectory, 'recognise'>;
}

export interface MayBeDeployedPorts {
  readonly config: Pick<ServerConfig, 'workspaces'>;
  readonly directory: Pick<SourceDirectory, 'mayImport'>;
}

function withDeployments({
  workspaces,
}: FindDeployedPorts['config']): FindDeployedPorts['config']['workspaces'] {
  return workspaces.filter(({ repositories }) =>
    repositories.some(({ deployments }) => deployments !== undefined),
  );
}

/**
 * Whether an event about the repository is worth storing: anybody may install a public App, and GitHub signs the events of every
 * installation. Asks neither the database nor GitHub.
 */
export function createMayBeDeployed({
  config,
  directory,
}: MayBeDeployedPorts): (repository: Newcomer) => boolean {
  const workspaces = withDeployments(config);
  return (repository) => workspaces.some(({ id }) => directory.mayImport(id, repository));
}

/** A repository has `deployments` in one workspace only. */
export function createFindDeployed({ config, directory }: FindDeployedPorts): FindDeployed {
  const workspaces = withDeployments(config);
  return async (repositoryId): Promise<DeployedRepository | undefined> => {
    for (const { id: workspaceId } of workspaces) {
      const known = await directory.recognise(workspaceId, repositoryId);
      const deployments = known?.config.deployments;
      if (known === undefined || deployments === undefined) continue;
      return {
        workspaceId,
        repositoryId,
        ownerId: known.ownerId,
        name: known.canonicalName,
        config: deployments,
      };
    }
    return undefined;
  };
}
