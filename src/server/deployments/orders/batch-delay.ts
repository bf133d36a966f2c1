/** When GitHub delivered the event that an order follows from. */
import type { Kysely } from 'kysely';
import type { Database } from '../../database/schema.ts';
import type { OrderRow } from './order-rows.ts';

async function isFirst(
  db: Kysely<Database>,
  { id, batch_id: batchId, sending_at: at }: OrderRow,
): Promise<boolean> {
  const earlier = await db
    .selectFrom('orders')
    .select('id')
    .where('batch_id', '=', batchId)
    .where(({ eb, and, or }) =>
      or([eb('sending_at', '<', at), and([eb('sending_at', '=', at), eb('id', '<', id)])]),
    )
    .limit(1)
    .executeTakeFirst();
  return earlier === undefined;
}

/** By the database's clock. `undefined`: another order of its batch was first, or nothing was delivered. */
export async function readDelivered(db: Kysely<Database>, order: OrderRow): Promise<number | undefined> {
  if (!(await isFirst(db, order))) return undefined;
  const row = await db
    .selectFrom('batches as batch')
    .innerJoin('activities as happened', (join) =>
      join
        .onRef('happened.repository_id', '=', 'batch.repository_id')
        .onRef('happened.head_sha', '=', 'batch.head_sha')
        .onRef('happened.subject', '=', 'batch.subject')
        .onRef('happened.event', '=', 'batch.event')
        .onRef('happened.activity', '=', 'batch.activity'),
    )
    .innerJoin('deliveries as delivery', 'delivery.guid', 'happened.guid')
    .select('delivery.received_at')
    .where('batch.id', '=', order.batch_id)
    .orderBy('delivery.received_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? undefined : Number(row.received_at);
}
