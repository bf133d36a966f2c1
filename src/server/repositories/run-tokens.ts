/** Tokens that read one repository's runs or pull requests, each asked for once in a while. */
import type { Clock } from '../../base/ports.ts';
import type { AccessToken } from '../../github/access-tokens.ts';
import { createLeaseCache, type LeaseCache } from './lease-cache.ts';
import type { TokenMinter } from './token-minter.ts';

/** A token is replaced this long before it expires, in milliseconds. */
const expiryMarginMs = 5 * 60_000;
const maxTokens = 1_000;

/** As the audit names them. */
const purposes = { actions: 'read runs', pull_requests: 'read pull requests' } as const;

/** By `<installation>/<repository id>`. */
export function createRunTokens(
  permission: 'actions' | 'pull_requests',
  { minter, clock }: { readonly minter: Pick<TokenMinter, 'mintOwn'>; readonly clock: Clock },
): LeaseCache<AccessToken> {
  return createLeaseCache(
    {
      maxEntries: maxTokens,
      load: async (key) => {
        const [installationId = '', repositoryId = ''] = key.split('/');
        return minter.mintOwn(purposes[permission], {
          installationId: Number(installationId),
          repositoryIds: [repositoryId],
          permissions: { metadata: 'read', [permission]: 'read' },
        });
      },
      validUntil: (token) => token.expiresAt - expiryMarginMs,
    },
    clock,
  );
}
