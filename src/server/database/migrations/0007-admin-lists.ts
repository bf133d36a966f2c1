/** Indexes of the lists that admins read: batches of a workspace or a repository, and deliveries of a repository, newest first. */
import type { Kysely } from 'kysely';

export async function addAdminListIndexes(db: Kysely<unknown>): Promise<void> {
  const { schema } = db;
  await schema.createIndex('batches_by_workspace').on('batches').columns(['workspace_id', 'id']).execute();
  await schema
    .createIndex('batches_by_state')
    .on('batches')
    .columns(['workspace_id', 'state', 'id'])
    .execute();
  await schema.createIndex('batches_by_repository').on('batches').columns(['repository_id', 'id']).execute();
  await schema
    .createIndex('deliveries_by_repository')
    .on('deliveries')
    .columns(['repository_id', 'id'])
    .execute();
}
