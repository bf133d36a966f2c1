/** The table of prunings, and the one place that deletes from the audit. */
import type { Kysely } from 'kysely';
import { type AuditPrune, pruneEvent } from '../../domain/audit/prune.ts';
import type { Dialect } from '../database/dialect.ts';
import type { AuditPruneTable, Database } from '../database/schema.ts';
import { appendAuditEntry } from './audit-table.ts';

/** A transaction stops at the first seal that brings it to this many entries: SQLite deletes block the event loop. */
const entriesPerPrune = 5_000;
/** Most seals that one transaction reads. */
const sealsPerPrune = 5_000;
const dayMs = 24 * 60 * 60_000;

function toPrune(row: AuditPruneTable): AuditPrune {
  return {
    afterSequence: row.after_sequence,
    throughSequence: row.through_sequence,
    lastId: row.last_id,
    hash: row.hash,
    entries: row.entries,
    prunedAt: row.pruned_at,
  };
}

export async function readLatestPrune(db: Kysely<Database>): Promise<AuditPrune | undefined> {
  const row = await db
    .selectFrom('audit_prunes')
    .selectAll()
    .orderBy('through_sequence', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? undefined : toPrune(row);
}

/** What comes next after `previous`, from the seals that are at least `days` old. */
async function planPrune(
  db: Kysely<Database>,
  previous: AuditPrune | undefined,
  { now, days }: { readonly now: number; readonly days: number },
): Promise<AuditPrune | undefined> {
  const afterSequence = previous?.throughSequence ?? 0;
  const seals = await db
    .selectFrom('audit_seals')
    .select(['sequence', 'last_id', 'hash', 'entries'])
    .where('sequence', '>', afterSequence)
    .where('sealed_at', '<=', now - days * dayMs)
    .orderBy('sequence')
    .limit(sealsPerPrune)
    .execute();
  let entries = 0;
  let last: (typeof seals)[number] | undefined;
  for (const seal of seals) {
    entries += seal.entries;
    last = seal;
    if (entries >= entriesPerPrune) break;
  }
  if (last === undefined) return undefined;
  const { sequence: throughSequence, last_id: lastId, hash } = last;
  return { afterSequence, throughSequence, lastId, hash, entries, prunedAt: now };
}

/** Whether this transaction is the first one after `prune.afterSequence`. */
async function record(trx: Kysely<Database>, prune: AuditPrune): Promise<boolean> {
  const result = await trx
    .insertInto('audit_prunes')
    .values({
      after_sequence: prune.afterSequence,
      through_sequence: prune.throughSequence,
      last_id: prune.lastId,
      hash: prune.hash,
      entries: prune.entries,
      pruned_at: prune.prunedAt,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

export async function countPrunedEntries(db: Kysely<Database>): Promise<number> {
  const { sum } = await db
    .selectFrom('audit_prunes')
    .select(({ fn }) => fn.sum<number | string | null>('entries').as('sum'))
    .executeTakeFirstOrThrow();
  return Number(sum ?? 0);
}

/** Inside a transaction. `undefined` when nothing is old enough, or when another process was first. */
export async function pruneAuditEntries(
  trx: Kysely<Database>,
  dialect: Dialect,
  days: number,
): Promise<AuditPrune | undefined> {
  const { now } = await trx.selectNoFrom(dialect.now.as('now')).executeTakeFirstOrThrow();
  const prune = await planPrune(trx, await readLatestPrune(trx), { now, days });
  if (prune === undefined || !(await record(trx, prune))) return undefined;
  await trx.deleteFrom('audit_entries').where('id', '<=', prune.lastId).execute();
  const { throughSequence, lastId, hash, entries } = prune;
  await appendAuditEntry(trx, dialect, {
    event: pruneEvent,
    outcome: 'allowed',
    traceId: `prune-${throughSequence}`,
    details: { throughSequence, lastId, hash, entries, days },
  });
  return prune;
}
