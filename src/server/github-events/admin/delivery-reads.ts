/** Reads stored deliveries for admins, and puts one that was given up back into the queue. The payload is never read here. */
import { type Kysely, sql } from 'kysely';
import type { AuditEntry } from '../../../domain/audit/entry.ts';
import { appendAuditEntry } from '../../audit/audit-table.ts';
import type { DeliveryTable } from '../../database/deployment-schema.ts';
import { reachStore } from '../../database/failures.ts';
import type { OpenedDatabase } from '../../database/open.ts';
import type { Database } from '../../database/schema.ts';
import { enqueue } from '../../work/enqueue.ts';
import { deliveryKind } from '../delivery-table.ts';

const columns = [
  'id',
  'guid',
  'event',
  'action',
  'repository_id',
  'source',
  'state',
  'problem',
  'received_at',
  'finished_at',
] as const;

export interface StoredDelivery {
  readonly id: number;
  readonly guid: string;
  readonly event: string;
  readonly action: string | null;
  readonly repository_id: string | null;
  readonly source: DeliveryTable['source'];
  readonly state: DeliveryTable['state'];
  readonly problem: string | null;
  readonly received_at: number;
  readonly finished_at: number | null;
  /** Of one that is not finished: failed attempts, and why the last one failed. */
  readonly waiting?: { readonly attempts: number; readonly problem: string | null } | undefined;
}

interface DeliveryFilter {
  readonly repositoryIds: readonly string[];
  readonly event?: string | undefined;
  readonly state?: DeliveryTable['state'] | undefined;
  readonly beforeId?: number | undefined;
  readonly limit: number;
}

type Row = Omit<StoredDelivery, 'waiting'>;

async function addAttempts(db: Kysely<Database>, rows: readonly Row[]): Promise<readonly StoredDelivery[]> {
  const waiting = rows.filter(({ state }) => state === 'new');
  if (waiting.length === 0) return rows;
  const entries = await db
    .selectFrom('work_entries')
    .select(['key', 'attempts', 'problem'])
    .where('kind', '=', deliveryKind)
    .where(
      'key',
      'in',
      waiting.map(({ id }) => String(id)),
    )
    .execute();
  const byKey = new Map(entries.map(({ key, ...entry }) => [key, entry]));
  return rows.map((row) => ({ ...row, waiting: byKey.get(String(row.id)) }));
}

async function list(
  db: Kysely<Database>,
  { repositoryIds, event, state, beforeId, limit }: DeliveryFilter,
): Promise<readonly StoredDelivery[]> {
  let query = db
    .selectFrom('deliveries')
    .select(columns)
    .where('repository_id', 'in', [...repositoryIds]);
  if (event !== undefined) query = query.where('event', '=', event);
  if (state !== undefined) query = query.where('state', '=', state);
  if (beforeId !== undefined) query = query.where('id', '<', beforeId);
  return addAttempts(db, await query.orderBy('id', 'desc').limit(limit).execute());
}

async function find(db: Kysely<Database>, id: number): Promise<StoredDelivery | undefined> {
  const row = await db.selectFrom('deliveries').select(columns).where('id', '=', id).executeTakeFirst();
  if (row === undefined) return undefined;
  const [found] = await addAttempts(db, [row]);
  return found;
}

/** What arrived in a minute, whose start is `at`, and what of it was given up. */
export interface DeliveryMinute {
  readonly at: number;
  readonly taken: number;
  readonly failed: number;
}

const minuteMs = 60_000;
const countedMs = 60 * minuteMs;

/** From the indexes alone: the payloads are in the rows. */
async function countMinutes(
  { db, dialect }: OpenedDatabase,
  repositoryIds: readonly string[],
): Promise<readonly DeliveryMinute[]> {
  const minute = sql<number | string>`received_at / ${sql.lit(minuteMs)}`;
  const all = db
    .selectFrom('deliveries')
    .select(({ fn }) => [minute.as('minute'), fn.countAll<number | string>().as('count')])
    .where('repository_id', 'in', [...repositoryIds])
    .where('received_at', '>', dialect.after(-countedMs))
    .groupBy(minute);
  const taken = await all.orderBy('minute').execute();
  const failed = await all.where('state', '=', sql.lit('failed')).execute();
  const failures = new Map(failed.map((row) => [Number(row.minute), Number(row.count)]));
  return taken.map((row) => ({
    at: Number(row.minute) * minuteMs,
    taken: Number(row.count),
    failed: failures.get(Number(row.minute)) ?? 0,
  }));
}

/** Returns whether it had been given up. `entry` is appended if so, in the same transaction. */
async function retry(
  { db, dialect }: OpenedDatabase,
  { id, entry }: { readonly id: number; readonly entry: AuditEntry },
): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable('deliveries')
      .set({ state: 'new', problem: null, finished_at: null })
      .where('id', '=', id)
      .where('state', '=', 'failed')
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return false;
    await enqueue(trx, dialect, [{ kind: deliveryKind, key: String(id) }]);
    await appendAuditEntry(trx, dialect, entry);
    return true;
  });
}

export interface DeliveryReads {
  /** Newest first. */
  list(filter: DeliveryFilter): Promise<readonly StoredDelivery[]>;
  find(id: number): Promise<StoredDelivery | undefined>;
  /** Of the last hour, by time. A minute without deliveries is left out. */
  countMinutes(repositoryIds: readonly string[]): Promise<readonly DeliveryMinute[]>;
  /** `false`: it is not one that was given up. */
  retry(delivery: { readonly id: number; readonly entry: AuditEntry }): Promise<boolean>;
}

/** Every method rejects with `REMOTE_STORE` in an outage. */
export function createDeliveryReads(database: OpenedDatabase): DeliveryReads {
  const { db } = database;
  return {
    list: (filter) => reachStore(() => list(db, filter)),
    find: (id) => reachStore(() => find(db, id)),
    countMinutes: (repositoryIds) => reachStore(() => countMinutes(database, repositoryIds)),
    retry: (delivery) => reachStore(() => retry(database, delivery)),
  };
}
