/** The tables of the queue: waiting jobs, and the keys that they wait for. */
import { type Kysely, type RawBuilder, type SqlBool, sql } from 'kysely';
import { deploymentJobPrefix } from '../../domain/locks/holder.ts';
import { type Waiter, waiterId } from '../../domain/locks/queue.ts';
import type { Dialect } from '../database/dialect.ts';
import type { Database } from '../database/schema.ts';
import { type Aims, aimsOf, type LockConnection, selectOthers, toWaiter } from './lock-precedence.ts';
import { type JoinRequest, maxWaitersPerRepository, type Standing } from './store.ts';

async function readPlace(connection: LockConnection, id: string): Promise<Waiter | undefined> {
  const row = await connection.selectFrom('lock_waiters').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : toWaiter(row);
}

/** The places `ids` stay ahead of later ones for `leaseMs` from now. */
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

/** Whether a place is that of a deployment, which the server itself gives up. */
function isOfDeployment(dialect: Dialect): RawBuilder<SqlBool> {
  return dialect.startsWith('job', deploymentJobPrefix);
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
    .where(sql<SqlBool>`not ${isOfDeployment(dialect)}`)
    .executeTakeFirstOrThrow();
  return Number(count) >= maxWaitersPerRepository;
}

export async function insertPlace(
  trx: LockConnection,
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

/** Adds a place, or keeps the one that this job has for these keys. `full`: the limit of the repository is reached. */
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
  // A concurrent request of the same job added the place.
  return added ?? (await readPlace(db, id)) ?? 'full';
}

/** `undefined` if the waiter has no place. */
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

/** Wait of the first live waiter so far, in milliseconds; 0 if there is none. */
export async function measureOldestWait(db: Kysely<Database>, dialect: Dialect): Promise<number> {
  const { oldest, now } = await db
    .selectFrom('lock_waiters')
    .select(({ fn }) => [fn.min<number | string | null>('joined_at').as('oldest'), dialect.now.as('now')])
    .where('live_until', '>', dialect.now)
    .executeTakeFirstOrThrow();
  return oldest === null ? 0 : Math.max(0, now - Number(oldest));
}

/** Most places in one statement. */
const maxPlacesPerQuery = 500;

/** Deletes the places that exist. */
export async function removePlaces(connection: LockConnection, ids: readonly string[]): Promise<void> {
  for (let start = 0; start < ids.length; start += maxPlacesPerQuery) {
    const page = ids.slice(start, start + maxPlacesPerQuery);
    await connection.deleteFrom('lock_waiters').where('id', 'in', page).execute();
  }
}

/**
 * Deletes places whose job has not polled for `memoryMs`. Returns their number. The place of a deployment stays: it waits on while no server
 * runs.
 */
export async function forgetPlaces(
  db: Kysely<Database>,
  dialect: Dialect,
  memoryMs: number,
): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('lock_waiters')
    .where('live_until', '<', dialect.after(-memoryMs))
    .where(sql<SqlBool>`not ${isOfDeployment(dialect)}`)
    .executeTakeFirst();
  return Number(numDeletedRows);
}
