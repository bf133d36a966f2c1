/** Applies deliveries, in any order: the effect of one and its end are one transaction. */
import type { Kysely } from 'kysely';
import type { Logger } from '../../base/ports.ts';
import type { OpenedDatabase } from '../database/open.ts';
import type { Database } from '../database/schema.ts';
import type { WorkKind } from '../work/kind.ts';
import { deliveryKind, finishDelivery } from './delivery-table.ts';
import type { DeliveryMetrics } from './metrics.ts';
import { type Payload, unpackPayload } from './payload.ts';
import { type DeliveryStore, maxDeliveryAttempts } from './store.ts';

/** A delivery whose body was read. */
interface GithubEvent {
  readonly guid: string;
  readonly event: string;
  readonly action: string;
  readonly payload: Payload;
  /** By the database's clock, in milliseconds. */
  readonly receivedAt: number;
}

type EventEffect =
  | { readonly status: 'applied' }
  /** `reason`: why there was nothing to do, for people. */
  | { readonly status: 'ignored'; readonly reason: string };

/**
 * Reads from GitHub what the event leaves open, and returns the effect, which runs in the transaction that ends the delivery. It may run
 * again after a rollback.
 */
export type PrepareEvent = (
  event: GithubEvent,
  signal: AbortSignal,
) => Promise<(trx: Kysely<Database>) => Promise<EventEffect>>;

export interface DeliveryWorkPorts {
  readonly database: OpenedDatabase;
  readonly deliveries: Pick<DeliveryStore, 'readPending'>;
  readonly prepareEvent: PrepareEvent;
  readonly metrics: DeliveryMetrics;
  readonly logger: Logger;
}

export function createDeliveryWork(ports: DeliveryWorkPorts): WorkKind {
  const { database, deliveries, prepareEvent, metrics, logger } = ports;
  const { db, dialect } = database;
  return {
    kind: deliveryKind,
    concurrency: 4,
    leaseMs: 15_000,
    maxRunMs: 60_000,
    maxAttempts: maxDeliveryAttempts,
    retry: { baseDelayMs: 1_000, maxDelayMs: 10 * 60_000 },
    async run({ entry, signal, finish }) {
      const id = Number(entry.key);
      const pending = await deliveries.readPending(id);
      if (pending === undefined) return;
      const { guid, event, action, receivedAt } = pending;
      const payload = await unpackPayload(pending.payload);
      const apply = await prepareEvent({ guid, event, action, payload, receivedAt }, signal);
      const effect = await db.transaction().execute(async (trx) => {
        const found = await apply(trx);
        const problem = found.status === 'ignored' ? found.reason : undefined;
        await finishDelivery(trx, dialect, { id, end: found.status, problem });
        await finish(trx);
        return found;
      });
      metrics.counted(event, effect.status);
      logger.debug('github events: delivery applied', { guid, event, action, effect: effect.status });
    },
    async onGivenUp(trx, entry, error) {
      const problem = error instanceof Error ? error.message : String(error);
      await finishDelivery(trx, dialect, { id: Number(entry.key), end: 'failed', problem });
      metrics.counted(undefined, 'failed');
    },
  };
}
