/** What the server has on record of a history, from its tables and its audit log: faster than over the routes, and as exact. */
import { isRecord } from '../../../src/base/text.ts';
import type { TestServer } from '../../support/server.ts';
import { toCommands, toLocks, toStops } from './audit-facts.ts';
import type { Records } from './evidence.ts';

type Db = TestServer['database']['db'];

const batchEvents = ['batch.stopped', 'batch.released', 'deployment.retried'] as const;

async function readOrders(db: Db): Promise<Records['orders']> {
  const rows = await db
    .selectFrom('orders')
    .select(['correlation as id', 'batch_id', 'node', 'attempt', 'workflow', 'state', 'refusal'])
    .select(['run_id', 'run_end', 'planned_at', 'sending_at'])
    .orderBy('orders.id')
    .execute();
  return rows;
}

/** Names of the deployments that have a place in a queue. */
async function readPlaces(db: Db): Promise<readonly string[]> {
  const rows = await db.selectFrom('lock_waiters').select('holder').execute();
  return rows.flatMap(({ holder }) => {
    const value: unknown = JSON.parse(holder);
    const deployment = isRecord(value) && isRecord(value['deployment']) ? value['deployment'] : {};
    return typeof deployment['id'] === 'string' ? [deployment['id']] : [];
  });
}

export async function readTables({ database: { db } }: TestServer): Promise<Records> {
  const rows = await db
    .selectFrom('audit_entries')
    .select(['event', 'at', 'actor', 'details'])
    .where(({ eb, or }) => or([eb('event', 'like', 'lock.%'), eb('event', 'in', batchEvents)]))
    .orderBy('id')
    .execute();
  const facts = rows.map(({ event, at, actor, details }) => {
    const value: unknown = JSON.parse(details);
    return { event, at, actor: actor ?? undefined, details: isRecord(value) ? value : {} };
  });
  const stored = await db.selectFrom('locks').select(['id', 'expires_at']).execute();
  const expiry = new Map(stored.map((row) => [row.id, row.expires_at]));
  return {
    batches: await db.selectFrom('batches').selectAll().orderBy('id').execute(),
    nodes: await db.selectFrom('batch_nodes').selectAll().orderBy('batch_id').orderBy('number').execute(),
    edges: await db.selectFrom('batch_edges').selectAll().execute(),
    orders: await readOrders(db),
    commands: toCommands(facts),
    groupPulls: await db.selectFrom('merge_group_pulls').selectAll().orderBy('position').execute(),
    deliveries: await db.selectFrom('deliveries').select(['guid', 'state']).orderBy('id').execute(),
    stops: toStops(facts),
    locks: toLocks(facts, (id) => expiry.get(id)),
    places: await readPlaces(db),
  };
}
