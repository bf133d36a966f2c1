/** Adds to each batch the errors of CODEOWNERS on its commit. */
import type { Kysely } from 'kysely';

export async function addOwnerErrors(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('batches').addColumn('owner_errors', 'text').execute();
}
