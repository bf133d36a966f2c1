/** The tables of those who wait for locks. */
import type { Kysely, Transaction } from 'kysely';
import { type Waiter, waiterId } from '../../domain/locks/queue.ts';
import type { TakeRequest } from '../../domain/locks/take.ts';
import type { Dialect } from '../database/dialect.ts';
import { reachStore } from '../database/failures.ts';
import type { Database } from '../database/schema.ts';
import {
  type Aims,
  aimsOf,
  type Connection,
  removePlace,
  selectOthers,
  toWaiter,
} from './lock-precedence.ts';
import { type LockQueue, maxWaitersPerRepository } from './lock-queue-store.ts';

export function createLockQueueTable(db: Kysely<Database>, dialect: Dialect): LockQueue {
  const liveFor = (leaseMs: number) => dialect.after(leaseMs);

  async function read(connection: Connection, id: string): Promise<Waiter | undefined> {
    const row = await connection
      .selectFrom('lock_waiters')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    return row === undefined ? undefined : toWaiter(row);
  }

  async function keep(connection: Connection, ids: readonly string[], leaseMs: number): Promise<void> {
    if (ids.length === 0) return;
    await connection
      .updateTable('lock_waiters')
      .set({ live_until: liveFor(leaseMs) })
      .where('id', 'in', [...ids])
      .execute();
  }

  async function isFull(connection: Connection, { workspaceId, repositoryId }: Aims): Promise<boolean> {
    const { count } = await connection
      .selectFrom('lock_waiters')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('workspace_id', '=', workspaceId)
      .where('repository_id', '=', repositoryId)
      .where('live_until', '>', dialect.now)
      .executeTakeFirstOrThrow();
    return Number(count) >= maxWaitersPerRepository;
  }

  async function add(
    trx: Transaction<Database>,
    requests: readonly TakeRequest[],
    leaseMs: number,
  ): Promise<Waiter | undefined> {
    const { workspaceId, repositoryId, paths, job } = aimsOf(requests);
    const key = { workspace_id: workspaceId, repository_id: repositoryId };
    const row = await trx
      .insertInto('lock_waiters')
      .values({
        ...key,
        id: waiterId(requests),
        job,
        holder: JSON.stringify(requests[0]?.holder),
        joined_at: dialect.now,
        live_until: liveFor(leaseMs),
      })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) return undefined;
    const rows = paths.map((path) => ({ ...key, path, place: row.place }));
    await trx.insertInto('lock_waiter_keys').values(rows).execute();
    return toWaiter(row);
  }

  return {
    join: ({ requests, leaseMs }) =>
      reachStore(async () => {
        const id = waiterId(requests);
        await keep(db, [id], leaseMs);
        const known = await read(db, id);
        if (known !== undefined) return known;
        if (await isFull(db, aimsOf(requests))) return 'full';
        const added = await db.transaction().execute((trx) => add(trx, requests, leaseMs));
        // The same job asks twice at once: the other request has made the place.
        return added ?? (await read(db, id)) ?? 'full';
      }),

    stand: (id) =>
      reachStore(async () => {
        const row = await db.selectFrom('lock_waiters').selectAll().where('id', '=', id).executeTakeFirst();
        if (row === undefined) return undefined;
        const keys = await db
          .selectFrom('lock_waiter_keys')
          .select('path')
          .where('place', '=', row.place)
          .execute();
        const aims: Aims = {
          workspaceId: row.workspace_id,
          repositoryId: row.repository_id,
          paths: keys.map(({ path }) => path),
          job: row.job,
        };
        const others = selectOthers(db, dialect, aims).where('waiter.place', '<', row.place);
        const { count } = await others
          .select(({ fn }) => fn.countAll<number>().as('count'))
          .executeTakeFirstOrThrow();
        const first = await others.selectAll('waiter').orderBy('waiter.place').limit(1).executeTakeFirst();
        return {
          self: toWaiter(row),
          ahead: Number(count),
          first: first === undefined ? undefined : toWaiter(first),
        };
      }),

    keep: (ids, leaseMs) => reachStore(() => keep(db, ids, leaseMs)),
    leave: (id) => reachStore(() => removePlace(db, id)),
    countLive: () =>
      reachStore(async () => {
        const { count } = await db
          .selectFrom('lock_waiters')
          .select(({ fn }) => fn.countAll<number>().as('count'))
          .where('live_until', '>', dialect.now)
          .executeTakeFirstOrThrow();
        return Number(count);
      }),
    measureOldest: () =>
      reachStore(async () => {
        const { oldest, now } = await db
          .selectFrom('lock_waiters')
          .select(({ fn }) => [
            fn.min<number | string | null>('joined_at').as('oldest'),
            dialect.now.as('now'),
          ])
          .where('live_until', '>', dialect.now)
          .executeTakeFirstOrThrow();
        return oldest === null ? 0 : Math.max(0, now - Number(oldest));
      }),
    forget: (memoryMs) =>
      reachStore(async () => {
        const { numDeletedRows } = await db
          .deleteFrom('lock_waiters')
          .where('live_until', '<', dialect.after(-memoryMs))
          .executeTakeFirst();
        return Number(numDeletedRows);
      }),
  };
}
