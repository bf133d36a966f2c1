/** Whether what was uploaded is worked on. */
import type { Registry } from 'prom-client';
import { addReadGauge, single } from '../../metrics/read-at-scrape.ts';
import type { UploadStore } from './store.ts';

export interface UploadMetrics {
  /** Once, with the store, which is there later than the registry. */
  watch(uploads: Pick<UploadStore, 'backlog'>): void;
}

const secondMs = 1_000;

export function createUploadMetrics(registry: Registry): UploadMetrics {
  let watched: Pick<UploadStore, 'backlog'> | undefined;
  addReadGauge(registry, {
    name: 'atmos_pro_uploads_waiting',
    help: 'Uploads that are whole and not worked in yet, of all replicas.',
    read: async () => single((await watched?.backlog())?.waiting),
  });
  addReadGauge(registry, {
    name: 'atmos_pro_uploads_oldest_waiting_seconds',
    help: 'How long the oldest of them has waited; 0 when there is none.',
    async read() {
      const backlog = await watched?.backlog();
      return single(backlog && backlog.oldestMs / secondMs);
    },
  });
  return {
    watch(uploads) {
      watched = uploads;
    },
  };
}
