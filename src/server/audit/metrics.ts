/** Metrics of the audit: they show whether it is being sealed, and pruned when it is old enough. */
import { Counter, Gauge, type Registry } from 'prom-client';
import type { AuditPruning } from '../../domain/audit/prune.ts';
import { addReadGauge, single } from '../metrics/read-at-scrape.ts';
import type { AuditLog } from './store.ts';

export interface AuditMetricsPorts {
  readonly audit: Pick<AuditLog, 'list'>;
  readonly pruning: Pick<AuditPruning, 'latest' | 'countEntries'>;
  /** `undefined`: entries are kept forever. */
  readonly retentionDays: number | undefined;
}

export interface AuditMetrics {
  /** A round that succeeded, with the number of entries that it sealed. */
  sealed(entries: number): void;
}

const secondMs = 1_000;
const daySeconds = 24 * 60 * 60;
const inSeconds = (ms: number | undefined) => single(ms === undefined ? undefined : ms / secondMs);

export function createAuditMetrics(
  registry: Registry,
  { audit, pruning, retentionDays }: AuditMetricsPorts,
): AuditMetrics {
  const entriesSealed = new Counter({
    name: 'atmos_pro_audit_sealed_entries_total',
    help: 'Audit entries that this process sealed.',
    registers: [registry],
  });
  const lastRound = new Gauge({
    name: 'atmos_pro_audit_last_seal_timestamp_seconds',
    help: 'When this process last saw the audit sealed, with or without new entries.',
    registers: [registry],
  });
  addReadGauge(registry, {
    name: 'atmos_pro_audit_last_prune_timestamp_seconds',
    help: 'When entries were last pruned, by any replica or command.',
    read: async () => inSeconds((await pruning.latest())?.prunedAt),
  });
  addReadGauge(registry, {
    name: 'atmos_pro_audit_pruned_entries',
    help: 'Audit entries that were ever pruned.',
    read: async () => single(await pruning.countEntries()),
  });
  addReadGauge(registry, {
    name: 'atmos_pro_audit_oldest_entry_timestamp_seconds',
    help: 'When the oldest existing entry was written.',
    read: async () => inSeconds((await audit.list({ limit: 1 }))[0]?.at),
  });
  addReadGauge(registry, {
    name: 'atmos_pro_audit_retention_seconds',
    help: 'Configured retention of audit entries; absent if they are kept forever.',
    read: async () => single(retentionDays && retentionDays * daySeconds),
  });
  return {
    sealed(entries) {
      entriesSealed.inc(entries);
      lastRound.setToCurrentTime();
    },
  };
}
