/** Seals over the audit: each holds the hash of a range of entries and of the seal before it. */
import type { Kysely } from 'kysely';
import type { Dialect } from '../../dialect.ts';

export async function createAuditSeals(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await db.schema
    .createTable('audit_seals')
    .addColumn('sequence', dialect.bigint, (column) => column.primaryKey())
    .addColumn('after_id', dialect.bigint, (column) => column.notNull().unique())
    .addColumn('last_id', dialect.bigint, (column) => column.notNull().unique())
    .addColumn('entries', dialect.bigint, (column) => column.notNull())
    .addColumn('previous_hash', 'text', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .addColumn('sealed_at', dialect.bigint, (column) => column.notNull())
    .execute();
  for (const statement of dialect.refuseChanges('audit_seals')) await statement.execute(db);
}
