/** The audit table: appended to, read, never changed. */
import { type Kysely, type Selectable, sql } from 'kysely';
import { isRecord } from '../../base/text.ts';
import type { AuditEntry, StoredAuditEntry } from '../../domain/audit/entry.ts';
import { type AuditFilter, maxAuditPage } from '../../domain/audit/filter.ts';
import type { Dialect } from '../database/dialect.ts';
import { readJsonText } from '../database/json-text.ts';
import type { AuditTable, Database } from '../database/schema.ts';

/** PostgreSQL takes no NUL and no lone surrogate in text; what clients send must not become an error. */
function storable(text: string | undefined): string | null {
  return text === undefined ? null : text.toWellFormed().replaceAll('\0', '\uFFFD');
}

/** An object parsed from JSON is a JSON value at every depth. */
function isDetails(value: unknown): value is AuditEntry['details'] {
  return isRecord(value);
}

function toEntry(row: Selectable<AuditTable>): StoredAuditEntry {
  return {
    id: row.id,
    at: row.at,
    event: row.event,
    outcome: row.outcome,
    workspaceId: row.workspace_id ?? undefined,
    repositoryId: row.repository_id ?? undefined,
    repository: row.repository ?? undefined,
    actor: row.actor ?? undefined,
    runId: row.run_id ?? undefined,
    traceId: row.trace_id,
    details: readJsonText(row.details, isDetails, 'audit_entries.details'),
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

/** Columns that a filter compares, and the field that it has each of them in. */
const equal = [
  ['workspace_id', 'workspaceId'],
  ['repository_id', 'repositoryId'],
  ['event', 'event'],
  ['outcome', 'outcome'],
  ['actor', 'actor'],
  ['run_id', 'runId'],
  ['trace_id', 'traceId'],
] as const;
const bounds = [
  ['id', '>', 'afterId'],
  ['id', '<=', 'throughId'],
  ['id', '<', 'beforeId'],
  ['at', '>=', 'from'],
  ['at', '<', 'to'],
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

/** Also inside the transaction of what the entry is about: then neither is there without the other. */
export async function appendAuditEntry(
  db: Kysely<Database>,
  dialect: Dialect,
  entry: AuditEntry,
): Promise<void> {
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
}

/** In the order of ids, at most `maxAuditPage`. */
export async function listAuditEntries(
  db: Kysely<Database>,
  dialect: Dialect,
  filter: AuditFilter,
): Promise<StoredAuditEntry[]> {
  let query = db.selectFrom('audit_entries').selectAll();
  for (const [column, name] of equal) {
    const value = filter[name];
    if (value !== undefined) query = query.where(column, '=', value);
  }
  for (const [column, sign, name] of bounds) {
    const value = filter[name];
    if (value !== undefined) query = query.where(column, sign, value);
  }
  const { eventPrefix, sourceId, lockPath, order, limit = maxAuditPage } = filter;
  if (eventPrefix !== undefined) query = query.where(dialect.startsWith('event', eventPrefix));
  if (sourceId !== undefined) {
    // JSON escapes quotes, so this cannot occur inside a text that a client chose. Only token.mint entries have the key.
    const written = `"repositoryId":${JSON.stringify(sourceId)}`;
    query = query.where('event', '=', 'token.mint').where(dialect.contains('details', written));
  }
  if (lockPath !== undefined) {
    const written = `"path":${JSON.stringify(lockPath)}`;
    query = query.where(dialect.startsWith('event', 'lock.')).where(dialect.contains('details', written));
  }
  const rows = await query
    .orderBy('id', order === 'newest' ? 'desc' : 'asc')
    .limit(Math.min(limit, maxAuditPage))
    .execute();
  return rows.map(toEntry);
}
