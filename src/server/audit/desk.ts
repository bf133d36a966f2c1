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

/** A page of a search, and its neighbors. */
interface AuditSearch {
  /** Newest first. */
  readonly entries: readonly StoredAuditEntry[];
  /** `beforeId` of the next page; `undefined`: there is nothing below. */
  readonly next: number | undefined;
  /** `afterId` of the page above; `undefined`: this is the first one. */
  readonly newer: number | undefined;
  /** The search stopped above this id, or below it where it went up; `undefined`: it found a whole page, or the end of the log or of the time. */
  readonly searchedDownTo: number | undefined;
}

type AuditSearchFilter = AuditFilter & { readonly workspaceId: string; readonly limit: number };

export interface AuditDesk {
  /** With `afterId`: the page above this id, else the one below `beforeId`. */
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

/** How much later than its neighbors by id an entry can be, in milliseconds: transactions that run at the same time. */
const maxDisorderMs = 5 * 60_000;

/** The last entry that one search may read. */
interface SearchBound {
  readonly id: number;
  /** Whether no entry beyond it can match, because of its time. */
  readonly isEnd: boolean;
}

/** `undefined`: all may be read. An index has every column of the filter, so many are read at little cost. */
async function findBound(
  db: Kysely<Database>,
  { workspaceId, afterId, beforeId, from, to }: AuditSearchFilter,
): Promise<SearchBound | undefined> {
  let query = db.selectFrom('audit_entries').select(['id', 'at']).where('workspace_id', '=', workspaceId);
  if (afterId !== undefined) query = query.where('id', '>', afterId);
  else if (beforeId !== undefined) query = query.where('id', '<', beforeId);
  const row = await query
    .orderBy('id', afterId === undefined ? 'desc' : 'asc')
    .limit(1)
    .offset(maxSearchedEntries)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { id, at } = row;
  const isEnd =
    afterId === undefined
      ? from !== undefined && at < from - maxDisorderMs
      : to !== undefined && at >= to + maxDisorderMs;
  return { id, isEnd };
}

async function searchDown(
  db: Kysely<Database>,
  dialect: Dialect,
  { filter, bound }: { readonly filter: AuditSearchFilter; readonly bound: SearchBound | undefined },
): Promise<AuditSearch> {
  const { beforeId, limit } = filter;
  const entries = await listAuditEntries(db, dialect, { ...filter, afterId: bound?.id, order: 'newest' });
  const newer = beforeId === undefined ? undefined : (entries[0]?.id ?? beforeId - 1);
  const last = entries.length === limit ? entries.at(-1) : undefined;
  if (last !== undefined) return { entries, next: last.id, newer, searchedDownTo: undefined };
  const stop = bound?.isEnd === true ? undefined : bound?.id;
  return { entries, next: stop === undefined ? undefined : stop + 1, newer, searchedDownTo: stop };
}

/** From `afterId` upward, shown newest first all the same. */
async function searchUp(
  db: Kysely<Database>,
  dialect: Dialect,
  { filter, bound }: { readonly filter: AuditSearchFilter; readonly bound: SearchBound | undefined },
): Promise<AuditSearch> {
  const { afterId = 0, limit } = filter;
  const bounded = { ...filter, beforeId: bound?.id, order: 'oldest' } as const;
  const entries = (await listAuditEntries(db, dialect, bounded)).toReversed();
  const next = (entries.at(-1)?.id ?? afterId) + (entries.length === 0 ? 1 : 0);
  if (entries.length === limit) return { entries, next, newer: entries[0]?.id, searchedDownTo: undefined };
  const stop = bound?.isEnd === true ? undefined : bound?.id;
  return { entries, next, newer: stop === undefined ? undefined : stop - 1, searchedDownTo: stop };
}

async function searchAuditEntries(
  db: Kysely<Database>,
  dialect: Dialect,
  filter: AuditSearchFilter,
): Promise<AuditSearch> {
  // The entries of a trace have an index of their own.
  const bound = filter.traceId === undefined ? await findBound(db, filter) : undefined;
  const search = filter.afterId === undefined ? searchDown : searchUp;
  return search(db, dialect, { filter, bound });
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
