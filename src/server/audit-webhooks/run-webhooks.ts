/** Delivers to every destination, each at its own pace: each has an entry of the queue that recurs, so one replica at a time delivers. */
import type { Logger } from '../../base/ports.ts';
import type { WebhookDestination } from '../../domain/audit/destination.ts';
import type { WorkKind, WorkResult } from '../work/kind.ts';
import { type DeliverPorts, type Delivery, deliverBatch } from './deliver.ts';
import type { WebhookMetrics } from './metrics.ts';
import type { WebhookStore } from './store.ts';

/** Pause between two looks for something to deliver, in milliseconds. */
const pauseMs = 1_000;
/** Most batches in one turn. */
const maxBatches = 20;

export interface WebhookWorkPorts extends Omit<DeliverPorts, 'task' | 'signal'> {
  readonly webhooks: WebhookStore;
  readonly metrics: WebhookMetrics;
  readonly logger: Logger;
}

function logFailure(
  destination: string,
  delivery: Exclude<Delivery, { readonly status: 'idle' | 'delivered' }>,
  { logger }: Pick<WebhookWorkPorts, 'logger'>,
): void {
  const { status, events, reason } = delivery;
  const fields = { destination, events, reason };
  if (status === 'given_up') logger.error('webhooks: delivery dropped after a day of failures', fields);
  else logger.warn('webhooks: delivery failed, will be retried', fields);
}

/** Delivers until nothing is left or something fails. */
async function deliverAll(
  destination: WebhookDestination,
  ports: WebhookWorkPorts & Pick<DeliverPorts, 'task' | 'signal'>,
): Promise<WorkResult> {
  const { name } = destination;
  for (let batches = 0; batches < maxBatches; batches += 1) {
    const delivery = await deliverBatch(destination, ports);
    if (delivery.status === 'idle') return undefined;
    ports.metrics.tried(name, delivery);
    if (delivery.status === 'delivered') continue;
    logFailure(name, delivery, ports);
    return delivery.status === 'failed' ? { againInMs: delivery.pauseMs } : undefined;
  }
  return { againInMs: 0 };
}

/** Stopping the server also ends a delivery that is in progress: it is repeated later. */
export function createWebhookDeliveries(
  destinations: readonly WebhookDestination[],
  ports: WebhookWorkPorts,
): WorkKind {
  let areKnown = false;
  async function addStates(): Promise<void> {
    const { seal } = await ports.seals.latest();
    const names = destinations.map(({ name }) => name);
    await ports.webhooks.add(names, seal?.lastId ?? 0);
    areKnown = true;
  }
  return {
    kind: 'audit-webhook',
    // A replica with another configuration has other destinations.
    keys: destinations.map(({ name }) => name),
    periodMs: pauseMs,
    // A slow destination holds up no other.
    concurrency: destinations.length,
    leaseMs: 15_000,
    maxRunMs: 10 * 60_000,
    retry: { baseDelayMs: 1_000, maxDelayMs: 30_000 },
    async run(task) {
      if (!areKnown) await addStates();
      const destination = destinations.find(({ name }) => name === task.entry.key);
      if (destination === undefined) return undefined;
      return deliverAll(destination, { ...ports, task, signal: task.signal });
    },
  };
}
