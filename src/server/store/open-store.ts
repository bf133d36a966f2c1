/** Opens the configured database, migrated, behind the store port. */
import { type Kysely, sql } from 'kysely';
import type { DatabaseConfig } from '../config/config.ts';
import { createAffectedTable } from './affected-table.ts';
import { createAuditPruneTable } from './audit-prunes.ts';
import { createAuditSealTable } from './audit-seals.ts';
import { createAuditTable } from './audit-table.ts';
import { createCommitTable } from './commit-table.ts';
import { type Dialect, postgresDialect, sqliteDialect } from './dialect.ts';
import { reachStore } from './failures.ts';
import { createIdTokenTable } from './id-token-table.ts';
import { createInstanceTable } from './instance-table.ts';
import { createLockTable } from './lock-table.ts';
import { migrateDatabase } from './migrate.ts';
import { type OpenPostgresOptions, openPostgres } from './open-postgres.ts';
import { openSqlite } from './open-sqlite.ts';
import { createRepositoryTable } from './repository-table.ts';
import type { Database } from './schema.ts';
import { createSigningKeyTable } from './signing-key-table.ts';
import type { Store } from './store.ts';
import { createUploadTable } from './upload-work.ts';
import { createWebhookTable } from './webhook-table.ts';

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
