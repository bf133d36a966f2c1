/** Reads who waits for which keys, for pages. */
import type { Kysely } from 'kysely';
import type { Waiter } from '../../domain/locks/queue.ts';
import type { Dialect } from '../database/dialect.ts';
import { reachStore } from '../database/failures.ts';
import type { OpenedDatabase } from '../database/open.ts';
import type { Database } from '../database/schema.ts';
import { toWaiter } from './lock-precedence.ts';
import type { LockAddress } from './store.ts';

/** Most waiting jobs that are shown of a key, and most keys that are counted. */
const maxShown = 200;
const maxCountedKeys = 10_000;

/** Names a key within its workspace. */
export function nameWaitedKey({ repositoryId, path }: Pick<LockAddress, 'repositoryId' | 'path'>): string {
  return `${repositoryId}/${path}`;
}

/** Every method rejects with `REMOTE_STORE` in an outage. */
export interface LockWaits {
  /** Those that wait for a key now, in their order. */
  listFor(address: LockAddress): Promise<readonly Waiter[]>;
  /** How many wait now for each key of a workspace, by {@link nameWaitedKey}. */
  countByKey(workspaceId: string): Promise<ReadonlyMap<string, number>>;
}

function selectWaiting(db: Kysely<Database>, dialect: Dialect, workspaceId: string) {
  return db
    .selectFrom('lock_waiter_keys as key')
    .innerJoin('lock_waiters as waiter', 'waiter.place', 'key.place')
    .where('key.workspace_id', '=', workspaceId)
    .where('waiter.live_until', '>', dialect.now);
}

async function listWaitersFor(
  db: Kysely<Database>,
  dialect: Dialect,
  { workspaceId, repositoryId, path }: LockAddress,
): Promise<readonly Waiter[]> {
  const rows = await selectWaiting(db, dialect, workspaceId)
    .where('key.repository_id', '=', repositoryId)
    .where('key.path', '=', path)
    .selectAll('waiter')
    .orderBy('waiter.place')
    .limit(maxShown)
    .execute();
  return rows.map(toWaiter);
}

async function countWaitersByKey(
  db: Kysely<Database>,
  dialect: Dialect,
  workspaceId: string,
): Promise<ReadonlyMap<string, number>> {
  const rows = await selectWaiting(db, dialect, workspaceId)
    .select(['key.repository_id as repositoryId', 'key.path as path'])
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .groupBy(['key.repository_id', 'key.path'])
    .limit(maxCountedKeys)
    .execute();
  return new Map(rows.map((row) => [nameWaitedKey(row), Number(row.count)]));
}

export function createLockWaits({ db, dialect }: OpenedDatabase): LockWaits {
  return {
    listFor: (address) => reachStore(() => listWaitersFor(db, dialect, address)),
    countByKey: (workspaceId) => reachStore(() => countWaitersByKey(db, dialect, workspaceId)),
  };
}
