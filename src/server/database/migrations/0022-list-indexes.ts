/** Indexes of the pages' lists: a search of the audit log reads the columns that it filters by in the index alone, and live and orphaned instances are found without each other. */
import { type Kysely, sql } from 'kysely';

export async function addListIndexes(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createIndex('audit_entries_by_search')
    .on('audit_entries')
    .columns(['workspace_id', 'id', 'event', 'outcome', 'repository_id', 'actor', 'run_id', 'at'])
    .execute();
  // The new one begins with the same columns.
  await db.schema.dropIndex('audit_entries_by_workspace').execute();
  await db.schema.dropIndex('instances_by_status').execute();
  await db.schema
    .createIndex('instances_by_status')
    .on('instances')
    .columns(['workspace_id', 'drift_status', 'repository_id', 'stack', 'component', 'component_type'])
    .where(sql.ref('orphaned_at'), 'is', null)
    .execute();
  await db.schema
    .createIndex('instances_orphaned')
    .on('instances')
    .columns(['workspace_id', 'repository_id', 'stack', 'component', 'component_type'])
    .where(sql.ref('orphaned_at'), 'is not', null)
    .execute();
}
