/** Projections: what is shown on GitHub, one row per object; and commands of people that came from there. */
import { type Kysely, sql } from 'kysely';
import type { Dialect } from '../../dialect.ts';

export async function createProjectionTables(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await db.schema
    .createTable('projections')
    .addColumn('id', dialect.bigint, dialect.identity)
    .addColumn('workspace_id', 'text', (column) => column.notNull())
    .addColumn('repository_id', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('target', 'text', (column) => column.notNull())
    .addColumn('remote_id', 'text')
    .addColumn('remote_url', 'text')
    .addColumn('creating_since', dialect.bigint)
    .addColumn('sent_hash', 'text')
    .addColumn('sent_at', dialect.bigint)
    .addColumn('size_step', dialect.bigint, (column) => column.notNull())
    .addColumn('deadline_at', dialect.bigint)
    .addColumn('notice', 'text')
    .addUniqueConstraint('projections_key', ['workspace_id', 'repository_id', 'kind', 'target'])
    .execute();
  await db.schema
    .createIndex('projections_by_deadline')
    .on('projections')
    .columns(['deadline_at'])
    .where(sql.ref('deadline_at'), 'is not', null)
    .execute();
  await db.schema
    .createTable('commands')
    .addColumn('source', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('batch_id', dialect.bigint, (column) => column.notNull())
    .addColumn('actor_login', 'text', (column) => column.notNull())
    .addColumn('actor_id', 'text')
    .addColumn('outcome', 'text', (column) => column.notNull())
    .addColumn('commanded_at', dialect.bigint, (column) => column.notNull())
    .addPrimaryKeyConstraint('commands_key', ['source', 'kind'])
    .execute();
  await db.schema.createIndex('commands_by_batch').on('commands').columns(['batch_id']).execute();
}
