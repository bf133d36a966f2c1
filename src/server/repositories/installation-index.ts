/** Knows where the App is installed. Not to have been told is never taken for "not installed". */

import type { Clock, Logger } from '../../base/ports.ts';
import type { GitHubClient } from '../../github/client.ts';
import { GitHubFailure } from '../../github/failure.ts';
import { type Installation, listInstallations } from '../../github/installations.ts';
import { createLeaseCache } from './lease-cache.ts';

/** A suspension or a new permission shows after this time at the latest, in milliseconds. */
const leaseMs = 60_000;
/** An account that is missing is looked for again in a list older than this: the App may just have been installed. */
const missLeaseMs = 5_000;
/** While GitHub fails, the last list is used up to this age, in milliseconds. */
const maxStaleMs = 10 * 60_000;

interface AccountReference {
  /** `undefined` when only the name is known. */
  readonly ownerId: string | undefined;
  readonly login: string;
}

export interface InstallationIndex {
  /** The account's installation, `undefined` when it has none. Rejects with `GitHubFailure` when that is not known. */
  find(account: AccountReference): Promise<Installation | undefined>;
  /** As `find`, but an account that is missing is not looked for again before the list ends: for pages and names, which ask often. */
  findListed(account: AccountReference): Promise<Installation | undefined>;
  /** The next `find` asks GitHub. */
  invalidate(): void;
}

function isOf({ ownerId, login }: AccountReference, candidate: Installation): boolean {
  return ownerId === undefined
    ? candidate.owner.toLowerCase() === login.toLowerCase()
    : candidate.ownerId === ownerId;
}

/** By id where it is known: a login can be given up and taken by another account. */
export function createInstallationIndex(
  client: GitHubClient,
  ports: { readonly clock: Clock; readonly logger: Logger },
): InstallationIndex {
  let lastGood: { readonly list: readonly Installation[]; readonly at: number } | undefined;
  const cache = createLeaseCache<readonly Installation[]>(
    {
      maxEntries: 1,
      validUntil: (_, loadedAt) => loadedAt + leaseMs,
      async load() {
        const list = await listInstallations({ client });
        if (list.length === 0) {
          throw new GitHubFailure('unexpected', 'GitHub lists no installation of the App at all.', {
            hint: 'Check the App id in the server’s configuration, and that the App is installed somewhere.',
          });
        }
        lastGood = { list, at: ports.clock.now() };
        return list;
      },
    },
    ports.clock,
  );

  async function current(maxAgeMs?: number): Promise<readonly Installation[]> {
    try {
      return await cache.get('', maxAgeMs);
    } catch (error) {
      if (lastGood === undefined || ports.clock.now() - lastGood.at > maxStaleMs) throw error;
      ports.logger.warn('installations: GitHub failed, the last list is used', { error: String(error) });
      return lastGood.list;
    }
  }

  const findIn = (list: readonly Installation[], account: AccountReference) =>
    list.find((candidate) => isOf(account, candidate));

  return {
    find: async (account) => findIn(await current(), account) ?? findIn(await current(missLeaseMs), account),
    findListed: async (account) => findIn(await current(), account),
    invalidate: () => cache.forget(''),
  };
}
