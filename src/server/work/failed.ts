/** Entries that were given up: list, retry, and delete them. */
import type { Kysely } from 'kysely';
import type { Dialect } from '../database/dialect.ts';
import type { Database } from '../database/schema.ts';
import { type EntryName, type FailedEntry, toFailedEntry } from './entry.ts';

/** Retention of an entry that was given up, in milliseconds. */
export const failedLifeMs = 30 * 24 * 60 * 60_000;
/** Maximum number of entries in an answer. */
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

/** Makes the entry due at once. Returns whether it existed. */
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

/** Deletes entries that were given up at least `failedLifeMs` ago. Returns their number. */
export async function forgetFailed(db: Kysely<Database>, dialect: Dialect): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('work_entries')
    .where('state', '=', 'failed')
    .where('due_at', '<=', dialect.after(-failedLifeMs))
    .executeTakeFirst();
  return Number(numDeletedRows);
}
