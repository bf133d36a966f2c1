/** Finds the configuration of a repository that events and uploads are about. */
import type { ServerConfig } from '../config/config.ts';
import type { SourceDirectory } from '../repositories/repository-directory.ts';
import type { DeployedRepository, FindDeployed } from './seams.ts';

export interface FindDeployedPorts {
  readonly config: Pick<ServerConfig, 'workspaces'>;
  readonly directory: Pick<SourceDirectory, 'recognise'>;
}

/** A repository has `deployments` in one workspace only. */
export function createFindDeployed({ config, directory }: FindDeployedPorts): FindDeployed {
  const workspaces = config.workspaces.filter(({ repositories }) =>
    repositories.some(({ deployments }) => deployments !== undefined),
  );
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
