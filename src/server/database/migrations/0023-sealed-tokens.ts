/** Tokens of jobs, each encrypted with a key that the database does not have, until they expire or are revoked. */
import type { Kysely } from 'kysely';
import type { Dialect } from '../dialect.ts';

export async function createSealedTokenTable(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const { schema } = db;
  await schema
    .createTable('sealed_tokens')
    .addColumn('sha256', 'text', (column) => column.primaryKey())
    .addColumn('workspace_id', 'text', (column) => column.notNull())
    .addColumn('about', 'text', (column) => column.notNull())
    .addColumn('key_id', 'text', (column) => column.notNull())
    .addColumn('sealed', 'text')
    .addColumn('expires_at', dialect.bigint, (column) => column.notNull())
    .addColumn('ended_at', dialect.bigint)
    .execute();
  await schema.createIndex('sealed_tokens_by_expiry').on('sealed_tokens').columns(['expires_at']).execute();
}
