/** Used ID tokens: the primary key decides who was first. */
import { type Kysely, sql } from 'kysely';
import type { Dialect } from '../database/dialect.ts';
import type { Database } from '../database/schema.ts';
import type { IdTokenUse } from './store.ts';

/** How long a used token is remembered past its expiry, in milliseconds: more than any server's clock is off. */
const replayMemoryMs = 24 * 60 * 60 * 1_000;
/** GitHub's clock may be ahead of the database's: tokens issued so shortly after a restore are refused too, in milliseconds. */
const restoreMarginMs = 5_000;

/** Exactly one of any number of calls for a token gets `reserved`. */
export async function reserveIdToken(
  db: Kysely<Database>,
  dialect: Dialect,
  use: IdTokenUse,
): Promise<'reserved' | 'replayed'> {
  const { issuer, tokenId, issuedAt = Number.MAX_SAFE_INTEGER / 1_000 } = use;
  const issuedMs = Math.floor(issuedAt * 1_000);
  // One statement, so that a restore cannot come between. Without casts, PostgreSQL takes the parameters of a query for text.
  const result = await db
    .insertInto('id_tokens')
    .columns(['issuer', 'token_id', 'expires_at', 'used_at'])
    .expression(
      db
        .selectNoFrom([
          sql<string>`cast(${issuer} as text)`.as('issuer'),
          sql<string>`cast(${tokenId} as text)`.as('token_id'),
          sql<number>`cast(${Math.ceil(use.expiresAt * 1_000)} as bigint)`.as('expires_at'),
          dialect.now.as('used_at'),
        ])
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom('restores')
                .select('restored_at')
                .where('restored_at', '>', issuedMs - restoreMarginMs),
            ),
          ),
        ),
    )
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
