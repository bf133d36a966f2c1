/** The table of resolved repository names; the first resolution stays. */
import type { Kysely } from 'kysely';
import type { Dialect } from '../database/dialect.ts';
import { reachStore } from '../database/failures.ts';
import type { OpenedDatabase } from '../database/open.ts';
import type { Database } from '../database/schema.ts';
import type { RepositoryStore, ResolvedRepository } from './store.ts';

function selectRepositories(db: Kysely<Database>, workspaceId: string) {
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

async function listResolved(db: Kysely<Database>, workspaceId: string): Promise<ResolvedRepository[]> {
  const rows = await selectRepositories(db, workspaceId).orderBy('name').execute();
  return rows.map((row) => ({ ...row }));
}

async function saveResolved(
  db: Kysely<Database>,
  dialect: Dialect,
  { workspaceId, repository }: { readonly workspaceId: string; readonly repository: ResolvedRepository },
): Promise<ResolvedRepository> {
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
  const stored = selectRepositories(db, workspaceId).where('name', '=', repository.name);
  return { ...(await stored.executeTakeFirstOrThrow()) };
}

export function createRepositoryStore({ db, dialect }: OpenedDatabase): RepositoryStore {
  return {
    list: (workspaceId) => reachStore(() => listResolved(db, workspaceId)),
    save: (workspaceId, repository) =>
      reachStore(() => saveResolved(db, dialect, { workspaceId, repository })),
  };
}
