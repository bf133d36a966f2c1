/** Delivers to every destination, each at its own pace. All replicas run this; a lease decides which one delivers. */
import type { Clock, Logger } from '../../base/ports.ts';
import type { WebhookDestination } from '../../domain/audit/destination.ts';
import { repeat } from '../work/repeat.ts';
import { type DeliverPorts, deliverBatch } from './deliver.ts';
import type { WebhookMetrics } from './metrics.ts';
import type { WebhookStore } from './store.ts';

/** Pause between two looks for something to deliverBatch, in milliseconds. */
const pauseMs = 1_000;

export interface WebhookJobPorts extends DeliverPorts {
  readonly webhooks: WebhookStore;
  readonly metrics: WebhookMetrics;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Delivers until nothing is left or something fails. */
async function deliverAll(destination: WebhookDestination, ports: WebhookJobPorts): Promise<void> {
  const { name } = destination;
  for (;;) {
    const delivery = await deliverBatch(destination, ports);
    if (delivery.status === 'idle') return;
    ports.metrics.tried(name, delivery);
    if (delivery.status === 'delivered') continue;
    const { status, events, reason } = delivery;
    const fields = { destination: name, events, reason };
    if (status === 'given_up')
      ports.logger.error('webhooks: delivery dropped after a day of failures', fields);
    else ports.logger.warn('webhooks: delivery failed, will be retried', fields);
    return;
  }
}

/** Until `signal` is aborted, which also ends a delivery that is in progress: it is repeated later. */
export async function runWebhooks(
  destinations: readonly WebhookDestination[],
  ports: WebhookJobPorts,
  signal: AbortSignal,
): Promise<void> {
  const { clock, logger, seals, webhooks } = ports;
  let areKnown = false;
  async function round(destination: WebhookDestination): Promise<void> {
    try {
      if (!areKnown) {
        const { seal } = await seals.latest();
        await webhooks.add(
          destinations.map(({ name }) => name),
          seal?.lastId ?? 0,
        );
        areKnown = true;
      }
      await deliverAll(destination, { ...ports, signal });
    } catch (error) {
      // The database is closed while the server stops.
      if (!signal.aborted) logger.warn('webhooks: round failed, will be retried', { error });
    }
  }
  await Promise.all(
    destinations.map((destination) => repeat({ clock, pauseMs, signal }, () => round(destination))),
  );
}
