/**
 * Every token that the server has GitHub mint: the intent is on record before GitHub is asked, each lost answer before GitHub is asked
 * again, and the outcome before a token is used. An entry `token.may_exist` covers tokens that GitHub minted and no other entry names by hash.
 */
import type { Logger } from '../../base/ports.ts';
import { type AccessToken, revokeAccessToken } from '../../github/access-tokens.ts';
import type { IntendedToken, MintSubject } from './intended-token.ts';
import { beginMint, type MintBatch, type MintIntentPorts, type MintOrder } from './mint-intent.ts';
import { createOwnTokens, type OwnToken } from './own-tokens.ts';

/** How long GitHub is asked to revoke, in milliseconds. */
const revokeDeadlineMs = 5_000;

export interface TokenMinter {
  /** Rejects, and nothing may be minted, when the intent is not on record or the server stops. */
  begin(order: MintOrder): Promise<MintBatch>;
  /** A token that stays in the server, on record. Rejects as `begin` and `mint` do. */
  mintOwn(purpose: string, token: IntendedToken, subject?: MintSubject): Promise<AccessToken>;
  /** Tokens of the server's own that this process minted and that may still be valid, the oldest first. */
  listOwn(): readonly OwnToken[];
  /** How many of the tokens GitHub did not confirm to be revoked. Never rejects. */
  revoke(tokens: readonly string[]): Promise<number>;
  /** Waits for tokens of the server's own that are being minted: no request waits for them. */
  settle(): Promise<void>;
}

export interface TokenMinterPorts extends MintIntentPorts {
  readonly logger: Logger;
}

export function createTokenMinter(ports: TokenMinterPorts): TokenMinter {
  const { client, random, clock, logger } = ports;
  const begin = (order: MintOrder) => beginMint(order, ports);

  async function revoke(tokens: readonly string[]): Promise<number> {
    const signal = AbortSignal.timeout(revokeDeadlineMs);
    const results = await Promise.allSettled(
      tokens.map((token) => revokeAccessToken({ client, signal }, token)),
    );
    return results.filter(({ status }) => status === 'rejected').length;
  }

  const own = createOwnTokens({ begin, revoke, random, clock, logger });
  return { begin, revoke, mintOwn: own.mint, listOwn: own.list, settle: own.settle };
}
