/** Resolves configured names to immutable ids through the installations of their owners. */

import type { Clock } from '../../base/ports.ts';
import type { GitHubClient } from '../../github/client.ts';
import { type GitHubFailure, readGitHubFailure } from '../../github/failure.ts';
import { type RepositoryIdentity, resolveRepositoryNames } from '../../github/repositories.ts';
import { parseRepositoryName } from '../../github/repository-names.ts';
import type { RepositoryConfig } from '../config/config.ts';
import type { InstallationAccess } from './installation-access.ts';
import type { InstallationIndex } from './installation-index.ts';

type NameResolution =
  | { readonly status: 'resolved'; readonly identity: RepositoryIdentity }
  /** No installation of the owner sees a repository of this name, or it has another id than the one pinned. */
  | { readonly status: 'unresolved' }
  | { readonly status: 'failed'; readonly failure: GitHubFailure };

export interface NameResolver {
  /** One result per name, in the same order; one owner's failure does not touch the others. Never rejects. */
  resolve(repositories: readonly RepositoryConfig[]): Promise<readonly NameResolution[]>;
}

export interface NameResolverPorts {
  readonly client: GitHubClient;
  readonly installations: InstallationIndex;
  readonly access: InstallationAccess;
  readonly clock: Clock;
}

export function createNameResolver(ports: NameResolverPorts): NameResolver {
  const now = () => ports.clock.now();

  async function resolveOwner(
    login: string,
    repositories: readonly RepositoryConfig[],
  ): Promise<readonly NameResolution[]> {
    const unresolved = repositories.map(() => ({ status: 'unresolved' }) as const);
    // Names are asked for again and again: an account without the App must not cost a list of installations each time.
    const installation = await ports.installations.findListed({ ownerId: undefined, login });
    if (installation === undefined || installation.suspended) return unresolved;
    const names = repositories.map(({ name }) => name);
    const identities = await ports.access.read(installation.id, (token) =>
      resolveRepositoryNames({ client: ports.client, now }, token, names),
    );
    return Promise.all(
      repositories.map(async ({ id }, index): Promise<NameResolution> => {
        const identity = identities[index];
        const isRight = id === undefined ? identity !== undefined : identity?.repositoryId === id;
        if (isRight && identity !== undefined) return { status: 'resolved', identity };
        if (id === undefined) return { status: 'unresolved' };
        // The name belongs to another repository by now, or is free: the pinned id is still found in the installation.
        const pinned = (await ports.access.repositories(installation.id)).get(id);
        return pinned === undefined ? { status: 'unresolved' } : { status: 'resolved', identity: pinned };
      }),
    );
  }

  return {
    async resolve(repositories) {
      const results: NameResolution[] = repositories.map(() => ({ status: 'unresolved' }));
      const byOwner = Map.groupBy(repositories.keys(), (index) =>
        parseRepositoryName(repositories[index]?.name ?? '')?.owner.toLowerCase(),
      );
      await Promise.all(
        [...byOwner].map(async ([login, indexes]) => {
          if (login === undefined) return;
          const group = indexes.flatMap((index) => repositories[index] ?? []);
          const resolved = await resolveOwner(login, group).catch((error: unknown) => {
            const failure = readGitHubFailure(error, now());
            // Gone or suspended since it was listed: known, not a failure.
            if (['suspended', 'not-found'].includes(failure.kind)) return [];
            return group.map(() => ({ status: 'failed', failure }) as const);
          });
          for (const [position, index] of indexes.entries()) {
            const result = resolved[position];
            if (result !== undefined) results[index] = result;
          }
        }),
      );
      return results;
    },
  };
}
