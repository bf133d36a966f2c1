/** The table of seals, and the point up to which the audit can no longer change. */
import type { Kysely } from 'kysely';
import type { AuditSeal } from '../../domain/audit/seal.ts';
import type { Dialect } from '../database/dialect.ts';
import type { AuditSealTable, Database } from '../database/schema.ts';

/** Most seals in one answer. */
const maxSealPage = 1_000;

function toSeal(row: AuditSealTable): AuditSeal {
  return {
    sequence: row.sequence,
    afterId: row.after_id,
    lastId: row.last_id,
    entries: row.entries,
    previousHash: row.previous_hash,
    hash: row.hash,
    sealedAt: row.sealed_at,
  };
}

/** Inside a transaction: waits for those that append now, and returns the last id there is, or 0. */
export async function settleAuditEntries(trx: Kysely<Database>, dialect: Dialect): Promise<number> {
  await dialect.awaitAppends(trx);
  const { last } = await trx
    .selectFrom('audit_entries')
    .select(({ fn }) => fn.max('id').as('last'))
    .executeTakeFirstOrThrow();
  return last ?? 0;
}

export async function readLatestSeal(
  db: Kysely<Database>,
  dialect: Dialect,
): Promise<{ readonly now: number; readonly seal: AuditSeal | undefined }> {
  const row = await db
    .selectFrom('audit_seals')
    .selectAll()
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst();
  const { now } = await db.selectNoFrom(dialect.now.as('now')).executeTakeFirstOrThrow();
  return { now, seal: row === undefined ? undefined : toSeal(row) };
}

export async function listSeals(db: Kysely<Database>, afterSequence: number): Promise<readonly AuditSeal[]> {
  const rows = await db
    .selectFrom('audit_seals')
    .selectAll()
    .where('sequence', '>', afterSequence)
    .orderBy('sequence')
    .limit(maxSealPage)
    .execute();
  return rows.map(toSeal);
}

/** `exists` when another replica has sealed the range before. */
export async function addSeal(db: Kysely<Database>, seal: AuditSeal): Promise<'added' | 'exists'> {
  const result = await db
    .insertInto('audit_seals')
    .values({
      sequence: seal.sequence,
      after_id: seal.afterId,
      last_id: seal.lastId,
      entries: seal.entries,
      previous_hash: seal.previousHash,
      hash: seal.hash,
      sealed_at: seal.sealedAt,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n ? 'added' : 'exists';
}
