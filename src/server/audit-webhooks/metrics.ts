/** Whether the audit reaches its destinations. Their names are the configuration's, so they are few. */
import { Counter, Gauge, type Registry } from 'prom-client';
import { addReadGauge } from '../metrics/read-at-scrape.ts';
import { type BacklogParts, measureBacklog } from './backlog.ts';
import type { Delivery } from './deliver.ts';

export interface WebhookMetrics {
  /** Once, with the store, which is there later than the registry. */
  watch(parts: BacklogParts): void;
  /** Every try but those without anything to send. */
  tried(destination: string, delivery: Exclude<Delivery, { readonly status: 'idle' }>): void;
}

const secondMs = 1_000;

export function createWebhookMetrics(registry: Registry): WebhookMetrics {
  const tries = new Counter({
    name: 'atmos_pro_webhook_tries_total',
    help: 'Tries to deliver a batch of audit entries, by how they ended.',
    labelNames: ['destination', 'outcome'],
    registers: [registry],
  });
  const events = new Counter({
    name: 'atmos_pro_webhook_events_total',
    help: 'Audit entries that were delivered, or given up after a day of tries.',
    labelNames: ['destination', 'outcome'],
    registers: [registry],
  });
  const lastDelivery = new Gauge({
    name: 'atmos_pro_webhook_last_delivery_timestamp_seconds',
    help: 'When this process last delivered a batch.',
    labelNames: ['destination'],
    registers: [registry],
  });
  let watched: BacklogParts | undefined;
  addReadGauge(registry, {
    name: 'atmos_pro_webhook_oldest_undelivered_seconds',
    help: 'Age of the oldest audit entry that a destination is to get and has not, of all replicas; 0 when there is none.',
    labelNames: ['destination'],
    async read() {
      const backlog = watched === undefined ? [] : await measureBacklog(watched);
      return backlog.map(({ destination, oldestMs }) => ({
        labels: { destination },
        value: oldestMs / secondMs,
      }));
    },
  });
  return {
    watch(parts) {
      watched = parts;
    },
    tried(destination, { status: outcome, events: count }) {
      tries.inc({ destination, outcome });
      if (outcome !== 'failed') events.inc({ destination, outcome }, count);
      if (outcome === 'delivered') lastDelivery.setToCurrentTime({ destination });
    },
  };
}
