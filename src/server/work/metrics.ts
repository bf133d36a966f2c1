/** Whether what has expired is forgotten. */
import { Counter, Gauge, type Registry } from 'prom-client';

type ForgottenKind = 'id_tokens' | 'commits' | 'uploads' | 'affected_sets';

export interface MaintenanceMetrics {
  /** A round that ended well, with the rows that it removed. */
  done(forgotten: Readonly<Record<ForgottenKind, number>>): void;
}

export function createMaintenanceMetrics(registry: Registry): MaintenanceMetrics {
  const rows = new Counter({
    name: 'atmos_pro_maintenance_forgotten_total',
    help: 'Rows that this process has removed because they had expired, by what they were about.',
    labelNames: ['kind'],
    registers: [registry],
  });
  const lastRound = new Gauge({
    name: 'atmos_pro_maintenance_last_success_timestamp_seconds',
    help: 'When this process last removed what had expired and renewed the signing keys.',
    registers: [registry],
  });
  return {
    done(forgotten) {
      for (const [kind, count] of Object.entries(forgotten)) rows.inc({ kind }, count);
      lastRound.setToCurrentTime();
    },
  };
}
