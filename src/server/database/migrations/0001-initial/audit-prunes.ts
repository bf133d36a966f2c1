/** Prunings: the only way in which an entry may leave the audit, checked by the database itself. */
import type { Kysely } from 'kysely';
import type { Dialect } from '../../dialect.ts';

export async function createAuditPrunes(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await db.schema
    .createTable('audit_prunes')
    .addColumn('after_sequence', dialect.bigint, (column) => column.primaryKey())
    .addColumn('through_sequence', dialect.bigint, (column) => column.notNull().unique())
    .addColumn('last_id', dialect.bigint, (column) => column.notNull().unique())
    .addColumn('hash', 'text', (column) => column.notNull())
    .addColumn('entries', dialect.bigint, (column) => column.notNull())
    .addColumn('pruned_at', dialect.bigint, (column) => column.notNull())
    .execute();
  for (const statement of dialect.refuseChanges('audit_prunes')) await statement.execute(db);
  for (const statement of dialect.allowPruning) await statement.execute(db);
}
