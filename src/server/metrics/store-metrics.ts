/** How the database answers. */
import { Counter, Histogram, type Registry } from 'prom-client';

export interface StoreMetrics {
  /** Announces an operation, whose failures are 0 until one fails: an increase from nothing is not an increase for Prometheus. */
  expect(operation: string): void;
  /** `operation`: such as `audit.append`. */
  called(operation: string, seconds: number, failed: boolean): void;
}

const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5];

export function createStoreMetrics(registry: Registry): StoreMetrics {
  const registers = [registry];
  const duration = new Histogram({
    name: 'atmos_pro_store_duration_seconds',
    help: 'Duration of each database operation.',
    labelNames: ['operation'],
    buckets,
    registers,
  });
  const failures = new Counter({
    name: 'atmos_pro_store_failures_total',
    help: 'Database operations that failed.',
    labelNames: ['operation'],
    registers,
  });
  return {
    expect: (operation) => failures.inc({ operation }, 0),
    called(operation, seconds, failed) {
      duration.observe({ operation }, seconds);
      if (failed) failures.inc({ operation });
    },
  };
}
