/** Knows the default branch of repositories: from GitHub's events, which name it, else each is asked for once in a while. */
import { LRUCache } from 'lru-cache';
import type { Clock } from '../../base/ports.ts';
import { isRecord } from '../../base/text.ts';
import type { GitHubClient } from '../../github/client.ts';
import { fetchDefaultBranch } from '../../github/default-branch.ts';
import type { DeploymentAccess } from '../repositories/deployment-access.ts';
import { createLeaseCache } from '../repositories/lease-cache.ts';
import type { DeliveredEvent, DeployedRepository } from './seams.ts';

/** In milliseconds. An event about the repository, or a dispatch that GitHub rejects, ends it early at the replica that has it. */
const branchLeaseMs = 5 * 60_000;
const maxBranches = 1_000;
/** GitHub's limit for names of refs, in characters. */
const maxBranchLength = 255;

type RepositoryKey = Pick<DeployedRepository, 'workspaceId' | 'repositoryId'>;

export interface DefaultBranches {
  /** Without `refs/heads/`. Rejects with `GitHubFailure`. */
  find(repository: DeployedRepository, signal: AbortSignal): Promise<string>;
  /** Takes what the event says, if it happened a moment ago: GitHub can deliver old events again. */
  learn(repository: RepositoryKey, event: Pick<DeliveredEvent, 'payload'>): void;
  forget(repository: RepositoryKey): void;
}

export interface DefaultBranchPorts {
  readonly client: GitHubClient;
  readonly deploymentAccess: Pick<DeploymentAccess, 'use'>;
  readonly clock: Clock;
}

/** What an event said. */
interface ToldBranch {
  /** `undefined`: what earlier events said is no longer true. */
  readonly branch: string | undefined;
  /** When the event happened, in milliseconds. */
  readonly at: number;
}

function readToldBranch({ payload }: Pick<DeliveredEvent, 'payload'>): ToldBranch | undefined {
  const { repository } = payload;
  const subject = payload['pull_request'] ?? payload['workflow_run'];
  if (!isRecord(repository) || !isRecord(subject)) return undefined;
  const branch = repository['default_branch'];
  const at = Date.parse(String(subject['updated_at']));
  if (typeof branch !== 'string' || branch === '' || branch.length > maxBranchLength) return undefined;
  return Number.isNaN(at) ? undefined : { branch, at };
}

export function createDefaultBranches({
  client,
  deploymentAccess,
  clock,
}: DefaultBranchPorts): DefaultBranches {
  const keyOf = ({ workspaceId, repositoryId }: RepositoryKey) => `${workspaceId}/${repositoryId}`;
  const told = new LRUCache<string, ToldBranch>({ max: maxBranches });
  const read = createLeaseCache<string>(
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
    async find(repository) {
      const key = keyOf(repository);
      const { branch, at = 0 } = told.get(key) ?? {};
      return branch !== undefined && clock.now() - at < branchLeaseMs ? branch : read.get(key);
    },
    learn(repository, event) {
      const key = keyOf(repository);
      const latest = readToldBranch(event);
      // One that happened as early as the end of what was known may have been overtaken.
      if (latest !== undefined && latest.at > (told.get(key)?.at ?? 0)) told.set(key, latest);
    },
    forget(repository) {
      const key = keyOf(repository);
      told.set(key, { branch: undefined, at: clock.now() });
      read.forget(key);
    },
  };
}
