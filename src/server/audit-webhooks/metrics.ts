/** Metrics of the webhooks: they show whether audit entries reach their destinations. The label values are names from the configuration, so they are few. */
import { Counter, Gauge, type Registry } from 'prom-client';
import type { WebhookDestination } from '../../domain/audit/destination.ts';
import { addReadGauge } from '../metrics/read-at-scrape.ts';
import { type BacklogPorts, measureBacklog } from './backlog.ts';
import type { Delivery } from './deliver.ts';

export interface WebhookMetrics {
  /** Every attempt except those that had nothing to send. */
  tried(destination: string, delivery: Exclude<Delivery, { readonly status: 'idle' }>): void;
}

const secondMs = 1_000;

export function createWebhookMetrics(
  registry: Registry,
  destinations: readonly WebhookDestination[],
  ports: BacklogPorts,
): WebhookMetrics {
  const tries = new Counter({
    name: 'atmos_pro_webhook_tries_total',
    help: 'Attempts to deliver a batch of audit entries, by result.',
    labelNames: ['destination', 'outcome'],
    registers: [registry],
  });
  // From 0, so that an alert sees the first attempts of a process.
  for (const { name: destination } of destinations)
    for (const outcome of ['delivered', 'failed', 'given_up'] as const)
      tries.inc({ destination, outcome }, 0);
  const events = new Counter({
    name: 'atmos_pro_webhook_events_total',
    help: 'Audit entries that were delivered, or dropped after a day of failed attempts.',
    labelNames: ['destination', 'outcome'],
    registers: [registry],
  });
  const lastDelivery = new Gauge({
    name: 'atmos_pro_webhook_last_delivery_timestamp_seconds',
    help: 'When this process last delivered a batch.',
    labelNames: ['destination'],
    registers: [registry],
  });
  addReadGauge(registry, {
    name: 'atmos_pro_webhook_oldest_undelivered_seconds',
    help: 'Age of the oldest audit entry that a destination has not received yet, across all replicas; 0 when there is none.',
    labelNames: ['destination'],
    async read() {
      const backlog = await measureBacklog(destinations, ports);
      return backlog.map(({ destination, oldestMs }) => ({
        labels: { destination },
        value: oldestMs / secondMs,
      }));
    },
  });
  return {
    tried(destination, { status: outcome, events: count }) {
      tries.inc({ destination, outcome });
      if (outcome !== 'failed') events.inc({ destination, outcome }, count);
      if (outcome === 'delivered') lastDelivery.setToCurrentTime({ destination });
    },
  };
}
