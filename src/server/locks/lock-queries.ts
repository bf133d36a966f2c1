/** Queries of the locks that decide nothing. */
import type { ExpressionBuilder, Kysely } from 'kysely';
import type { LockRecord } from '../../domain/locks/lock.ts';
import type { Dialect } from '../database/dialect.ts';
import { readDatabaseTime } from '../database/open.ts';
import type { Database } from '../database/schema.ts';
import { toRecord } from './lock-rows.ts';
import { type LockFilter, maxLockPage, type Silence } from './store.ts';

/** True if GitHub was not asked about this grant within the last `pauseMs`. Questions about earlier grants of the key do not count. */
function isAskDue(dialect: Dialect, pauseMs: number) {
  return (where: ExpressionBuilder<Database, 'locks'>) =>
    where.or([
      where('asked_at', '<', where.ref('created_at')),
      where('asked_at', '<=', dialect.after(-pauseMs)),
    ]);
}

function granted(record: LockRecord | undefined): readonly LockRecord[] {
  return record === undefined ? [] : [record];
}

/** The grant with this id; `undefined` if the key was granted again since. */
export async function findLockRecord(
  db: Kysely<Database>,
  dialect: Dialect,
  { workspaceId, id }: { readonly workspaceId: string; readonly id: string },
): Promise<{ readonly now: number; readonly record: LockRecord } | undefined> {
  const row = await db
    .selectFrom('locks')
    .selectAll()
    .select(dialect.now.as('now'))
    .where('id', '=', id)
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirst();
  const record = row === undefined ? undefined : toRecord(row);
  return row === undefined || record === undefined ? undefined : { now: row.now, record };
}

export async function listLockRecords(
  db: Kysely<Database>,
  dialect: Dialect,
  filter: LockFilter,
): Promise<{ readonly now: number; readonly records: readonly LockRecord[] }> {
  const now = await readDatabaseTime({ db, dialect });
  let query = db
    .selectFrom('locks')
    .selectAll()
    .where('workspace_id', '=', filter.workspaceId)
    .where('token', '>', 0);
  const { repositoryId, prefix, state, afterPath, afterRepositoryId = repositoryId } = filter;
  const repository = dialect.byteOrder('repository_id');
  const path = dialect.byteOrder('path');
  if (repositoryId !== undefined) query = query.where('repository_id', '=', repositoryId);
  if (prefix !== undefined) query = query.where(dialect.startsWith('path', prefix));
  if (state === 'held') query = query.where('ended_at', 'is', null).where('expires_at', '>', now);
  if (state === 'free') {
    query = query.where((where) =>
      where.or([where('ended_at', 'is not', null), where('expires_at', '<=', now)]),
    );
  }
  if (afterPath !== undefined && afterRepositoryId !== undefined) {
    query = query.where((where) =>
      where.or([
        where(repository, '>', afterRepositoryId),
        where.and([where('repository_id', '=', afterRepositoryId), where(path, '>', afterPath)]),
      ]),
    );
  }
  const rows = await query
    .orderBy(repository)
    .orderBy(path)
    .limit(Math.min(filter.limit ?? maxLockPage, maxLockPage))
    .execute();
  return { now, records: rows.flatMap((row) => granted(toRecord(row))) };
}

/** Number of held locks. */
export async function countHeldLocks(db: Kysely<Database>, dialect: Dialect): Promise<number> {
  const { count } = await db
    .selectFrom('locks')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('ended_at', 'is', null)
    .where('expires_at', '>', dialect.now)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Expired grants that are not audited yet, least recently renewed first. */
export async function listLapsedLocks(
  db: Kysely<Database>,
  dialect: Dialect,
  limit: number,
): Promise<readonly LockRecord[]> {
  const rows = await db
    .selectFrom('locks')
    .selectAll()
    .where('ended_at', 'is', null)
    .where('expires_at', '<=', dialect.now)
    .orderBy('updated_at')
    .limit(limit)
    .execute();
  return rows.flatMap((row) => granted(toRecord(row)));
}

/** Held run locks whose run is due for a question to GitHub, least recently asked about first. */
export async function listSilentLocks(
  db: Kysely<Database>,
  dialect: Dialect,
  { silentMs, pauseMs, limit }: Silence & { readonly limit: number },
): Promise<readonly LockRecord[]> {
  const rows = await db
    .selectFrom('locks')
    .selectAll()
    .where('ended_at', 'is', null)
    .where('kind', '=', 'run')
    .where('expires_at', '>', dialect.now)
    .where('updated_at', '<=', dialect.after(-silentMs))
    .where(isAskDue(dialect, pauseMs))
    .orderBy('asked_at')
    .orderBy('updated_at')
    .limit(limit)
    .execute();
  return rows.flatMap((row) => granted(toRecord(row)));
}

/**
 * Whether the caller may ask GitHub about the run of this grant now. Updates one row by itself, so it cannot deadlock with a take of several
 * keys. `asked_at` sets the pace, and survives restarts. It is a column and not an entry of the work queue: an entry per lock would need an
 * insert and a delete in every take and release, while only a lock that is not renewed is ever asked about.
 */
export async function claimRunQuestion(
  db: Kysely<Database>,
  dialect: Dialect,
  { record, pauseMs }: { readonly record: LockRecord; readonly pauseMs: number },
): Promise<boolean> {
  const { workspaceId, repositoryId, path, id } = record;
  const { numUpdatedRows } = await db
    .updateTable('locks')
    .set({ asked_at: dialect.now })
    .where('workspace_id', '=', workspaceId)
    .where('repository_id', '=', repositoryId)
    .where('path', '=', path)
    .where('id', '=', id)
    .where(isAskDue(dialect, pauseMs))
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
