/** What repository names were resolved to; the first resolution stands. */
import type { Kysely } from 'kysely';
import type { Dialect } from '../database/dialect.ts';
import { reachStore } from '../database/failures.ts';
import type { Database } from '../database/schema.ts';
import type { ResolvedRepository, Store } from '../store.ts';

export function createRepositoryTable(db: Kysely<Database>, dialect: Dialect): Store['repositories'] {
  function select(workspaceId: string) {
    return db
      .selectFrom('repositories')
      .select([
        'name',
        'repository_id as repositoryId',
        'owner_id as ownerId',
        'canonical_name as canonicalName',
      ])
      .where('workspace_id', '=', workspaceId);
  }
  return {
    list: (workspaceId) =>
      reachStore(async () => {
        const rows = await select(workspaceId).orderBy('name').execute();
        return rows.map((row) => ({ ...row }));
      }),
    save: (workspaceId, repository) =>
      reachStore(async (): Promise<ResolvedRepository> => {
        await db
          .insertInto('repositories')
          .values({
            workspace_id: workspaceId,
            name: repository.name,
            repository_id: repository.repositoryId,
            owner_id: repository.ownerId,
            canonical_name: repository.canonicalName,
            resolved_at: dialect.now,
          })
          .onConflict((conflict) =>
            conflict
              .columns(['workspace_id', 'name'])
              // A transfer changes the owner and the name, never the id.
              .doUpdateSet({ owner_id: repository.ownerId, canonical_name: repository.canonicalName })
              .where('repositories.repository_id', '=', repository.repositoryId),
          )
          .execute();
        return {
          ...(await select(workspaceId).where('name', '=', repository.name).executeTakeFirstOrThrow()),
        };
      }),
  };
}
