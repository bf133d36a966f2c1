/** Runs a suite once per database engine. */

import { describe, test } from '@jest/globals';
import type { StoreEngine } from './database.ts';
import { findPostgres } from './postgres.ts';

export { createTestDatabase, type StoreEngine, type TestDatabase } from './database.ts';

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
