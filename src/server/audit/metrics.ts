/** Whether the audit is being sealed, and leaves when it is old enough. */
import { Counter, Gauge, type Registry } from 'prom-client';
import { addReadGauge, single } from '../metrics/read-at-scrape.ts';
import type { Store } from '../store.ts';

interface WatchedAudit {
  readonly store: Pick<Store, 'audit' | 'pruning'>;
  /** `undefined`: entries are kept for ever. */
  readonly retentionDays: number | undefined;
}

export interface AuditMetrics {
  /** Once, with the store, which is there later than the registry. */
  watch(audit: WatchedAudit): void;
  /** A round that ended well, with what it sealed. */
  sealed(entries: number): void;
}

const secondMs = 1_000;
const daySeconds = 24 * 60 * 60;
const inSeconds = (ms: number | undefined) => single(ms === undefined ? undefined : ms / secondMs);

export function createAuditMetrics(registry: Registry): AuditMetrics {
  let watched: WatchedAudit | undefined;
  const entriesSealed = new Counter({
    name: 'atmos_pro_audit_sealed_entries_total',
    help: 'Audit entries that this process has sealed.',
    registers: [registry],
  });
  const lastRound = new Gauge({
    name: 'atmos_pro_audit_last_seal_timestamp_seconds',
    help: 'When this process last saw the audit sealed, with or without new entries.',
    registers: [registry],
  });
  addReadGauge(registry, {
    name: 'atmos_pro_audit_last_prune_timestamp_seconds',
    help: 'When entries were last pruned, by whichever replica or command.',
    read: async () => inSeconds((await watched?.store.pruning.latest())?.prunedAt),
  });
  addReadGauge(registry, {
    name: 'atmos_pro_audit_pruned_entries',
    help: 'Audit entries that were ever pruned.',
    read: async () => single(await watched?.store.pruning.countEntries()),
  });
  addReadGauge(registry, {
    name: 'atmos_pro_audit_oldest_entry_timestamp_seconds',
    help: 'When the oldest entry that is still there was written.',
    read: async () => inSeconds((await watched?.store.audit.list({ limit: 1 }))?.[0]?.at),
  });
  addReadGauge(registry, {
    name: 'atmos_pro_audit_retention_seconds',
    help: 'How long entries are kept by the configuration; not shown when for ever.',
    read: async () => single(watched?.retentionDays && watched.retentionDays * daySeconds),
  });
  return {
    watch(audit) {
      watched = audit;
    },
    sealed(entries) {
      entriesSealed.inc(entries);
      lastRound.setToCurrentTime();
    },
  };
}
