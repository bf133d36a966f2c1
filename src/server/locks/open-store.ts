/** The lock store on a database. Every method rejects with `REMOTE_STORE` during an outage. */
import type { Kysely } from 'kysely';
import type { LapseDecision, ReleaseDecision } from '../../domain/locks/release.ts';
import { reachStore } from '../database/failures.ts';
import type { OpenedDatabase } from '../database/open.ts';
import type { Database } from '../database/schema.ts';
import { measureOldestLapse, settleLapse } from './lapses.ts';
import { removePlace } from './lock-precedence.ts';
import {
  claimRunQuestion,
  countHeldLocks,
  findLockRecord,
  listLapsedLocks,
  listLockRecords,
  listSilentLocks,
} from './lock-queries.ts';
import {
  countWaiters,
  forgetPlaces,
  joinQueue,
  keepPlaces,
  measureOldestWait,
  readStanding,
} from './lock-queue-table.ts';
import { lapseLockRow, lookAtLocks, releaseLockRow, takeLockRows } from './lock-table.ts';
import type { LockAddress, LockQueue, LockStore } from './store.ts';

function createLockQueue({ db, dialect }: OpenedDatabase): LockQueue {
  return {
    join: (request) => reachStore(() => joinQueue(db, dialect, request)),
    stand: (id) => reachStore(() => readStanding(db, dialect, id)),
    keep: (ids, leaseMs) => reachStore(() => keepPlaces(db, dialect, { ids, leaseMs })),
    leave: (id) => reachStore(() => removePlace(db, id)),
    countLive: () => reachStore(() => countWaiters(db, dialect)),
    measureOldest: () => reachStore(() => measureOldestWait(db, dialect)),
    forget: (memoryMs) => reachStore(() => forgetPlaces(db, dialect, memoryMs)),
  };
}

/** Others that wait for keys. */
export interface FreedPorts {
  /** In the transaction that frees the key. Returns whether a deployment may wait for it. */
  onFreed(trx: Kysely<Database>, address: LockAddress): Promise<boolean>;
  /** After such a transaction. */
  wake(): void;
}

const noDeployments: FreedPorts = { onFreed: async () => false, wake() {} };

export function createLockStore(database: OpenedDatabase, freed: FreedPorts = noDeployments): LockStore {
  const { db, dialect } = database;

  /** A decision on one key, after which it may be free. */
  async function decide<Decision extends ReleaseDecision | LapseDecision>(
    address: LockAddress,
    work: (trx: Kysely<Database>) => Promise<Decision>,
  ): Promise<Decision> {
    const { decision, isAwaited } = await db.transaction().execute(async (trx) => {
      const made = await work(trx);
      const isFree = made.status === 'released' || made.status === 'ended' || made.status === 'absent';
      return { decision: made, isAwaited: isFree && (await freed.onFreed(trx, address)) };
    });
    if (isAwaited) freed.wake();
    return decision;
  }

  return {
    queue: createLockQueue(database),
    settleLapse: (task, entry) =>
      reachStore(() => db.transaction().execute((trx) => settleLapse(trx, dialect, { task, entry }))),
    measureOldestLapse: () => reachStore(() => measureOldestLapse(db, dialect)),
    look: (repository, paths) =>
      reachStore(() => lookAtLocks(db, dialect, { repository, paths, lock: false })),
    take: (requests, describe, options = {}) =>
      reachStore(() => takeLockRows(db, dialect, { requests, describe, options })),
    release: (address, request, describe) =>
      reachStore(() =>
        decide(address, (trx) => releaseLockRow(trx, dialect, { address, request, describe })),
      ),
    lapse: (address, judged, describe) =>
      reachStore(() => decide(address, (trx) => lapseLockRow(trx, dialect, { address, judged, describe }))),
    find: (workspaceId, id) => reachStore(() => findLockRecord(db, dialect, { workspaceId, id })),
    list: (filter) => reachStore(() => listLockRecords(db, dialect, filter)),
    countHeld: () => reachStore(() => countHeldLocks(db, dialect)),
    listLapsed: (limit) => reachStore(() => listLapsedLocks(db, dialect, limit)),
    listSilent: (silence, limit) => reachStore(() => listSilentLocks(db, dialect, { ...silence, limit })),
    claimAsk: (record, pauseMs) => reachStore(() => claimRunQuestion(db, dialect, { record, pauseMs })),
  };
}
