/** The table of seals, and the point up to which the audit can no longer change. */
import type { Kysely } from 'kysely';
import type { AuditSeal, AuditSeals } from '../../domain/audit/seal.ts';
import type { Dialect } from '../database/dialect.ts';
import { reachStore } from '../database/failures.ts';
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

export function createAuditSealTable(db: Kysely<Database>, dialect: Dialect): AuditSeals {
  return {
    settle: () =>
      reachStore(() =>
        db.transaction().execute(async (trx) => {
          await dialect.awaitAppends(trx);
          const { last } = await trx
            .selectFrom('audit_entries')
            .select(({ fn }) => fn.max('id').as('last'))
            .executeTakeFirstOrThrow();
          return last ?? 0;
        }),
      ),
    latest: () =>
      reachStore(async () => {
        const row = await db
          .selectFrom('audit_seals')
          .selectAll()
          .orderBy('sequence', 'desc')
          .limit(1)
          .executeTakeFirst();
        const { now } = await db.selectNoFrom(dialect.now.as('now')).executeTakeFirstOrThrow();
        return { now, seal: row === undefined ? undefined : toSeal(row) };
      }),
    list: (afterSequence) =>
      reachStore(async () => {
        const rows = await db
          .selectFrom('audit_seals')
          .selectAll()
          .where('sequence', '>', afterSequence)
          .orderBy('sequence')
          .limit(maxSealPage)
          .execute();
        return rows.map(toSeal);
      }),
    add: (seal) =>
      reachStore(async () => {
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
      }),
  };
}
