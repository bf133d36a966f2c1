/** Opens the configured database and asks it the two things that no feature owns: its time, and whether it answers. */
import { type Kysely, sql } from 'kysely';
import type { DatabaseConfig } from '../config/config.ts';
import { type Dialect, postgresDialect, sqliteDialect } from './dialect.ts';
import { reachStore } from './failures.ts';
import { migrateDatabase } from './migrate.ts';
import { type OpenPostgresOptions, openPostgres } from './open-postgres.ts';
import { type OpenSqliteOptions, openSqlite } from './open-sqlite.ts';
import type { Database } from './schema.ts';
import { createWriteProbe } from './write-probe.ts';

export interface OpenedDatabase {
  readonly db: Kysely<Database>;
  readonly dialect: Dialect;
}

export interface OpenOptions extends OpenPostgresOptions {
  /** Told which steps of the schema were applied, if any were. */
  onMigrated?(steps: readonly string[]): void;
}

/** Asks nothing of PostgreSQL yet; makes the file of SQLite. */
export function openDatabase(
  config: DatabaseConfig,
  options: OpenPostgresOptions & OpenSqliteOptions = {},
): OpenedDatabase {
  return config.kind === 'sqlite'
    ? { db: openSqlite(config.path, options), dialect: sqliteDialect }
    : { db: openPostgres(config.url, options), dialect: postgresDialect };
}

/** Opens, migrates, and closes again when that fails. */
export async function openMigratedDatabase(
  config: DatabaseConfig,
  options: OpenOptions = {},
): Promise<OpenedDatabase> {
  const database = openDatabase(config, options);
  try {
    const applied = await migrateDatabase(database.db, database.dialect);
    if (applied.length > 0) options.onMigrated?.(applied);
    return database;
  } catch (error) {
    await database.db.destroy();
    throw error;
  }
}

/** The database's clock, in milliseconds since the Unix epoch. */
export async function readDatabaseTime({ db, dialect }: OpenedDatabase): Promise<number> {
  return (await db.selectNoFrom(dialect.now.as('now')).executeTakeFirstOrThrow()).now;
}

/** Both reject with `REMOTE_STORE` when the database does not answer. */
export interface DatabaseProbe {
  /** The database's clock, in milliseconds. */
  now(): Promise<number>;
  /** Resolves when the database answers, has our schema, and takes writes, of which it makes one every few seconds at most. */
  ready(): Promise<void>;
}

export function createDatabaseProbe(database: OpenedDatabase): DatabaseProbe {
  const checkWrites = createWriteProbe(database);
  return {
    now: () => reachStore(() => readDatabaseTime(database)),
    ready: () =>
      reachStore(async () => {
        await sql`select 1 from audit_entries where 1 = 0`.execute(database.db);
        await checkWrites();
      }),
  };
}
