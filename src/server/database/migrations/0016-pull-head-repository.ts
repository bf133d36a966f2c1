/** Adds to each pull request the repository of its head: two of forks may have the same commit and branch names. */
import type { Kysely } from 'kysely';

export async function addPullHeadRepository(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('pull_requests').addColumn('head_repository_id', 'text').execute();
}
