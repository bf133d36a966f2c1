/** Tokens that read one repository's runs or pull requests, each asked for once in a while. */
import type { Clock } from '../../base/ports.ts';
import { type AccessToken, mintAccessToken } from '../../github/access-tokens.ts';
import type { GitHubClient } from '../../github/client.ts';
import { createLeaseCache, type LeaseCache } from './lease-cache.ts';

/** A token is replaced this long before it expires, in milliseconds. */
const expiryMarginMs = 5 * 60_000;
const maxTokens = 1_000;

/** By `<installation>/<repository id>`. */
export function createRunTokens(
  permission: 'actions' | 'pull_requests',
  { client, clock }: { readonly client: GitHubClient; readonly clock: Clock },
): LeaseCache<AccessToken> {
  return createLeaseCache(
    {
      maxEntries: maxTokens,
      load: async (key) => {
        const [installationId = '', repositoryId = ''] = key.split('/');
        return mintAccessToken(client, Number(installationId), {
          repositoryIds: [repositoryId],
          permissions: { metadata: 'read', [permission]: 'read' },
        });
      },
      validUntil: (token) => token.expiresAt - expiryMarginMs,
    },
    clock,
  );
}
