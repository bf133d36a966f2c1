/** What is read of the locks without a decision. */
import type { Kysely } from 'kysely';
import type { LockRecord } from '../../locks/lock.ts';
import type { Dialect } from './dialect.ts';
import { reachStore } from './failures.ts';
import { toRecord } from './lock-rows.ts';
import { type LockStore, maxLockPage } from './lock-store.ts';
import type { Database } from './schema.ts';

export function createLockQueries(
  db: Kysely<Database>,
  dialect: Dialect,
): Pick<LockStore, 'find' | 'list' | 'listSilent' | 'countHeld'> {
  async function readNow(): Promise<number> {
    return (await db.selectNoFrom(dialect.now.as('now')).executeTakeFirstOrThrow()).now;
  }
  const granted = (record: LockRecord | undefined) => (record === undefined ? [] : [record]);

  return {
    find: (workspaceId, id) =>
      reachStore(async () => {
        const row = await db
          .selectFrom('locks')
          .selectAll()
          .select(dialect.now.as('now'))
          .where('id', '=', id)
          .where('workspace_id', '=', workspaceId)
          .executeTakeFirst();
        const record = row === undefined ? undefined : toRecord(row);
        return row === undefined || record === undefined ? undefined : { now: row.now, record };
      }),

    list: (filter) =>
      reachStore(async () => {
        const now = await readNow();
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
      }),

    countHeld: () =>
      reachStore(async () => {
        const { count } = await db
          .selectFrom('locks')
          .select(({ fn }) => fn.countAll<number>().as('count'))
          .where('ended_at', 'is', null)
          .where('expires_at', '>', dialect.now)
          .executeTakeFirstOrThrow();
        return Number(count);
      }),

    listSilent: (silentMs, limit) =>
      reachStore(async () => {
        const now = await readNow();
        const rows = await db
          .selectFrom('locks')
          .selectAll()
          .where('ended_at', 'is', null)
          .where((where) =>
            where.or([
              where('expires_at', '<=', now),
              where.and([where('kind', '=', 'run'), where('updated_at', '<=', now - silentMs)]),
            ]),
          )
          .orderBy('updated_at')
          .limit(limit)
          .execute();
        return rows.flatMap((row) => granted(toRecord(row)));
      }),
  };
}
