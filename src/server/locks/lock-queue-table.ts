/** The tables of jobs that wait for locks. */
import type { Kysely, Transaction } from 'kysely';
import { type Waiter, waiterId } from '../../domain/locks/queue.ts';
import type { Dialect } from '../database/dialect.ts';
import type { Database } from '../database/schema.ts';
import { type Aims, aimsOf, type LockConnection, selectOthers, toWaiter } from './lock-precedence.ts';
import { type JoinRequest, maxWaitersPerRepository, type Standing } from './lock-queue-store.ts';

async function readPlace(connection: LockConnection, id: string): Promise<Waiter | undefined> {
  const row = await connection.selectFrom('lock_waiters').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : toWaiter(row);
}

/** Those of `ids` keep others back for `leaseMs` from now on. */
export async function keepPlaces(
  connection: LockConnection,
  dialect: Dialect,
  { ids, leaseMs }: { readonly ids: readonly string[]; readonly leaseMs: number },
): Promise<void> {
  if (ids.length === 0) return;
  await connection
    .updateTable('lock_waiters')
    .set({ live_until: dialect.after(leaseMs) })
    .where('id', 'in', [...ids])
    .execute();
}

async function isFull(
  connection: LockConnection,
  dialect: Dialect,
  { workspaceId, repositoryId }: Aims,
): Promise<boolean> {
  const { count } = await connection
    .selectFrom('lock_waiters')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('workspace_id', '=', workspaceId)
    .where('repository_id', '=', repositoryId)
    .where('live_until', '>', dialect.now)
    .executeTakeFirstOrThrow();
  return Number(count) >= maxWaitersPerRepository;
}

async function insertPlace(
  trx: Transaction<Database>,
  dialect: Dialect,
  { requests, leaseMs }: JoinRequest,
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
      live_until: dialect.after(leaseMs),
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const rows = paths.map((path) => ({ ...key, path, place: row.place }));
  await trx.insertInto('lock_waiter_keys').values(rows).execute();
  return toWaiter(row);
}

/** Takes a place, or keeps the one that this job has for these keys; `full` when too many wait in the repository. */
export async function joinQueue(
  db: Kysely<Database>,
  dialect: Dialect,
  request: JoinRequest,
): Promise<Waiter | 'full'> {
  const { requests, leaseMs } = request;
  const id = waiterId(requests);
  await keepPlaces(db, dialect, { ids: [id], leaseMs });
  const known = await readPlace(db, id);
  if (known !== undefined) return known;
  if (await isFull(db, dialect, aimsOf(requests))) return 'full';
  const added = await db.transaction().execute((trx) => insertPlace(trx, dialect, request));
  // The same job asks twice at once: the other request has made the place.
  return added ?? (await readPlace(db, id)) ?? 'full';
}

/** `undefined` when the waiter has no place. */
export async function readStanding(
  db: Kysely<Database>,
  dialect: Dialect,
  id: string,
): Promise<Standing | undefined> {
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
}

export async function countWaiters(db: Kysely<Database>, dialect: Dialect): Promise<number> {
  const { count } = await db
    .selectFrom('lock_waiters')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('live_until', '>', dialect.now)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** How long the first live waiter has waited, in milliseconds; 0 without one. */
export async function measureOldestWait(db: Kysely<Database>, dialect: Dialect): Promise<number> {
  const { oldest, now } = await db
    .selectFrom('lock_waiters')
    .select(({ fn }) => [fn.min<number | string | null>('joined_at').as('oldest'), dialect.now.as('now')])
    .where('live_until', '>', dialect.now)
    .executeTakeFirstOrThrow();
  return oldest === null ? 0 : Math.max(0, now - Number(oldest));
}

/** Forgets places that have been silent for `memoryMs`; returns how many. */
export async function forgetPlaces(
  db: Kysely<Database>,
  dialect: Dialect,
  memoryMs: number,
): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('lock_waiters')
    .where('live_until', '<', dialect.after(-memoryMs))
    .executeTakeFirst();
  return Number(numDeletedRows);
}
