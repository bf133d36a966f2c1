/** The table of deliveries. A row and its entry of the queue are made in one transaction, and the row ends in that of its effect. */
import { type Kysely, sql, type Transaction } from 'kysely';
import { appendAuditEntry } from '../audit/audit-table.ts';
import type { Dialect } from '../database/dialect.ts';
import { reachStore } from '../database/failures.ts';
import type { OpenedDatabase } from '../database/open.ts';
import type { Database } from '../database/schema.ts';
import { enqueue } from '../work/enqueue.ts';
import {
  type DeliveryEnd,
  type DeliveryStore,
  deliveryLifeMs,
  hasRoom,
  maxPendingDeliveries,
  type NewDelivery,
  type PendingDelivery,
} from './store.ts';

/** The kind of the entries. */
export const deliveryKind = 'github-delivery';

/** Most deliveries that one statement deletes, and most statements of one round. */
const deliveriesPerPage = 1_000;
const maxForgetPages = 100;

/** Longest reason that is stored, in characters. */
const maxProblemLength = 500;

/** How many wait: of the installation, and of all. Literals, so that the indexes of waiting deliveries are used. */
async function countWaiting(db: Kysely<Database>, { installationId }: Pick<NewDelivery, 'installationId'>) {
  const waiting = db
    .selectFrom('deliveries')
    .select(({ fn }) => fn.countAll<number | string>().as('count'))
    .where('state', '=', sql.lit('new'));
  const own =
    installationId === undefined
      ? waiting.where('installation_id', 'is', null)
      : waiting.where('installation_id', '=', installationId);
  const counted = await own.executeTakeFirstOrThrow();
  const all = await waiting.executeTakeFirstOrThrow();
  return { own: Number(counted.count), total: Number(all.count) };
}

async function insertDelivery(
  trx: Transaction<Database>,
  dialect: Dialect,
  delivery: NewDelivery,
): Promise<'received' | 'repeated'> {
  const row = await trx
    .insertInto('deliveries')
    .values({
      guid: delivery.guid,
      event: delivery.event,
      action: delivery.action,
      installation_id: delivery.installationId ?? null,
      repository_id: delivery.repositoryId,
      source: delivery.source,
      state: 'new',
      problem: null,
      payload: delivery.payload,
      received_at: dialect.now,
      finished_at: null,
    })
    .onConflict((conflict) => conflict.column('guid').doNothing())
    .returning('id')
    .executeTakeFirst();
  if (row === undefined) return 'repeated';
  await enqueue(trx, dialect, [{ kind: deliveryKind, key: String(row.id) }]);
  return 'received';
}

async function findKnown(db: Kysely<Database>, guids: readonly string[]): Promise<ReadonlySet<string>> {
  if (guids.length === 0) return new Set();
  const rows = await db
    .selectFrom('deliveries')
    .select('guid')
    .where('guid', 'in', [...guids])
    .execute();
  return new Set(rows.map(({ guid }) => guid));
}

async function readPending(db: Kysely<Database>, id: number): Promise<PendingDelivery | undefined> {
  const row = await db
    .selectFrom('deliveries')
    .selectAll()
    .where('id', '=', id)
    .where('state', '=', 'new')
    .executeTakeFirst();
  if (row === undefined || row.payload === null) return undefined;
  return {
    id: row.id,
    guid: row.guid,
    event: row.event,
    action: row.action ?? '',
    payload: row.payload,
    receivedAt: row.received_at,
  };
}

/** In the transaction of its effect, under its lease. The payload stays with one that failed, so that it can be tried again. */
export async function finishDelivery(
  trx: Kysely<Database>,
  dialect: Dialect,
  {
    id,
    end,
    problem,
  }: { readonly id: number; readonly end: DeliveryEnd; readonly problem?: string | undefined },
): Promise<void> {
  await trx
    .updateTable('deliveries')
    .set({
      state: end,
      problem: problem?.slice(0, maxProblemLength) ?? null,
      // Kysely leaves out what is undefined.
      payload: end === 'failed' ? undefined : null,
      finished_at: dialect.now,
    })
    .where('id', '=', id)
    .execute();
}

async function measureBacklog(
  db: Kysely<Database>,
  dialect: Dialect,
): Promise<{ readonly waiting: number; readonly oldestMs: number }> {
  const { count, oldest, now } = await db
    .selectFrom('deliveries')
    .select(({ fn }) => [
      fn.countAll<number | string>().as('count'),
      fn.min<number | string | null>('received_at').as('oldest'),
      dialect.now.as('now'),
    ])
    .where('state', '=', 'new')
    .executeTakeFirstOrThrow();
  return { waiting: Number(count), oldestMs: oldest === null ? 0 : Math.max(0, now - Number(oldest)) };
}

/** Page by page: between them, others can write to an embedded database. */
async function forgetFinished(db: Kysely<Database>, dialect: Dialect): Promise<number> {
  let forgotten = 0;
  for (let page = 0; page < maxForgetPages; page += 1) {
    const expired = db
      .selectFrom('deliveries')
      .select('id')
      .where('finished_at', '<', dialect.after(-deliveryLifeMs))
      .orderBy('finished_at')
      .limit(deliveriesPerPage);
    const { numDeletedRows } = await db
      .deleteFrom('deliveries')
      .where('id', 'in', expired)
      .executeTakeFirst();
    forgotten += Number(numDeletedRows);
    if (numDeletedRows < deliveriesPerPage) break;
  }
  return forgotten;
}

/** Every method rejects with `REMOTE_STORE` in an outage. */
export function createDeliveryStore(
  { db, dialect }: OpenedDatabase,
  mostWaiting: number = maxPendingDeliveries,
): DeliveryStore {
  return {
    receive: (delivery, record) =>
      reachStore(async () =>
        !hasRoom(await countWaiting(db, delivery), mostWaiting)
          ? 'full'
          : db.transaction().execute(async (trx) => {
              const receipt = await insertDelivery(trx, dialect, delivery);
              if (receipt === 'received' && record !== undefined)
                await appendAuditEntry(trx, dialect, record);
              return receipt;
            }),
      ),
    findKnown: (guids) => reachStore(() => findKnown(db, guids)),
    readPending: (id) => reachStore(() => readPending(db, id)),
    backlog: () => reachStore(() => measureBacklog(db, dialect)),
    forgetExpired: () => reachStore(() => forgetFinished(db, dialect)),
  };
}
