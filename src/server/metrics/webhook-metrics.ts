/** Whether the audit reaches its destinations. Their names are the configuration's, so they are few. */
import { Counter, Gauge, type Registry } from 'prom-client';
import type { Delivery } from '../webhooks/deliver.ts';

export interface WebhookMetrics {
  /** Every try but those without anything to send. */
  tried(destination: string, delivery: Exclude<Delivery, { readonly status: 'idle' }>): void;
}

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
  return {
    tried(destination, { status: outcome, events: count }) {
      tries.inc({ destination, outcome });
      if (outcome !== 'failed') events.inc({ destination, outcome }, count);
      if (outcome === 'delivered') lastDelivery.setToCurrentTime({ destination });
    },
  };
}
