/** Indexes of the lists of pages: dispatches of a workspace, and batches by how they ended, newest first. */
import type { Kysely } from 'kysely';

export async function addRunListIndexes(db: Kysely<unknown>): Promise<void> {
  const { schema } = db;
  await schema.createIndex('orders_by_workspace').on('orders').columns(['workspace_id', 'id']).execute();
  await schema
    .createIndex('batches_by_conclusion')
    .on('batches')
    .columns(['workspace_id', 'conclusion', 'id'])
    .execute();
}
