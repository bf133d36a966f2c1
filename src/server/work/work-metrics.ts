/** Metrics of the work queue. The label `kind` has few values, all from our code. */
import type { Kysely } from 'kysely';
import { Counter, Histogram, type Registry } from 'prom-client';
import type { Dialect } from '../database/dialect.ts';
import type { Database } from '../database/schema.ts';
import { addReadGauge } from '../metrics/read-at-scrape.ts';
import type { AttemptOutcome } from './attempt.ts';
import { type Backlog, measureWork } from './backlog.ts';
import type { Claimable } from './claim.ts';

export interface WorkMetrics {
  /** Starts to read the backlog. Call it once, when the database and the kinds exist. */
  watch(queue: {
    readonly db: Kysely<Database>;
    readonly dialect: Dialect;
    readonly kinds: readonly Claimable[];
  }): void;
  /** What is in the queue now; nothing before `watch`. */
  backlog(): Promise<readonly Backlog[]>;
  /** An attempt ended after `durationMs` milliseconds. */
  ended(kind: string, outcome: AttemptOutcome, durationMs: number): void;
}

const secondMs = 1_000;

export function createWorkMetrics(registry: Registry): WorkMetrics {
  const attempts = new Counter({
    name: 'atmos_pro_work_attempts_total',
    help: 'Attempts at entries of the queue by this process, by how they ended.',
    labelNames: ['kind', 'outcome'],
    registers: [registry],
  });
  const durations = new Histogram({
    name: 'atmos_pro_work_attempt_duration_seconds',
    help: 'How long they took.',
    labelNames: ['kind'],
    buckets: [0.01, 0.1, 1, 10, 60],
    registers: [registry],
  });
  let backlog: () => Promise<readonly Backlog[]> = async () => [];
  const gauges: readonly (readonly [name: string, help: string, read: (of: Backlog) => number])[] = [
    [
      'waiting',
      'Entries of the queue that wait or are being worked on, of all replicas.',
      ({ waiting }) => waiting,
    ],
    ['given_up', 'Entries of the queue that were given up.', ({ failed }) => failed],
    [
      'overdue_seconds',
      'How long the first entry that is due has waited to be claimed; 0 when none is due.',
      ({ overdueMs }) => overdueMs / secondMs,
    ],
  ];
  for (const [name, help, read] of gauges) {
    addReadGauge(registry, {
      name: `atmos_pro_work_${name}`,
      help,
      labelNames: ['kind'],
      read: async () => (await backlog()).map((of) => ({ labels: { kind: of.kind }, value: read(of) })),
    });
  }
  return {
    watch({ db, dialect, kinds }) {
      backlog = () => measureWork(db, dialect, kinds);
    },
    backlog: () => backlog(),
    ended(kind, outcome, durationMs) {
      attempts.inc({ kind, outcome });
      durations.observe({ kind }, durationMs / secondMs);
    },
  };
}
