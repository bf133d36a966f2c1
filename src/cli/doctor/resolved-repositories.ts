/** Repository names that the server has resolved before, by workspace. Empty when the database is not migrated. */
import type { ServerConfig } from '../../server/config/config.ts';
import { inspectDatabase } from '../../server/database/inspect.ts';
import { openDatabase } from '../../server/database/open.ts';
import { createRepositoryStore } from '../../server/repositories/repository-table.ts';
import type { ResolvedRepository } from '../../server/repositories/store.ts';

export async function readResolvedRepositories({
  database,
  workspaces,
}: ServerConfig): Promise<Map<string, readonly ResolvedRepository[]>> {
  const inspection = await inspectDatabase(database).catch(() => undefined);
  if (inspection === undefined || inspection.isMissing || inspection.pending.length > 0) return new Map();
  const opened = openDatabase(database, { keepMode: true });
  const repositories = createRepositoryStore(opened);
  try {
    const lists = workspaces.map(async ({ id }) => [id, await repositories.list(id)] as const);
    return new Map(await Promise.all(lists));
  } finally {
    await opened.db.destroy();
  }
}
