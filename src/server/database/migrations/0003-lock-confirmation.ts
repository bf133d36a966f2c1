/** Adds to each lock whether its job has yet to confirm that it knows of the grant. */
import type { Kysely } from 'kysely';
import type { Dialect } from '../dialect.ts';

export async function addLockConfirmation(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await db.schema
    .alterTable('locks')
    .addColumn('pending', dialect.bigint, (column) => column.notNull().defaultTo(0))
    .execute();
}
