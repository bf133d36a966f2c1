/** Runs a suite once per database engine. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from '@jest/globals';
import type { DatabaseConfig } from '../../src/server/config/config.ts';
import { findPostgres, startPostgres } from './postgres.ts';

export interface TestDatabase {
  readonly config: DatabaseConfig;
  dispose(): Promise<void>;
}

export type StoreEngine = 'sqlite' | 'postgres';

/** An empty database. */
export async function createTestDatabase(engine: StoreEngine): Promise<TestDatabase> {
  if (engine === 'postgres') {
    const database = await startPostgres();
    return { config: { kind: 'postgres', url: database.url }, dispose: () => database.stop() };
  }
  const folder = mkdtempSync(join(tmpdir(), 'atmos-store-'));
  return {
    config: { kind: 'sqlite', path: join(folder, 'atmos-pro.db') },
    dispose: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Needs PostgreSQL: skipped with a warning where there is none, failed where CI promises one. */
export function describePostgres(title: string, suite: () => void): void {
  if (findPostgres() !== undefined) {
    describe(title, suite);
  } else if (process.env['CI'] === 'true') {
    test(title, () => {
      throw new Error('CI must have a PostgreSQL: install the package `postgresql`');
    });
  } else {
    process.stderr.write(`SKIPPED, no PostgreSQL found: ${title}\n`);
    describe.skip(title, suite);
  }
}

export function describeEachStore(title: string, suite: (engine: StoreEngine) => void): void {
  describe(`${title} on SQLite`, () => suite('sqlite'));
  describePostgres(`${title} on PostgreSQL`, () => suite('postgres'));
}
