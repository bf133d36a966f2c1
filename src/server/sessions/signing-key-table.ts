/** Keys that sign sessions: one row per generation, first writer wins. */
import type { Kysely } from 'kysely';
import type { Dialect } from '../database/dialect.ts';
import type { Database } from '../database/schema.ts';
import type { SigningKey } from './store.ts';

export async function listSigningKeys(db: Kysely<Database>, dialect: Dialect): Promise<SigningKey[]> {
  const rows = await db
    .selectFrom('signing_keys')
    .selectAll()
    .where('verifies_until', '>', dialect.now)
    .orderBy('generation', 'desc')
    .execute();
  return rows.map((row) => ({
    generation: row.generation,
    keyId: row.key_id,
    privateKey: row.private_key,
    signsFrom: row.signs_from,
    signsUntil: row.signs_until,
    verifiesUntil: row.verifies_until,
  }));
}

/** `exists` when another replica has added this generation before. */
export async function addSigningKey(db: Kysely<Database>, key: SigningKey): Promise<'added' | 'exists'> {
  const result = await db
    .insertInto('signing_keys')
    .values({
      generation: key.generation,
      key_id: key.keyId,
      private_key: key.privateKey,
      signs_from: key.signsFrom,
      signs_until: key.signsUntil,
      verifies_until: key.verifiesUntil,
    })
    .onConflict((conflict) => conflict.column('generation').doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n ? 'added' : 'exists';
}

export async function forgetExpiredKeys(db: Kysely<Database>, dialect: Dialect): Promise<number> {
  const result = await db
    .deleteFrom('signing_keys')
    .where('verifies_until', '<=', dialect.now)
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}

/** Also keys that still verify. */
export async function retireKeysBefore(db: Kysely<Database>, generation: number): Promise<number> {
  const result = await db.deleteFrom('signing_keys').where('generation', '<', generation).executeTakeFirst();
  return Number(result.numDeletedRows);
}
