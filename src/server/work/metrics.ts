/** Metrics of the maintenance. */
import { Counter, Gauge, type Registry } from 'prom-client';

export type ForgottenKind =
  | 'id_tokens'
  | 'session_counts'
  | 'commits'
  | 'uploads'
  | 'affected_sets'
  | 'deliveries'
  | 'exit_codes'
  | 'batches'
  | 'activities'
  | 'pull_requests'
  | 'drift_ticks'
  | 'instance_statuses'
  | 'web_sessions'
  | 'sealed_tokens';

export interface MaintenanceMetrics {
  /** A round succeeded. `forgotten`: number of deleted rows by kind. */
  done(forgotten: Readonly<Partial<Record<ForgottenKind, number>>>): void;
}

export function createMaintenanceMetrics(registry: Registry): MaintenanceMetrics {
  const rows = new Counter({
    name: 'atmos_pro_maintenance_forgotten_total',
    help: 'Expired rows that this process removed, by kind.',
    labelNames: ['kind'],
    registers: [registry],
  });
  const lastRound = new Gauge({
    name: 'atmos_pro_maintenance_last_success_timestamp_seconds',
    help: 'When this process last removed expired rows and renewed the signing keys.',
    registers: [registry],
  });
  return {
    done(forgotten) {
      for (const [kind, count] of Object.entries(forgotten)) rows.inc({ kind }, count);
      lastRound.setToCurrentTime();
    },
  };
}
