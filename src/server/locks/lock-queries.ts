/** What is read of the locks without a decision. */
import type { ExpressionBuilder, Kysely } from 'kysely';
import type { LockRecord } from '../../domain/locks/lock.ts';
import type { Dialect } from '../database/dialect.ts';
import { reachStore } from '../database/failures.ts';
import type { Database } from '../database/schema.ts';
import { toRecord } from './lock-rows.ts';
import { type LockStore, maxLockPage } from './store.ts';

export function createLockQueries(
  db: Kysely<Database>,
  dialect: Dialect,
): Pick<LockStore, 'find' | 'list' | 'listLapsed' | 'listSilent' | 'claimAsk' | 'countHeld'> {
  async function readNow(): Promise<number> {
    return (await db.selectNoFrom(dialect.now.as('now')).executeTakeFirstOrThrow()).now;
  }
  /** Not asked about for `pauseMs`; an earlier grant of the key does not count. */
  const isDue = (pauseMs: number) => (where: ExpressionBuilder<Database, 'locks'>) =>
    where.or([
      where('asked_at', '<', where.ref('created_at')),
      where('asked_at', '<=', dialect.after(-pauseMs)),
    ]);
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

    listLapsed: (limit) =>
      reachStore(async () => {
        const rows = await db
          .selectFrom('locks')
          .selectAll()
          .where('ended_at', 'is', null)
          .where('expires_at', '<=', dialect.now)
          .orderBy('updated_at')
          .limit(limit)
          .execute();
        return rows.flatMap((row) => granted(toRecord(row)));
      }),

    listSilent: ({ silentMs, pauseMs }, limit) =>
      reachStore(async () => {
        const rows = await db
          .selectFrom('locks')
          .selectAll()
          .where('ended_at', 'is', null)
          .where('kind', '=', 'run')
          .where('expires_at', '>', dialect.now)
          .where('updated_at', '<=', dialect.after(-silentMs))
          .where(isDue(pauseMs))
          .orderBy('asked_at')
          .orderBy('updated_at')
          .limit(limit)
          .execute();
        return rows.flatMap((row) => granted(toRecord(row)));
      }),

    // One row by itself: it waits in no circle with those who lock several.
    claimAsk: ({ workspaceId, repositoryId, path, id }, pauseMs) =>
      reachStore(async () => {
        const { numUpdatedRows } = await db
          .updateTable('locks')
          .set({ asked_at: dialect.now })
          .where('workspace_id', '=', workspaceId)
          .where('repository_id', '=', repositoryId)
          .where('path', '=', path)
          .where('id', '=', id)
          .where(isDue(pauseMs))
          .executeTakeFirst();
        return numUpdatedRows > 0n;
      }),
  };
}
