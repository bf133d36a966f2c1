/**
 * Withdraws the batches of repositories that are gone and of which no delivery told: archived, deleted, transferred, hidden from the App, or
 * of an account that uninstalled it. One answer of GitHub is not enough, and a suspended installation may come back.
 */

import type { Clock, Logger } from '../../base/ports.ts';
import type { GitHubClient } from '../../github/client.ts';
import { GitHubFailure, isMissingRepository } from '../../github/failure.ts';
import { fetchRepositoryState } from '../../github/repository-state.ts';
import type { DeploymentAccess } from '../repositories/deployment-access.ts';
import { createRounds, runForEach, type WorkKind } from '../work/kind.ts';
import type { DeployedRepository } from './seams.ts';
import { type ConfigurationPorts, listOpenPlaces, type OpenPlace, withdrawAll } from './withdraw-all.ts';

const roundMs = 60_000;
/** How long nothing has happened in a batch before its repository is read, in milliseconds. */
export const quietMs = 10 * 60_000;
/** Time between two reads of a repository that is there, in milliseconds. */
const lookAgainMs = 10 * 60_000;
/** How long GitHub has to say that a repository is gone, in every read, in milliseconds. */
export const goneAfterMs = 5 * 60_000;

/** What GitHub answers about a repository that it does not show to the App: 404 for itself, 422 for a token that names it. */
function isHidden(error: unknown): boolean {
  return error instanceof GitHubFailure && (error.kind === 'not-found' || isMissingRepository(error));
}

export interface GonePorts extends ConfigurationPorts {
  readonly client: GitHubClient;
  readonly deploymentAccess: Pick<DeploymentAccess, 'use'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly logger: Logger;
}

async function isGone(
  repository: DeployedRepository,
  { client, deploymentAccess }: GonePorts,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    const state = await deploymentAccess.use(repository, (handle) =>
      fetchRepositoryState({ client, signal }, handle),
    );
    const { repositoryId, ownerId } = repository;
    return state.isArchived || state.repositoryId !== repositoryId || state.ownerId !== ownerId;
  } catch (error) {
    if (isHidden(error)) return true;
    throw error;
  }
}

/** What this process has seen of a repository. */
interface Look {
  readonly at: number;
  /** Since when every read has shown it gone. */
  readonly goneSince: number | undefined;
}

export function createGoneRounds(ports: GonePorts): WorkKind {
  const { database, findDeployed, clock, logger } = ports;
  let looks: ReadonlyMap<string, Look> = new Map();

  async function look(repository: DeployedRepository, signal: AbortSignal): Promise<Look | undefined> {
    const last = looks.get(repository.repositoryId);
    const at = clock.now();
    if (last !== undefined && last.goneSince === undefined && at - last.at < lookAgainMs) return last;
    try {
      const goneSince = (await isGone(repository, ports, signal)) ? (last?.goneSince ?? at) : undefined;
      return { at, goneSince };
    } catch (error) {
      if (signal.aborted) throw error;
      logger.warn('deployments: a repository could not be read', { repository: repository.name, error });
      return last;
    }
  }

  return createRounds('deployment-repositories', roundMs, async (signal) => {
    const seen = new Map<string, Look>();
    async function visit({ repositoryId, workspaceId }: OpenPlace): Promise<void> {
      const repository = await findDeployed(repositoryId);
      if (repository?.workspaceId !== workspaceId) return;
      const shown = await look(repository, signal);
      if (shown === undefined) return;
      const { at, goneSince } = shown;
      if (goneSince === undefined || at - goneSince < goneAfterMs) {
        seen.set(repositoryId, shown);
        return;
      }
      logger.warn('deployments: a repository is gone, its batches are withdrawn', {
        repository: repository.name,
      });
      await database.db
        .transaction()
        .execute((trx) => withdrawAll(trx, { repositoryId, workspaceId }, ports));
    }

    await runForEach(await listOpenPlaces(database, quietMs), visit, {
      signal,
      onFailure({ repositoryId }, error) {
        const last = looks.get(repositoryId);
        if (last !== undefined) seen.set(repositoryId, last);
        logger.warn('deployments: a repository could not be checked', { repository: repositoryId, error });
      },
    });
    looks = seen;
  });
}
