/** Knows the default branch of repositories, each asked for once in a while. */
import type { Clock } from '../../base/ports.ts';
import type { GitHubClient } from '../../github/client.ts';
import { fetchDefaultBranch } from '../../github/default-branch.ts';
import type { DeploymentAccess } from '../repositories/deployment-access.ts';
import { createLeaseCache } from '../repositories/lease-cache.ts';
import type { DeployedRepository } from './seams.ts';

/** In milliseconds. An event about the repository, or a dispatch that GitHub rejects, ends it early at the replica that has it. */
const branchLeaseMs = 5 * 60_000;
const maxBranches = 1_000;

export interface DefaultBranches {
  /** Without `refs/heads/`. Rejects with `GitHubFailure`. */
  find(repository: DeployedRepository, signal: AbortSignal): Promise<string>;
  forget(repository: Pick<DeployedRepository, 'workspaceId' | 'repositoryId'>): void;
}

export interface DefaultBranchPorts {
  readonly client: GitHubClient;
  readonly deploymentAccess: Pick<DeploymentAccess, 'use'>;
  readonly clock: Clock;
}

export function createDefaultBranches({
  client,
  deploymentAccess,
  clock,
}: DefaultBranchPorts): DefaultBranches {
  const keyOf = ({ workspaceId, repositoryId }: Pick<DeployedRepository, 'workspaceId' | 'repositoryId'>) =>
    `${workspaceId}/${repositoryId}`;
  const branches = createLeaseCache<string>(
    {
      maxEntries: maxBranches,
      load: (key) => {
        const [workspaceId = '', repositoryId = ''] = key.split('/');
        return deploymentAccess.use({ workspaceId, repositoryId }, (handle) =>
          fetchDefaultBranch({ client }, handle),
        );
      },
      validUntil: (_, loadedAt) => loadedAt + branchLeaseMs,
    },
    clock,
  );
  return {
    find: (repository) => branches.get(keyOf(repository)),
    forget: (repository) => branches.forget(keyOf(repository)),
  };
}
