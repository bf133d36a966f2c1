/** Opens the configured database, migrated, behind the store port. */
import { type Kysely, sql } from 'kysely';
import { createAuditPruneTable } from './audit/audit-prunes.ts';
import { createAuditSealTable } from './audit/audit-seals.ts';
import { createAuditTable } from './audit/audit-table.ts';
import { createWebhookTable } from './audit-webhooks/webhook-table.ts';
import { createCommitTable } from './commits/commit-table.ts';
import type { DatabaseConfig } from './config/config.ts';
import { type Dialect, postgresDialect, sqliteDialect } from './database/dialect.ts';
import { reachStore } from './database/failures.ts';
import { migrateDatabase } from './database/migrate.ts';
import { type OpenPostgresOptions, openPostgres } from './database/open-postgres.ts';
import { openSqlite } from './database/open-sqlite.ts';
import type { Database } from './database/schema.ts';
import { createLockTable } from './locks/lock-table.ts';
import { createRepositoryTable } from './repositories/repository-table.ts';
import { createIdTokenTable } from './sessions/id-token-table.ts';
import { createSigningKeyTable } from './sessions/signing-key-table.ts';
import { createAffectedTable } from './stacks/affected-table.ts';
import { createInstanceTable } from './stacks/instance-table.ts';
import { createUploadTable } from './stacks/uploads/upload-work.ts';
import type { Store } from './store.ts';

export interface OpenedDatabase {
  readonly db: Kysely<Database>;
  readonly dialect: Dialect;
}

export function openDatabase(config: DatabaseConfig, options: OpenPostgresOptions = {}): OpenedDatabase {
  return config.kind === 'sqlite'
    ? { db: openSqlite(config.path), dialect: sqliteDialect }
    : { db: openPostgres(config.url, options), dialect: postgresDialect };
}

/** The store on a database that has the current schema. */
export function createStore({ db, dialect }: OpenedDatabase): Store {
  return {
    now: () =>
      reachStore(async () => {
        const row = await db.selectNoFrom(dialect.now.as('now')).executeTakeFirstOrThrow();
        return row.now;
      }),
    audit: createAuditTable(db, dialect),
    seals: createAuditSealTable(db, dialect),
    pruning: createAuditPruneTable(db, dialect),
    idTokens: createIdTokenTable(db, dialect),
    signingKeys: createSigningKeyTable(db, dialect),
    repositories: createRepositoryTable(db, dialect),
    locks: createLockTable(db, dialect),
    webhooks: createWebhookTable(db, dialect),
    commits: createCommitTable(db, dialect),
    uploads: createUploadTable(db, dialect),
    affected: createAffectedTable(db, dialect),
    instances: createInstanceTable(db, dialect),
    ready: () =>
      reachStore(async () => {
        await sql`select 1 from audit_entries where 1 = 0`.execute(db);
      }),
    close: () => db.destroy(),
  };
}

/** Opens, migrates, and closes again when that fails. `onMigrated` hears which steps were applied. */
export async function openStore(
  config: DatabaseConfig,
  options: OpenPostgresOptions & { onMigrated?(steps: readonly string[]): void } = {},
): Promise<Store> {
  const database = openDatabase(config, options);
  try {
    const applied = await migrateDatabase(database.db, database.dialect);
    if (applied.length > 0) options.onMigrated?.(applied);
    return createStore(database);
  } catch (error) {
    await database.db.destroy();
    throw error;
  }
}
