/** Whether the audit is being sealed. */
import { Counter, Gauge, type Registry } from 'prom-client';

export interface AuditMetrics {
  /** A round that ended well, with what it sealed. */
  sealed(entries: number): void;
}

export function createAuditMetrics(registry: Registry): AuditMetrics {
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
  return {
    sealed(entries) {
      entriesSealed.inc(entries);
      lastRound.setToCurrentTime();
    },
  };
}
