/** The first tables: audit, used ID tokens, signing keys, resolved repositories. */
import type { Kysely } from 'kysely';
import type { Dialect } from '../../dialect.ts';

async function createAudit(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await db.schema
    .createTable('audit_entries')
    .addColumn('id', dialect.bigint, dialect.identity)
    .addColumn('at', dialect.bigint, (column) => column.notNull())
    .addColumn('event', 'text', (column) => column.notNull())
    .addColumn('outcome', 'text', (column) => column.notNull())
    .addColumn('workspace_id', 'text')
    .addColumn('repository_id', 'text')
    .addColumn('repository', 'text')
    .addColumn('actor', 'text')
    .addColumn('run_id', 'text')
    .addColumn('trace_id', 'text', (column) => column.notNull())
    .addColumn('details', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('audit_entries_by_workspace')
    .on('audit_entries')
    .columns(['workspace_id', 'id'])
    .execute();
  await db.schema.createIndex('audit_entries_by_trace').on('audit_entries').column('trace_id').execute();
  for (const statement of dialect.refuseChanges('audit_entries')) await statement.execute(db);
}

async function createIdTokens(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await db.schema
    .createTable('id_tokens')
    .addColumn('issuer', 'text', (column) => column.notNull())
    .addColumn('token_id', 'text', (column) => column.notNull())
    .addColumn('expires_at', dialect.bigint, (column) => column.notNull())
    .addColumn('used_at', dialect.bigint, (column) => column.notNull())
    .addPrimaryKeyConstraint('id_tokens_key', ['issuer', 'token_id'])
    .execute();
  await db.schema.createIndex('id_tokens_by_expiry').on('id_tokens').column('expires_at').execute();
}

async function createSigningKeys(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await db.schema
    .createTable('signing_keys')
    .addColumn('generation', dialect.bigint, (column) => column.primaryKey())
    .addColumn('key_id', 'text', (column) => column.notNull().unique())
    .addColumn('private_key', 'text', (column) => column.notNull())
    .addColumn('signs_from', dialect.bigint, (column) => column.notNull())
    .addColumn('signs_until', dialect.bigint, (column) => column.notNull())
    .addColumn('verifies_until', dialect.bigint, (column) => column.notNull())
    .execute();
}

async function createRepositories(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await db.schema
    .createTable('repositories')
    .addColumn('workspace_id', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('repository_id', 'text', (column) => column.notNull())
    .addColumn('owner_id', 'text', (column) => column.notNull())
    .addColumn('canonical_name', 'text', (column) => column.notNull())
    .addColumn('resolved_at', dialect.bigint, (column) => column.notNull())
    .addPrimaryKeyConstraint('repositories_key', ['workspace_id', 'name'])
    .execute();
}

export async function createBaseTables(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await createAudit(db, dialect);
  await createIdTokens(db, dialect);
  await createSigningKeys(db, dialect);
  await createRepositories(db, dialect);
}
