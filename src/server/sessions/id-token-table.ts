/** Used ID tokens: the primary key decides who was first. */
import type { Kysely } from 'kysely';
import type { Dialect } from '../database/dialect.ts';
import type { Database } from '../database/schema.ts';
import type { IdTokenUse } from './store.ts';

/** How long a used token is remembered past its expiry, in milliseconds: more than any server's clock is off. */
const replayMemoryMs = 24 * 60 * 60 * 1_000;

/** Exactly one of any number of calls for a token gets `reserved`. */
export async function reserveIdToken(
  db: Kysely<Database>,
  dialect: Dialect,
  use: IdTokenUse,
): Promise<'reserved' | 'replayed'> {
  const result = await db
    .insertInto('id_tokens')
    .values({
      issuer: use.issuer,
      token_id: use.tokenId,
      expires_at: Math.ceil(use.expiresAt * 1_000),
      used_at: dialect.now,
    })
    .onConflict((conflict) => conflict.columns(['issuer', 'token_id']).doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n ? 'reserved' : 'replayed';
}

export async function isIdTokenUsed(
  db: Kysely<Database>,
  { issuer, tokenId }: Omit<IdTokenUse, 'expiresAt'>,
): Promise<boolean> {
  const found = await db
    .selectFrom('id_tokens')
    .select('token_id')
    .where('issuer', '=', issuer)
    .where('token_id', '=', tokenId)
    .executeTakeFirst();
  return found !== undefined;
}

export async function forgetExpiredIdTokens(db: Kysely<Database>, dialect: Dialect): Promise<number> {
  const result = await db
    .deleteFrom('id_tokens')
    .where('expires_at', '<', (expression) => expression(dialect.now, '-', replayMemoryMs))
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}
