/** Adds to each batch what its reason names, and since when GitHub does not answer. */
import type { Kysely } from 'kysely';
import type { Dialect } from '../dialect.ts';

export async function addQuietDetails(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  // SQLite adds one column at a time.
  await db.schema.alterTable('batches').addColumn('quiet_details', 'text').execute();
  await db.schema.alterTable('batches').addColumn('unreachable_since', dialect.bigint).execute();
}
