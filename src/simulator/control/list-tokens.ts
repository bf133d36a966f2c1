/** Lists the installation tokens that were minted, also those whose answer was lost. Never shows a token itself. */
import { hashToken } from '../transports/journal.ts';
import type { World } from '../world/world.ts';

interface ListedToken {
  /** As in the journal. */
  readonly hash: string;
  readonly installation: number;
  /** Ids, or `all`. */
  readonly repositories: readonly number[] | 'all';
  readonly permissions: Readonly<Record<string, string>>;
  /** With milliseconds. */
  readonly minted_at: string;
  readonly expires_at: string;
  readonly revoked: boolean;
}

/** Oldest first. `installation` is an id. */
export function listTokens(world: World, installation: string | undefined): ListedToken[] {
  return [...world.tokens.values()].flatMap((token) => {
    const { installationId } = token;
    if (installationId === undefined) return [];
    if (installation !== undefined && String(installationId) !== installation) return [];
    return {
      hash: hashToken(token.token),
      installation: installationId,
      repositories: token.repositoryIds ?? ('all' as const),
      permissions: token.permissions,
      minted_at: new Date(token.mintedAt).toISOString(),
      expires_at: new Date(token.expiresAt).toISOString(),
      revoked: token.revoked,
    };
  });
}
