/** How the database answers, and what was decided: each decision is an audit entry. */
import { Counter, Histogram, type Registry } from 'prom-client';

export interface StoreMetrics {
  /** `operation`: such as `audit.append`. */
  called(operation: string, seconds: number, failed: boolean): void;
  decided(event: string, outcome: string): void;
  /** `reason`: a word of ours. */
  refused(event: string, reason: string): void;
  /** Of one source of a mint: `granted`, a reason for its exclusion, or `unjudged`. */
  judged(outcome: string): void;
}

const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5];

export function createStoreMetrics(registry: Registry): StoreMetrics {
  const registers = [registry];
  const duration = new Histogram({
    name: 'atmos_pro_store_duration_seconds',
    help: 'Time of each operation of the database.',
    labelNames: ['operation'],
    buckets,
    registers,
  });
  const failures = new Counter({
    name: 'atmos_pro_store_failures_total',
    help: 'Operations of the database that failed.',
    labelNames: ['operation'],
    registers,
  });
  const decisions = new Counter({
    name: 'atmos_pro_decisions_total',
    help: 'Audit entries by event and outcome, apart from those written in one transaction with what they decide: of locks, uploads, statuses and commits.',
    labelNames: ['event', 'outcome'],
    registers,
  });
  const refusals = new Counter({
    name: 'atmos_pro_refusals_total',
    help: 'Exchanges and mints that were refused as a whole and are on record, by reason.',
    labelNames: ['event', 'reason'],
    registers,
  });
  const sources = new Counter({
    name: 'atmos_pro_mint_sources_total',
    help: 'Source repositories of mints, by what became of each.',
    labelNames: ['outcome'],
    registers,
  });
  return {
    called(operation, seconds, failed) {
      duration.observe({ operation }, seconds);
      if (failed) failures.inc({ operation });
    },
    decided: (event, outcome) => decisions.inc({ event, outcome }),
    refused: (event, reason) => refusals.inc({ event, reason }),
    judged: (outcome) => sources.inc({ outcome }),
  };
}
