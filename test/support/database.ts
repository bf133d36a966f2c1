/** An empty database of either engine, for tests and for other programs. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseConfig } from '../../src/server/config/config.ts';
import { startPostgres } from './postgres.ts';

export interface TestDatabase {
  readonly config: DatabaseConfig;
  dispose(): Promise<void>;
}

export type StoreEngine = 'sqlite' | 'postgres';

export async function createTestDatabase(engine: StoreEngine): Promise<TestDatabase> {
  if (engine === 'postgres') {
    const database = await startPostgres();
    return { config: { kind: 'postgres', url: database.url }, dispose: () => database.stop() };
  }
  const folder = mkdtempSync(join(tmpdir(), 'atmos-store-'));
  return {
    config: { kind: 'sqlite', path: join(folder, 'atmos-pro.db') },
    dispose: async () => rmSync(folder, { recursive: true, force: true, maxRetries: 20 }),
  };
}
