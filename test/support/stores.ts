/** Runs a suite once per database engine. */

import { describe, test } from '@jest/globals';
import type { StoreEngine } from './database.ts';
import { findPostgres } from './postgres-programs.ts';

export { createTestDatabase, type StoreEngine, type TestDatabase } from './database.ts';

/** Jest's configuration says on which engines this project runs: `npm test` has SQLite, `npm run test:slow` PostgreSQL too. */
const { testStores } = globalThis as unknown as { readonly testStores: readonly StoreEngine[] };

/** Left out where the project has no PostgreSQL; fails where it has and there are no programs of it. */
export function describePostgres(title: string, suite: () => void): void {
  if (!testStores.includes('postgres')) return;
  if (findPostgres() !== undefined) describe(title, suite);
  else
    test(title, () => {
      throw new Error('No PostgreSQL for this platform came with `npm install`, and none is on the PATH.');
    });
}

export function describeEachStore(title: string, suite: (engine: StoreEngine) => void): void {
  if (testStores.includes('sqlite')) describe(`${title} on SQLite`, () => suite('sqlite'));
  describePostgres(`${title} on PostgreSQL`, () => suite('postgres'));
}
