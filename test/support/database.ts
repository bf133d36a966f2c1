/** A database of either engine, for tests and for other programs. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseConfig } from '../../src/server/config/config.ts';
import { openMigratedDatabase } from '../../src/server/database/open.ts';
import { clusterVariable, copyPostgres, type PostgresDatabase, startPostgres } from './postgres.ts';

export interface TestDatabase {
  readonly config: DatabaseConfig;
  dispose(): Promise<void>;
}

export type StoreEngine = 'sqlite' | 'postgres';

function createSqliteFile(): { readonly path: string; dispose(): Promise<void> } {
  const folder = mkdtempSync(join(tmpdir(), 'atmos-store-'));
  return {
    path: join(folder, 'atmos-pro.db'),
    dispose: async () => rmSync(folder, { recursive: true, force: true, maxRetries: 20 }),
  };
}

function describePostgresDatabase(database: PostgresDatabase): TestDatabase {
  return { config: { kind: 'postgres', url: database.url }, dispose: () => database.stop() };
}

/** An empty one. */
export async function createTestDatabase(engine: StoreEngine): Promise<TestDatabase> {
  if (engine === 'postgres') return describePostgresDatabase(await startPostgres());
  const { path, dispose } = createSqliteFile();
  return { config: { kind: 'sqlite', path }, dispose };
}

async function migrate({ config }: TestDatabase): Promise<void> {
  const { db } = await openMigratedDatabase(config);
  await db.destroy();
}

async function makeSqliteTemplate(): Promise<string> {
  const { path, dispose } = createSqliteFile();
  process.once('exit', () => void dispose());
  await migrate({ config: { kind: 'sqlite', path }, dispose });
  return path;
}

async function makePostgresTemplate(): Promise<PostgresDatabase> {
  const database = await startPostgres();
  await migrate(describePostgresDatabase(database));
  return database;
}

let sqliteTemplate: Promise<string> | undefined;
let postgresTemplate: Promise<PostgresDatabase> | undefined;

/** One with the current schema, copied from one that this process has migrated before: for programs that need many. */
export async function copyMigratedDatabase(engine: StoreEngine): Promise<TestDatabase> {
  if (engine === 'postgres') {
    // A cluster of its own has nothing to copy from.
    if (process.env[clusterVariable] === undefined) return createTestDatabase(engine);
    postgresTemplate ??= makePostgresTemplate();
    return describePostgresDatabase(await copyPostgres(await postgresTemplate));
  }
  sqliteTemplate ??= makeSqliteTemplate();
  const template = await sqliteTemplate;
  const { path, dispose } = createSqliteFile();
  copyFileSync(template, path);
  return { config: { kind: 'sqlite', path }, dispose };
}
