/** Takes an entry out of the queue that is no longer needed, in the transaction of whatever made it needless. */
import type { Kysely } from 'kysely';
import type { Database } from '../database/schema.ts';
import type { EntryName } from './entry.ts';

/** A replica that works on the entry at this moment loses its lease. */
export async function withdraw(trx: Kysely<Database>, { kind, key }: EntryName): Promise<void> {
  await trx.deleteFrom('work_entries').where('kind', '=', kind).where('key', '=', key).execute();
}
