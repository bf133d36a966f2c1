/** Repository names that the server has resolved before, by workspace. Empty when the database is not migrated. */
import type { ServerConfig } from '../../server/config/config.ts';
import { inspectDatabase } from '../../server/database/inspect.ts';
import { createStore, openDatabase } from '../../server/open-store.ts';
import type { ResolvedRepository } from '../../server/store.ts';

export async function readResolvedRepositories({
  database,
  workspaces,
}: ServerConfig): Promise<Map<string, readonly ResolvedRepository[]>> {
  const inspection = await inspectDatabase(database).catch(() => undefined);
  if (inspection === undefined || inspection.isMissing || inspection.pending.length > 0) return new Map();
  const store = createStore(openDatabase(database));
  try {
    const lists = workspaces.map(async ({ id }) => [id, await store.repositories.list(id)] as const);
    return new Map(await Promise.all(lists));
  } finally {
    await store.close();
  }
}
