/** Entries that were given up, for people: listed, retried, and forgotten in the end. */
import type { Kysely } from 'kysely';
import type { Dialect } from '../database/dialect.ts';
import type { Database } from '../database/schema.ts';
import { type EntryName, type FailedEntry, toFailedEntry } from './entry.ts';

/** How long an entry that was given up is kept, in milliseconds. */
export const failedLifeMs = 30 * 24 * 60 * 60_000;
/** Most entries in one answer. */
const maxFailedPage = 200;

/** Oldest first. */
export async function listFailed(db: Kysely<Database>, kind: string): Promise<readonly FailedEntry[]> {
  const rows = await db
    .selectFrom('work_entries')
    .selectAll()
    .where('kind', '=', kind)
    .where('state', '=', 'failed')
    .orderBy('due_at')
    .orderBy('id')
    .limit(maxFailedPage)
    .execute();
  return rows.map(toFailedEntry);
}

/** Whether there was such an entry; it is due at once. */
export async function retryFailed(
  trx: Kysely<Database>,
  dialect: Dialect,
  { kind, key }: EntryName,
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('work_entries')
    .set({ state: 'waiting', attempts: 0, due_at: dialect.now })
    .where('kind', '=', kind)
    .where('key', '=', key)
    .where('state', '=', 'failed')
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Deletes entries that were given up `failedLifeMs` ago; returns how many. */
export async function forgetFailed(db: Kysely<Database>, dialect: Dialect): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('work_entries')
    .where('state', '=', 'failed')
    .where('due_at', '<=', dialect.after(-failedLifeMs))
    .executeTakeFirst();
  return Number(numDeletedRows);
}
