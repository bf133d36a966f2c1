/** Metrics of uploads: they show whether uploads are being applied. */
import type { Registry } from 'prom-client';
import { addReadGauge, single } from '../../metrics/read-at-scrape.ts';
import type { UploadStore } from './store.ts';

const secondMs = 1_000;

export function addUploadMetrics(registry: Registry, uploads: Pick<UploadStore, 'backlog'>): void {
  addReadGauge(registry, {
    name: 'atmos_pro_uploads_waiting',
    help: 'Complete uploads that have not been applied yet, across all replicas.',
    read: async () => single((await uploads.backlog()).waiting),
  });
  addReadGauge(registry, {
    name: 'atmos_pro_uploads_oldest_waiting_seconds',
    help: 'How long the oldest of them has waited; 0 when there is none.',
    read: async () => single((await uploads.backlog()).oldestMs / secondMs),
  });
}
