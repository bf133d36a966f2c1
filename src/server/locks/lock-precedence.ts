/** Decides which waiting job is next for a key. */
import type { Kysely, Selectable, Transaction } from 'kysely';
import { nameJob } from '../../domain/locks/holder.ts';
import type { Waiter } from '../../domain/locks/queue.ts';
import type { TakeRequest } from '../../domain/locks/take.ts';
import type { Dialect } from '../database/dialect.ts';
import { readJsonText } from '../database/json-text.ts';
import type { Database, LockWaiterTable } from '../database/schema.ts';
import { isLockHolder } from './lock-rows.ts';
import type { Precedence } from './store.ts';

export type LockConnection = Kysely<Database> | Transaction<Database>;

export function toWaiter(row: Selectable<LockWaiterTable>): Waiter {
  return {
    id: row.id,
    place: row.place,
    holder: readJsonText(row.holder, isLockHolder, 'lock_waiters.holder'),
    joinedAt: row.joined_at,
  };
}

/** Live places of other jobs that want any of the paths. */
export function selectOthers(
  connection: LockConnection,
  dialect: Dialect,
  { workspaceId, repositoryId, paths, job }: Aims,
) {
  return connection
    .selectFrom('lock_waiters as waiter')
    .where('waiter.live_until', '>', dialect.now)
    .where('waiter.job', '!=', job)
    .where((where) =>
      where.exists(
        where
          .selectFrom('lock_waiter_keys as wanted')
          .select('wanted.place')
          .whereRef('wanted.place', '=', 'waiter.place')
          .where('wanted.workspace_id', '=', workspaceId)
          .where('wanted.repository_id', '=', repositoryId)
          .where('wanted.path', 'in', [...paths]),
      ),
    );
}

/** The keys that a job waits for. */
export interface Aims {
  readonly workspaceId: string;
  readonly repositoryId: string;
  readonly paths: readonly string[];
  readonly job: string;
}

export function aimsOf(requests: readonly TakeRequest[]): Aims {
  const [first] = requests;
  if (first === undefined) throw new Error('a request without a key');
  const { workspaceId, repositoryId, holder } = first;
  return { workspaceId, repositoryId, paths: requests.map(({ path }) => path), job: nameJob(holder) };
}

/**
 * The first waiting job ahead of `requests`: among those before `place`, or among all if `place` is `undefined`. Call it with the keys' rows
 * locked.
 */
export async function findAhead(
  connection: LockConnection,
  dialect: Dialect,
  { requests, place }: { readonly requests: readonly TakeRequest[]; readonly place: number | undefined },
): Promise<Precedence | undefined> {
  const aims = aimsOf(requests);
  let query = selectOthers(connection, dialect, aims).selectAll('waiter');
  if (place !== undefined) query = query.where('waiter.place', '<', place);
  const row = await query.orderBy('waiter.place').limit(1).executeTakeFirst();
  if (row === undefined) return undefined;
  const { path } = await connection
    .selectFrom('lock_waiter_keys')
    .select('path')
    .where('place', '=', row.place)
    .where('path', 'in', [...aims.paths])
    .limit(1)
    .executeTakeFirstOrThrow();
  return { waiter: toWaiter(row), path };
}

/** Number of the place `id`; `undefined` if it does not exist. */
export async function findPlace(connection: LockConnection, id: string): Promise<number | undefined> {
  const row = await connection
    .selectFrom('lock_waiters')
    .select('place')
    .where('id', '=', id)
    .executeTakeFirst();
  return row?.place;
}

export async function removePlace(connection: LockConnection, id: string): Promise<boolean> {
  const { numDeletedRows } = await connection
    .deleteFrom('lock_waiters')
    .where('id', '=', id)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}
