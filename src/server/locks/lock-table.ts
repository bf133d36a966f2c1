/**
 * The table of locks. Every decision reads the row under its lock and the clock after that, so that two decisions about
 * a key never overlap and the later one knows the earlier one's outcome and a later time.
 */
import type { Kysely, Transaction } from 'kysely';
import type { AuditEntry } from '../../domain/audit/entry.ts';
import { eventsOfLapse, eventsOfRelease, eventsOfTake } from '../../domain/locks/events.ts';
import type { LockRecord } from '../../domain/locks/lock.ts';
import { decideLapse, decideRelease } from '../../domain/locks/release.ts';
import { decideTake, type TakeDecision, type TakeRequest } from '../../domain/locks/take.ts';
import { createAuditTable } from '../audit/audit-table.ts';
import type { Dialect } from '../database/dialect.ts';
import { reachStore } from '../database/failures.ts';
import type { Database } from '../database/schema.ts';
import { addLapses, createLockLapseTable } from './lock-lapse-table.ts';
import { findAhead, findPlace, removePlace } from './lock-precedence.ts';
import { createLockQueries } from './lock-queries.ts';
import { createLockQueueTable } from './lock-queue-table.ts';
import { emptyRow, toColumns, toRecord } from './lock-rows.ts';
import type { LockAddress, LockLook, LockStore, TakeOptions, TakeOutcome } from './store.ts';

type Connection = Kysely<Database> | Transaction<Database>;
type Repository = Omit<LockAddress, 'path'>;

function sortOut(decisions: readonly TakeDecision[]): Exclude<TakeOutcome, { status: 'left' }> {
  const held = decisions.filter((decision) => decision.status === 'held');
  const lost = decisions.filter((decision) => decision.status === 'lost');
  const grants = decisions.filter((decision) => decision.status === 'granted');
  if (held.length > 0) return { status: 'held', held };
  return lost.length > 0 ? { status: 'lost', lost } : { status: 'granted', grants };
}

export function createLockTable(db: Kysely<Database>, dialect: Dialect): LockStore {
  async function read(
    connection: Connection,
    { workspaceId, repositoryId }: Repository,
    options: { readonly paths: readonly string[]; readonly lock: boolean },
  ): Promise<LockLook> {
    const rows = connection
      .selectFrom('locks')
      .selectAll()
      .where('workspace_id', '=', workspaceId)
      .where('repository_id', '=', repositoryId)
      .where('path', 'in', [...options.paths])
      // Everybody locks rows in the same order, so nobody waits in a circle.
      .orderBy('path');
    const read = await connection
      .selectFrom((options.lock ? dialect.lockRows(rows) : rows).as('row'))
      .selectAll('row')
      // Outside the part that waits for the lock: the time when the row is ours.
      .select(dialect.now.as('now'))
      .execute();
    return {
      records: new Map(read.map((row) => [row.path, toRecord(row)])),
      now: Math.max(...read.map((row) => row.now)),
    };
  }

  async function write(trx: Transaction<Database>, record: LockRecord): Promise<void> {
    await trx
      .updateTable('locks')
      .set(toColumns(record))
      .where('workspace_id', '=', record.workspaceId)
      .where('repository_id', '=', record.repositoryId)
      .where('path', '=', record.path)
      .execute();
  }

  async function append(trx: Transaction<Database>, entries: readonly AuditEntry[]): Promise<void> {
    const audit = createAuditTable(trx, dialect);
    for (const entry of entries) await audit.append(entry);
  }

  /** Sees to it that there are rows to lock. By itself: a row that says "never granted" changes nothing. */
  async function addRows(requests: readonly TakeRequest[]): Promise<void> {
    if (requests.length === 0) return;
    const sorted = requests.toSorted((one, other) => (one.path < other.path ? -1 : 1));
    await db
      .insertInto('locks')
      .values(sorted.map(emptyRow))
      .onConflict((conflict) => conflict.columns(['workspace_id', 'repository_id', 'path']).doNothing())
      .execute();
  }

  function judge(requests: readonly TakeRequest[], { records, now }: LockLook): readonly TakeDecision[] {
    return requests.map((request) => decideTake(records.get(request.path), request, now));
  }

  /** One key under its lock: reads, decides, writes and records together. */
  function withRow<Decision>(
    address: LockAddress,
    work: (trx: Transaction<Database>, record: LockRecord | undefined, now: number) => Promise<Decision>,
  ): Promise<Decision> {
    return reachStore(() =>
      db.transaction().execute(async (trx) => {
        const { records, now } = await read(trx, address, { paths: [address.path], lock: true });
        return work(trx, records.get(address.path), now);
      }),
    );
  }

  /** Whether it is the turn of `requests`; they could be granted otherwise. */
  async function judgeTurn(
    trx: Transaction<Database>,
    requests: readonly TakeRequest[],
    { waiterId, isPlaceRequired = false }: TakeOptions,
  ): Promise<TakeOutcome | undefined> {
    const place = waiterId === undefined ? undefined : await findPlace(trx, waiterId);
    if (isPlaceRequired && place === undefined) return { status: 'left' };
    const ahead = await findAhead(trx, dialect, { requests, place });
    return ahead === undefined ? undefined : { status: 'held', held: [], ahead };
  }

  return {
    ...createLockQueries(db, dialect),
    queue: createLockQueueTable(db, dialect),
    lapses: createLockLapseTable(db, dialect),
    look: (repository, paths) => reachStore(() => read(db, repository, { paths, lock: false })),
    take: (requests, describe, options = {}) =>
      reachStore(async () => {
        const [first] = requests;
        if (first === undefined) return { status: 'granted', grants: [] };
        const paths = requests.map(({ path }) => path);
        // Most refusals are plain to see, and need no lock on the row.
        const glance = await read(db, first, { paths, lock: false });
        const refused = sortOut(judge(requests, glance));
        if (refused.status === 'held') return refused;
        await addRows(
          requests.filter(({ path, renewOnly }) => renewOnly !== true && !glance.records.has(path)),
        );
        return db.transaction().execute(async (trx) => {
          const decisions = judge(requests, await read(trx, first, { paths, lock: true }));
          const outcome = sortOut(decisions);
          if (outcome.status !== 'granted') return outcome;
          const fresh = requests.filter((_, index) => outcome.grants[index]?.passesQueue === false);
          const wait = fresh.length === 0 ? undefined : await judgeTurn(trx, fresh, options);
          if (wait !== undefined) return wait;
          if (options.waiterId !== undefined) await removePlace(trx, options.waiterId);
          for (const grant of outcome.grants) await write(trx, grant.record);
          await addLapses(
            trx,
            outcome.grants.flatMap(({ lapsed }) => (lapsed === undefined ? [] : [lapsed])),
          );
          await append(trx, describe(decisions.flatMap(eventsOfTake)));
          return outcome;
        });
      }),

    release: (address, request, describe) =>
      withRow(address, async (trx, record, now) => {
        const decision = decideRelease(record, request, now);
        const lapsed = decision.status === 'absent' ? decision.lapsed : undefined;
        const changed = decision.status === 'released' ? decision.record : lapsed;
        if (changed === undefined) return decision;
        await write(trx, changed);
        if (lapsed !== undefined) await addLapses(trx, [lapsed]);
        await append(trx, describe(eventsOfRelease(decision, request.reason)));
        return decision;
      }),

    lapse: (address, judged, describe) =>
      withRow(address, async (trx, record, now) => {
        const decision = decideLapse(record, judged, now);
        if (decision.status !== 'ended') return decision;
        await write(trx, decision.record);
        if (decision.record.ended?.by === 'expired') await addLapses(trx, [decision.record]);
        await append(trx, describe(eventsOfLapse(decision)));
        return decision;
      }),
  };
}
