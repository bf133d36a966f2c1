/** The audit table: appended to, read, never changed. */
import { type Kysely, type Selectable, sql } from 'kysely';
import type { Dialect } from './dialect.ts';
import { reachStore } from './failures.ts';
import type { AuditTable, Database } from './schema.ts';
import { type AuditEntry, maxAuditPage, type Store, type StoredAuditEntry } from './store.ts';

/** PostgreSQL takes no NUL and no lone surrogate in text; what strangers send must not become an error. */
function storable(text: string | undefined): string | null {
  return text === undefined ? null : text.toWellFormed().replaceAll('\0', '\uFFFD');
}

function toEntry(row: Selectable<AuditTable>): StoredAuditEntry {
  return {
    id: row.id,
    at: row.at,
    event: row.event,
    outcome: row.outcome,
    ...(row.workspace_id === null ? {} : { workspaceId: row.workspace_id }),
    ...(row.repository_id === null ? {} : { repositoryId: row.repository_id }),
    ...(row.repository === null ? {} : { repository: row.repository }),
    ...(row.actor === null ? {} : { actor: row.actor }),
    ...(row.run_id === null ? {} : { runId: row.run_id }),
    traceId: row.trace_id,
    details: JSON.parse(row.details) as AuditEntry['details'],
  };
}

/** What an entry brings; the time is the database's. */
const columns = [
  'event',
  'outcome',
  'workspace_id',
  'repository_id',
  'repository',
  'actor',
  'run_id',
  'trace_id',
  'details',
] as const;

function toValues(entry: AuditEntry): Readonly<Record<(typeof columns)[number], string | null>> {
  return {
    event: entry.event,
    outcome: entry.outcome,
    workspace_id: storable(entry.workspaceId),
    repository_id: storable(entry.repositoryId),
    repository: storable(entry.repository),
    actor: storable(entry.actor),
    run_id: storable(entry.runId),
    trace_id: entry.traceId,
    details: JSON.stringify(entry.details),
  };
}

export function createAuditTable(db: Kysely<Database>, dialect: Dialect): Store['audit'] {
  return {
    append: (entry) =>
      reachStore(async () => {
        const values = toValues(entry);
        await db
          .insertInto('audit_entries')
          .columns(['at', ...columns])
          .expression(
            db
              .with(
                (cte) => cte('entered').materialized(),
                () => dialect.enterAppend,
              )
              .selectFrom('entered')
              .select(dialect.now.as('at'))
              .select(columns.map((column) => sql`${values[column]}`.as(column))),
          )
          .execute();
      }),
    list: (filter = {}) =>
      reachStore(async () => {
        let query = db.selectFrom('audit_entries').selectAll();
        if (filter.workspaceId !== undefined) query = query.where('workspace_id', '=', filter.workspaceId);
        if (filter.repositoryId !== undefined) query = query.where('repository_id', '=', filter.repositoryId);
        if (filter.event !== undefined) query = query.where('event', '=', filter.event);
        if (filter.traceId !== undefined) query = query.where('trace_id', '=', filter.traceId);
        if (filter.afterId !== undefined) query = query.where('id', '>', filter.afterId);
        if (filter.throughId !== undefined) query = query.where('id', '<=', filter.throughId);
        const rows = await query
          .orderBy('id')
          .limit(Math.min(filter.limit ?? maxAuditPage, maxAuditPage))
          .execute();
        return rows.map(toEntry);
      }),
  };
}
