/** Delivers to every destination, each at its own pace. Every replica does; a lease decides whose turn it is. */
import type { Clock, Logger } from '../../base/ports.ts';
import type { WebhookDestination } from '../../domain/audit/destination.ts';
import { repeat } from '../work/repeat.ts';
import { type DeliverParts, deliver } from './deliver.ts';
import type { WebhookMetrics } from './metrics.ts';

/** Pause between two looks for something to deliver, in milliseconds. */
const pauseMs = 1_000;

export interface WebhookParts extends DeliverParts {
  readonly destinations: readonly WebhookDestination[];
  readonly metrics: WebhookMetrics;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Delivers until nothing is left or something fails. */
async function deliverAll(destination: WebhookDestination, parts: WebhookParts): Promise<void> {
  const { name } = destination;
  for (;;) {
    const delivery = await deliver(destination, parts);
    if (delivery.status === 'idle') return;
    parts.metrics.tried(name, delivery);
    if (delivery.status === 'delivered') continue;
    const { status, events, reason } = delivery;
    const say = status === 'given_up' ? parts.logger.error : parts.logger.warn;
    say(`webhooks: a delivery ${status === 'given_up' ? 'was given up' : 'failed, will be tried again'}`, {
      destination: name,
      events,
      reason,
    });
    return;
  }
}

/** Until `signal` is aborted, which also ends a delivery that is under way: it is repeated later. */
export async function runWebhooks(parts: WebhookParts, signal: AbortSignal): Promise<void> {
  const { clock, logger, store } = parts;
  let areKnown = false;
  async function round(destination: WebhookDestination): Promise<void> {
    try {
      if (!areKnown) {
        const { seal } = await store.seals.latest();
        const names = parts.destinations.map(({ name }) => name);
        await store.webhooks.add(names, seal?.lastId ?? 0);
        areKnown = true;
      }
      await deliverAll(destination, { ...parts, signal });
    } catch (error) {
      // The database is closed while the server stops.
      if (!signal.aborted) logger.warn('webhooks: not delivered, will be tried again', { error });
    }
  }
  await Promise.all(
    parts.destinations.map((destination) => repeat({ clock, pauseMs, signal }, () => round(destination))),
  );
}
