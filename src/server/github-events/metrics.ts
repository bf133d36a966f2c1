/** Metrics of GitHub's deliveries. */
import { Counter, type Registry } from 'prom-client';
import { addReadGauge, single } from '../metrics/read-at-scrape.ts';
import type { DeliveryStore } from './store.ts';
import { isWantedEvent, wantedEventNames } from './wanted.ts';

const secondMs = 1_000;

type DeliveryOutcome =
  | 'received'
  | 'repeated'
  | 'unwanted'
  | 'rejected'
  | 'refused'
  | 'applied'
  | 'ignored'
  | 'failed';

/** What alerts count. */
const watchedOutcomes = [
  'received',
  'rejected',
  'refused',
  'failed',
] as const satisfies readonly DeliveryOutcome[];

export interface DeliveryMetrics {
  /** `event` as the request names it: an unknown one is counted as `other`. */
  counted(event: string | undefined, outcome: DeliveryOutcome): void;
  /** One that never arrived was read from GitHub. */
  backfilled(event: string): void;
}

export function createDeliveryMetrics(
  registry: Registry,
  deliveries: Pick<DeliveryStore, 'backlog'>,
): DeliveryMetrics {
  const total = new Counter({
    name: 'atmos_pro_deliveries_total',
    help: 'Deliveries of GitHub’s webhook at this process, by event and outcome. `rejected`: the signature does not fit. `refused`: there was no room.',
    labelNames: ['event', 'outcome'],
    registers: [registry],
  });
  // From 0, so that an alert sees the first ones of a process.
  for (const event of [...wantedEventNames, 'other'])
    for (const outcome of watchedOutcomes) total.inc({ event, outcome }, 0);
  const backfilled = new Counter({
    name: 'atmos_pro_delivery_backfilled_total',
    help: 'Deliveries that did not arrive, and that this process read from GitHub’s list, by event.',
    labelNames: ['event'],
    registers: [registry],
  });
  for (const event of wantedEventNames) backfilled.inc({ event }, 0);
  addReadGauge(registry, {
    name: 'atmos_pro_deliveries_waiting',
    help: 'Deliveries that have not been applied yet, across all replicas.',
    read: async () => single((await deliveries.backlog()).waiting),
  });
  addReadGauge(registry, {
    name: 'atmos_pro_delivery_oldest_unprocessed_seconds',
    help: 'How long the oldest of them has waited; 0 when there is none.',
    read: async () => single((await deliveries.backlog()).oldestMs / secondMs),
  });
  return {
    counted: (event, outcome) =>
      total.inc({ event: event !== undefined && isWantedEvent(event) ? event : 'other', outcome }),
    backfilled: (event) => backfilled.inc({ event: isWantedEvent(event) ? event : 'other' }),
  };
}
