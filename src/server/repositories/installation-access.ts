/** Per installation: the token that reads policies, and the list of its repositories, each asked for once in a while. */

import type { Clock } from '../../base/ports.ts';
import { type AccessToken, readerPermissions } from '../../github/access-tokens.ts';
import type { GitHubClient } from '../../github/client.ts';
import { GitHubFailure } from '../../github/failure.ts';
import { listInstallationRepositories, type RepositoryIdentity } from '../../github/repositories.ts';
import { createLeaseCache } from './lease-cache.ts';
import type { TokenMinter } from './token-minter.ts';

/** A reader token is replaced this long before it expires, in milliseconds. */
const expiryMarginMs = 5 * 60_000;
/** How long a list of repositories is cached, in milliseconds. */
const repositoriesLeaseMs = 60_000;
const maxInstallations = 10_000;
const maxRepositoryLists = 100;

export interface InstallationAccess {
  /** Runs `work` with the reader token; once more with a new one when GitHub no longer accepts it. */
  read<T>(installationId: number, work: (token: string) => Promise<T>): Promise<T>;
  /** What the installation reaches, by repository id; no older than `maxAgeMs`. */
  repositories(installationId: number, maxAgeMs?: number): Promise<ReadonlyMap<string, RepositoryIdentity>>;
  /** Whether a list that is still cached lacks the repository; `false` when there is no such list. */
  isKnownOutside(installationId: number, repositoryId: string): boolean;
}

interface AccessPorts {
  readonly client: GitHubClient;
  readonly minter: Pick<TokenMinter, 'mintOwn'>;
  readonly clock: Clock;
}

/** All methods reject with `GitHubFailure`, or with `REMOTE_STORE` when a mint cannot be recorded. */
export function createInstallationAccess({ client, minter, clock }: AccessPorts): InstallationAccess {
  const tokens = createLeaseCache<AccessToken>(
    {
      maxEntries: maxInstallations,
      load: (key) =>
        minter.mintOwn('read policies', {
          installationId: Number(key),
          repositoryIds: 'all',
          permissions: readerPermissions,
        }),
      validUntil: (token) => token.expiresAt - expiryMarginMs,
    },
    clock,
  );
  const lists = createLeaseCache<ReadonlyMap<string, RepositoryIdentity>>(
    {
      maxEntries: maxRepositoryLists,
      load: (key) => read(Number(key), (token) => listInstallationRepositories({ client }, token)),
      validUntil: (_, loadedAt) => loadedAt + repositoriesLeaseMs,
    },
    clock,
  );

  async function read<T>(installationId: number, work: (token: string) => Promise<T>): Promise<T> {
    const key = String(installationId);
    const first = await tokens.get(key);
    try {
      return await work(first.token);
    } catch (error) {
      if (!(error instanceof GitHubFailure) || error.kind !== 'unauthorized') throw error;
      // Others may have replaced it already; only the refused token is given up.
      if ((await tokens.get(key)).token === first.token) tokens.forget(key);
      return work((await tokens.get(key)).token);
    }
  }

  return {
    read,
    repositories: (id, maxAgeMs) => lists.get(String(id), maxAgeMs),
    isKnownOutside: (id, repositoryId) => lists.peek(String(id))?.has(repositoryId) === false,
  };
}
