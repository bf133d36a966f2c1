/** Tokens of jobs for admins, by the API and on pages: list, find, revoke. */
import { ok } from '../../../base/result.ts';
import type { Answer } from '../../http/answer.ts';
import { type ListTokenPorts, listJobTokens, type StoredToken, type TokenPage } from './list-tokens.ts';
import { findToken, type RevokeAsk, type RevokeTokenPorts, revokeJobToken } from './revoke-token.ts';
import type { SealedTokenStore } from './sealed-table.ts';

export interface TokenDesk {
  /** Whether tokens that are issued now can be revoked. */
  readonly isOn: boolean;
  /** `limit`: of requests of jobs; each got a token for each account and set of permissions. */
  list(query: {
    readonly workspaceId: string;
    readonly beforeId?: number | undefined;
    readonly limit: number;
  }): Promise<TokenPage>;
  /** One that the server has stored, revoked or not. */
  find(token: Pick<RevokeAsk, 'workspaceId' | 'sha256'>): Promise<Answer<StoredToken>>;
  /** At once, at GitHub. The same answer if it was revoked before. */
  revoke(ask: RevokeAsk): Promise<Answer<StoredToken>>;
}

export function createTokenDesk(
  ports: ListTokenPorts & RevokeTokenPorts & { readonly sealed: SealedTokenStore },
): TokenDesk {
  return {
    isOn: ports.keys.length > 0,
    list: (query) => listJobTokens(query, ports),
    async find(token) {
      const found = await findToken(token, ports);
      return found.status === 'ok' ? ok(found.value.token) : found;
    },
    revoke: (ask) => revokeJobToken(ask, ports),
  };
}
