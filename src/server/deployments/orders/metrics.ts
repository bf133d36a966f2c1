/** Metrics of orders. */

import type { Kysely } from 'kysely';
import { Counter, Histogram, type Registry } from 'prom-client';
import type { Dialect } from '../../database/dialect.ts';
import type { OpenedDatabase } from '../../database/open.ts';
import type { Database } from '../../database/schema.ts';
import { addReadGauge, single } from '../../metrics/read-at-scrape.ts';
import { isUnsettledOrder } from './order-rows.ts';

const secondMs = 1_000;

/** What became of an attempt to send an order, or of a search for its run. */
type OrderOutcome =
  | 'run'
  | 'accepted'
  | 'rejected'
  | 'limited'
  | 'unsent'
  | 'lost'
  | 'found'
  | 'not_found'
  | 'no_run'
  | 'unknown_run';

export interface OrderMetrics {
  counted(outcome: OrderOutcome): void;
  duplicated(): void;
  /** Milliseconds from the moment that it might be sent to GitHub's answer. */
  sent(lagMs: number): void;
  /** The first of its batch: milliseconds from GitHub's delivery to GitHub's answer. */
  batchStarted(delayMs: number): void;
}

/** How many orders are unclear, and for how long the first has been, in milliseconds. */
async function measureUnclear(db: Kysely<Database>, dialect: Dialect) {
  const { count, oldest, now } = await db
    .selectFrom('orders')
    .select(({ fn }) => [
      fn.countAll<number | string>().as('count'),
      fn.min<number | string | null>('unclear_at').as('oldest'),
      dialect.now.as('now'),
    ])
    .where(isUnsettledOrder)
    .where('state', '=', 'unclear')
    .executeTakeFirstOrThrow();
  return { count: Number(count), oldestMs: oldest === null ? 0 : Math.max(0, now - Number(oldest)) };
}

export function createOrderMetrics(registry: Registry, { db, dialect }: OpenedDatabase): OrderMetrics {
  const total = new Counter({
    name: 'atmos_pro_orders_total',
    help: 'Dispatches of workflows at this process, by outcome. `lost`: GitHub’s answer is unknown; `found` and `not_found`: searches for the run of such a dispatch.',
    labelNames: ['outcome'],
    registers: [registry],
  });
  const duplicates = new Counter({
    name: 'atmos_pro_order_duplicates_total',
    help: 'Second runs of one dispatch at this process, which were canceled. The audit log names them.',
    registers: [registry],
  });
  const lag = new Histogram({
    name: 'atmos_pro_dispatch_lag_seconds',
    help: 'Time from the moment that a workflow may be dispatched until GitHub has accepted it.',
    buckets: [0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 30, 60, 120, 300, 600, 1_200],
    registers: [registry],
  });
  const delay = new Histogram({
    name: 'atmos_pro_webhook_to_dispatch_seconds',
    help: 'Time from the delivery of an event until the first workflow that it starts is dispatched. It includes the upload by CI, and holds.',
    buckets: [5, 10, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600, 14_400, 86_400],
    registers: [registry],
  });
  // From 0, so that an alert sees the first ones of a process.
  for (const outcome of ['run', 'accepted'] as const) total.inc({ outcome }, 0);
  addReadGauge(registry, {
    name: 'atmos_pro_orders_unclear',
    help: 'Dispatches whose run is searched for, because GitHub’s answer was lost, across all replicas.',
    read: async () => single((await measureUnclear(db, dialect)).count),
  });
  addReadGauge(registry, {
    name: 'atmos_pro_order_oldest_unclear_seconds',
    help: 'For how long the run of the oldest of them has been searched for; 0 when there is none.',
    read: async () => single((await measureUnclear(db, dialect)).oldestMs / secondMs),
  });
  return {
    counted: (outcome) => total.inc({ outcome }),
    duplicated: () => duplicates.inc(),
    sent: (lagMs) => lag.observe(Math.max(0, lagMs) / secondMs),
    batchStarted: (delayMs) => delay.observe(Math.max(0, delayMs) / secondMs),
  };
}
