/** People who sign in: their sessions, whom the names of the configuration meant, and the index that the history of a lock is read by. */
import type { Kysely } from 'kysely';
import type { Dialect } from '../dialect.ts';

export async function createWebSessionTables(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const { schema } = db;
  await schema
    .createTable('web_sessions')
    .addColumn('id_hash', 'text', (column) => column.primaryKey())
    .addColumn('person_id', 'text', (column) => column.notNull())
    .addColumn('login', 'text', (column) => column.notNull())
    .addColumn('created_at', dialect.bigint, (column) => column.notNull())
    .addColumn('used_at', dialect.bigint, (column) => column.notNull())
    .addColumn('expires_at', dialect.bigint, (column) => column.notNull())
    .execute();
  await schema
    .createIndex('web_sessions_by_person')
    .on('web_sessions')
    .columns(['person_id', 'created_at'])
    .execute();
  await schema
    .createTable('name_bindings')
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('account_id', 'text', (column) => column.notNull())
    .addColumn('bound_at', dialect.bigint, (column) => column.notNull())
    .addPrimaryKeyConstraint('name_bindings_key', ['kind', 'name'])
    .execute();
  await schema
    .createIndex('audit_entries_by_repository')
    .on('audit_entries')
    .columns(['workspace_id', 'repository_id', 'id'])
    .execute();
}
