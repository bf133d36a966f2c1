/**
 * The table of locks. Every decision locks the row first and reads the clock after that. Two decisions about a key therefore never overlap,
 * and the later one sees the outcome of the earlier one and a later time.
 */
import type { Kysely } from 'kysely';
import type { AuditEntry } from '../../domain/audit/entry.ts';
import { eventsOfLapse, eventsOfRelease, eventsOfTake } from '../../domain/locks/events.ts';
import type { LockRecord } from '../../domain/locks/lock.ts';
import {
  decideLapse,
  decideRelease,
  type LapseDecision,
  type ReleaseDecision,
  type RunState,
} from '../../domain/locks/release.ts';
import { decideTake, type TakeDecision, type TakeRequest } from '../../domain/locks/take.ts';
import { countForSession } from '../access/session-count-table.ts';
import { appendAuditEntry } from '../audit/audit-table.ts';
import type { Dialect } from '../database/dialect.ts';
import type { Database } from '../database/schema.ts';
import { addLapses } from './lapses.ts';
import { findAhead, findPlace, type LockConnection, removePlace } from './lock-precedence.ts';
import { keepPlaces } from './lock-queue-table.ts';
import { emptyRow, toColumns, toRecord } from './lock-rows.ts';
import type {
  DescribeEvents,
  LockAddress,
  LockLook,
  LockRelease,
  TakeOptions,
  TakeOutcome,
} from './store.ts';

type Repository = Omit<LockAddress, 'path'>;

function sortOut(decisions: readonly TakeDecision[]): Exclude<TakeOutcome, { status: 'left' | 'exhausted' }> {
  const held = decisions.filter((decision) => decision.status === 'held');
  const lost = decisions.filter((decision) => decision.status === 'lost');
  const grants = decisions.filter((decision) => decision.status === 'granted');
  if (held.length > 0) return { status: 'held', held };
  return lost.length > 0 ? { status: 'lost', lost } : { status: 'granted', grants };
}

/** The latest grants of these keys of one repository, by path. With `lock`, their rows stay locked until the transaction ends. */
export async function lookAtLocks(
  connection: LockConnection,
  dialect: Dialect,
  look: { readonly repository: Repository; readonly paths: readonly string[]; readonly lock: boolean },
): Promise<LockLook> {
  const { workspaceId, repositoryId } = look.repository;
  const rows = connection
    .selectFrom('locks')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('repository_id', '=', repositoryId)
    .where('path', 'in', [...look.paths])
    // All transactions lock rows in the same order, so deadlock is impossible.
    .orderBy('path');
  const read = await connection
    .selectFrom((look.lock ? dialect.lockRows(rows) : rows).as('row'))
    .selectAll('row')
    // Outside of the query that waits for the lock: the time after the row was locked.
    .select(dialect.now.as('now'))
    .select(({ selectFrom }) =>
      selectFrom('restores')
        .select(({ fn }) => fn.max('token_floor').as('floor'))
        .as('floor'),
    )
    .execute();
  return {
    records: new Map(read.map((row) => [row.path, toRecord(row)])),
    now: Math.max(...read.map((row) => row.now)),
    tokenFloor: Math.max(0, ...read.map(({ floor }) => floor ?? 0)),
  };
}

async function write(trx: Kysely<Database>, record: LockRecord): Promise<void> {
  await trx
    .updateTable('locks')
    .set(toColumns(record))
    .where('workspace_id', '=', record.workspaceId)
    .where('repository_id', '=', record.repositoryId)
    .where('path', '=', record.path)
    .execute();
}

async function append(
  trx: Kysely<Database>,
  dialect: Dialect,
  entries: readonly AuditEntry[],
): Promise<void> {
  for (const entry of entries) await appendAuditEntry(trx, dialect, entry);
}

/** Adds missing rows, so that there is a row to lock. They say "never granted", so they decide nothing. */
async function addRows(db: LockConnection, requests: readonly TakeRequest[]): Promise<void> {
  if (requests.length === 0) return;
  const sorted = requests.toSorted((one, other) => (one.path < other.path ? -1 : 1));
  await db
    .insertInto('locks')
    .values(sorted.map(emptyRow))
    .onConflict((conflict) => conflict.columns(['workspace_id', 'repository_id', 'path']).doNothing())
    .execute();
}

function judge(
  requests: readonly TakeRequest[],
  { records, now, tokenFloor }: LockLook,
): readonly TakeDecision[] {
  return requests.map((request) => decideTake(records.get(request.path), { ...request, tokenFloor }, now));
}

/** With a grant the job gives up its place; while the grant is pending, it keeps the place to come back to. */
async function updatePlace(
  trx: Kysely<Database>,
  dialect: Dialect,
  {
    taking: { requests, options },
    before,
    after,
  }: {
    readonly taking: Taking;
    readonly before: LockLook['records'];
    readonly after: readonly LockRecord[];
  },
): Promise<void> {
  const { waiterId } = options;
  if (waiterId === undefined) return;
  const [request] = requests;
  if (after.some(({ pending }) => pending === true)) {
    await keepPlaces(trx, dialect, { ids: [waiterId], leaseMs: request?.confirmMs ?? 0 });
    return;
  }
  // The heartbeat renews what has no place any more.
  const isConfirmation = after.some(({ path }) => before.get(path)?.pending === true);
  if (request?.renewOnly !== true || isConfirmation) await removePlace(trx, waiterId);
}

export interface Taking {
  readonly requests: readonly TakeRequest[];
  readonly describe: DescribeEvents;
  readonly options: TakeOptions;
}

/** The keys of `requests` are free. `undefined` if no other job is ahead in the queue. */
async function judgeTurn(
  trx: Kysely<Database>,
  dialect: Dialect,
  {
    requests,
    options: { waiterId, isPlaceRequired = false, hasBegun = false },
  }: { readonly requests: readonly TakeRequest[]; readonly options: TakeOptions },
): Promise<TakeOutcome | undefined> {
  const place = waiterId === undefined ? undefined : await findPlace(trx, waiterId);
  if (isPlaceRequired && place === undefined) return { status: 'left' };
  if (hasBegun) return undefined;
  const ahead = await findAhead(trx, dialect, { requests, place });
  return ahead === undefined ? undefined : { status: 'held', held: [], ahead };
}

/** After the rows of the locks are locked, so that all takes lock in the same order. */
async function countGrants(
  trx: Kysely<Database>,
  { grants }: TakeOutcome & { readonly status: 'granted' },
  { share }: TakeOptions,
): Promise<'counted' | 'exhausted'> {
  const fresh = grants.filter(({ how }) => how !== 'renewed').length;
  return share === undefined || fresh === 0 ? 'counted' : countForSession(trx, share, fresh);
}

async function takeInside(
  trx: Kysely<Database>,
  dialect: Dialect,
  { requests, describe, options, repository }: Taking & { readonly repository: Repository },
): Promise<TakeOutcome> {
  const paths = requests.map(({ path }) => path);
  const look = await lookAtLocks(trx, dialect, { repository, paths, lock: true });
  const decisions = judge(requests, look);
  const outcome = sortOut(decisions);
  if (outcome.status !== 'granted') return outcome;
  const fresh = requests.filter((_, index) => outcome.grants[index]?.passesQueue === false);
  const wait = fresh.length === 0 ? undefined : await judgeTurn(trx, dialect, { requests: fresh, options });
  if (wait !== undefined) return wait;
  if ((await countGrants(trx, outcome, options)) === 'exhausted') return { status: 'exhausted' };
  const after = outcome.grants.map(({ record }) => record);
  await updatePlace(trx, dialect, { taking: { requests, describe, options }, before: look.records, after });
  for (const record of after) await write(trx, record);
  await addLapses(
    trx,
    dialect,
    outcome.grants.flatMap((grant) => grant.lapsed ?? []),
  );
  await append(trx, dialect, describe(decisions.flatMap(eventsOfTake)));
  return outcome;
}

/** Takes all keys or none, in a transaction of the caller. */
export async function takeInTransaction(
  trx: Kysely<Database>,
  dialect: Dialect,
  taking: Taking & { readonly repository: Repository },
): Promise<TakeOutcome> {
  await addRows(trx, taking.requests);
  return takeInside(trx, dialect, taking);
}

/** Takes all keys or none. */
export async function takeLockRows(
  db: Kysely<Database>,
  dialect: Dialect,
  taking: Taking,
): Promise<TakeOutcome> {
  const { requests } = taking;
  const [repository] = requests;
  if (repository === undefined) return { status: 'granted', grants: [] };
  const paths = requests.map(({ path }) => path);
  // Most refusals need no lock on the row.
  const glance = await lookAtLocks(db, dialect, { repository, paths, lock: false });
  const refused = sortOut(judge(requests, glance));
  if (refused.status === 'held') return refused;
  await addRows(
    db,
    requests.filter(({ path, renewOnly }) => renewOnly !== true && !glance.records.has(path)),
  );
  return db.transaction().execute((trx) => takeInside(trx, dialect, { ...taking, repository }));
}

async function lockRow(
  trx: Kysely<Database>,
  dialect: Dialect,
  address: LockAddress,
): Promise<{ readonly record: LockRecord | undefined; readonly now: number }> {
  const look = { repository: address, paths: [address.path], lock: true };
  const { records, now } = await lookAtLocks(trx, dialect, look);
  return { record: records.get(address.path), now };
}

/** Decides on a release, in a transaction. */
export async function releaseLockRow(
  trx: Kysely<Database>,
  dialect: Dialect,
  {
    address,
    request,
    describe,
  }: {
    readonly address: LockAddress;
    readonly request: LockRelease;
    readonly describe: DescribeEvents;
  },
): Promise<ReleaseDecision> {
  const { record, now } = await lockRow(trx, dialect, address);
  const decision = decideRelease(record, request, now);
  const lapsed = decision.status === 'absent' ? decision.lapsed : undefined;
  const changed = decision.status === 'released' ? decision.record : lapsed;
  if (changed === undefined) return decision;
  await write(trx, changed);
  if (lapsed !== undefined) await addLapses(trx, dialect, [lapsed]);
  await append(trx, dialect, describe(eventsOfRelease(decision, request.reason)));
  return decision;
}

/** Ends a grant that expired or whose run is over, in a transaction. */
export async function lapseLockRow(
  trx: Kysely<Database>,
  dialect: Dialect,
  {
    address,
    judged,
    describe,
  }: {
    readonly address: LockAddress;
    readonly judged: { readonly id: string; readonly run: RunState };
    readonly describe: DescribeEvents;
  },
): Promise<LapseDecision> {
  const { record, now } = await lockRow(trx, dialect, address);
  const decision = decideLapse(record, judged, now);
  if (decision.status !== 'ended') return decision;
  await write(trx, decision.record);
  if (decision.record.ended?.by === 'expired') await addLapses(trx, dialect, [decision.record]);
  await append(trx, dialect, describe(eventsOfLapse(decision)));
  return decision;
}
