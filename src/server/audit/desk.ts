/** The audit log for the pages of people: each search reads a bounded number of entries. */
import type { Kysely } from 'kysely';
import type { StoredAuditEntry } from '../../domain/audit/entry.ts';
import type { AuditFilter } from '../../domain/audit/filter.ts';
import type { Dialect } from '../database/dialect.ts';
import { reachStore } from '../database/failures.ts';
import type { OpenedDatabase } from '../database/open.ts';
import type { Database } from '../database/schema.ts';
import { listAuditEntries } from './audit-table.ts';

/** Most entries that one search reads: SQLite reads block the event loop. */
const maxSearchedEntries = 10_000;

interface AuditSearch {
  /** Newest first. */
  readonly entries: readonly StoredAuditEntry[];
  /** `beforeId` of the next page; `undefined`: there is nothing below. */
  readonly next: number | undefined;
  /** The search stopped above this id; `undefined`: it found a whole page, or the end of the log. */
  readonly searchedDownTo: number | undefined;
}

type AuditSearchFilter = AuditFilter & { readonly workspaceId: string; readonly limit: number };

export interface AuditDesk {
  search(filter: AuditSearchFilter): Promise<AuditSearch>;
  find(workspaceId: string, id: number): Promise<StoredAuditEntry | undefined>;
  /** Ids and events after an id, in their order; the newest alone without one. */
  listNews(workspaceId: string, afterId: number | undefined): Promise<readonly AuditNews[]>;
}

export interface AuditNews {
  readonly id: number;
  readonly event: string;
}

/** Most news of one question; later ones come with the next. */
const maxNews = 500;

/** Entries up to this id are below what one search may read; `undefined`: all may be read. */
async function findFloor(db: Kysely<Database>, filter: AuditSearchFilter): Promise<number | undefined> {
  const { workspaceId, repositoryId, beforeId } = filter;
  let query = db.selectFrom('audit_entries').select('id').where('workspace_id', '=', workspaceId);
  if (repositoryId !== undefined) query = query.where('repository_id', '=', repositoryId);
  if (beforeId !== undefined) query = query.where('id', '<', beforeId);
  const row = await query.orderBy('id', 'desc').limit(1).offset(maxSearchedEntries).executeTakeFirst();
  return row?.id;
}

async function searchAuditEntries(
  db: Kysely<Database>,
  dialect: Dialect,
  filter: AuditSearchFilter,
): Promise<AuditSearch> {
  // The entries of a trace have an index of their own.
  const floor = filter.traceId === undefined ? await findFloor(db, filter) : undefined;
  const bounded = { ...filter, afterId: floor, order: 'newest' } as const;
  const entries = await listAuditEntries(db, dialect, bounded);
  const last = entries.length === filter.limit ? entries.at(-1) : undefined;
  if (last !== undefined) return { entries, next: last.id, searchedDownTo: undefined };
  return { entries, next: floor === undefined ? undefined : floor + 1, searchedDownTo: floor };
}

export function createAuditDesk({ db, dialect }: OpenedDatabase): AuditDesk {
  return {
    search: (filter) => reachStore(() => searchAuditEntries(db, dialect, filter)),
    find: (workspaceId, id) =>
      reachStore(async () => {
        const bounds = { workspaceId, afterId: id - 1, throughId: id, limit: 1 };
        return (await listAuditEntries(db, dialect, bounds))[0];
      }),
    listNews: (workspaceId, afterId) =>
      reachStore(async () => {
        const all = db
          .selectFrom('audit_entries')
          .select(['id', 'event'])
          .where('workspace_id', '=', workspaceId);
        return afterId === undefined
          ? all.orderBy('id', 'desc').limit(1).execute()
          : all.where('id', '>', afterId).orderBy('id').limit(maxNews).execute();
      }),
  };
}
