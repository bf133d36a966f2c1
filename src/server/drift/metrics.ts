/** Metrics of drift detection. */
import { Counter, Registry } from 'prom-client';
import { reachStore } from '../database/failures.ts';
import type { MeasureStore } from '../database/measure.ts';
import type { OpenedDatabase } from '../database/open.ts';
import { addReadGauge, single } from '../metrics/read-at-scrape.ts';
import { countStopped } from './auto/auto-table.ts';

const secondMs = 1_000;
const stored = ['unknown', 'in_sync', 'drifted', 'error'] as const;

export interface DriftMetrics {
  readonly registry: Registry;
  /** A detection ended without a result. */
  missed(): void;
}

interface DriftFigures {
  countInstances(): Promise<ReadonlyMap<string, number>>;
  countOpenIssues(): Promise<number>;
  countStopped(): Promise<number>;
  /** Of the schedule whose newest tick is the oldest, in milliseconds. */
  readOldestTick(): Promise<number | undefined>;
  /** How long the tick that waits longest should have started, in milliseconds. */
  measureLate(): Promise<number>;
}

/** By shown status. */
async function countInstances(
  db: OpenedDatabase['db'],
  { workspaceIds, countIgnored }: Pick<DriftMetricPorts, 'workspaceIds' | 'countIgnored'>,
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>([...stored, 'ignored'].map((status) => [status, 0]));
  if (workspaceIds.length === 0) return counts;
  const rows = await db
    .selectFrom('instances')
    .select(['drift_status as status', ({ fn }) => fn.countAll<number | string>().as('count')])
    .where('workspace_id', 'in', workspaceIds)
    .where('drift_status', 'in', stored)
    .where('orphaned_at', 'is', null)
    .groupBy('drift_status')
    .execute();
  for (const { status, count } of rows) counts.set(status, Number(count));
  let ignored = 0;
  for (const id of workspaceIds) ignored += await countIgnored(id);
  const drifted = counts.get('drifted') ?? 0;
  // Of those that are ignored, some may have reported since they were counted.
  return counts.set('drifted', Math.max(0, drifted - ignored)).set('ignored', Math.min(drifted, ignored));
}

function createFigures({
  database: { db, dialect },
  workspaceIds,
  autoRules,
  countIgnored,
}: Omit<DriftMetricPorts, 'measure'>): DriftFigures {
  return {
    countInstances: () => reachStore(() => countInstances(db, { workspaceIds, countIgnored })),
    countOpenIssues: () =>
      reachStore(async () => {
        if (workspaceIds.length === 0) return 0;
        const { count } = await db
          .selectFrom('drift_issues')
          .select(({ fn }) => fn.countAll<number | string>().as('count'))
          .where('workspace_id', 'in', workspaceIds)
          .where('state', '=', 'open')
          .executeTakeFirstOrThrow();
        return Number(count);
      }),
    countStopped: () => reachStore(() => countStopped(db, autoRules)),
    readOldestTick: () =>
      reachStore(async () => {
        const rows = await db
          .selectFrom('drift_schedules as schedule')
          .innerJoin('drift_ticks as tick', (join) =>
            join
              .onRef('tick.repository_id', '=', 'schedule.repository_id')
              .onRef('tick.schedule', '=', 'schedule.name'),
          )
          .select(({ fn }) => fn.max('tick.due_at').as('dueAt'))
          .groupBy(['schedule.repository_id', 'schedule.name'])
          .execute();
        return rows.length === 0 ? undefined : Math.min(...rows.map(({ dueAt }) => Number(dueAt)));
      }),
    measureLate: () =>
      reachStore(async () => {
        const { first, now } = await db
          .selectFrom('drift_ticks')
          .select(({ fn }) => [fn.min('starts_at').as('first'), dialect.now.as('now')])
          .where('state', '=', 'planned')
          .executeTakeFirstOrThrow();
        return first === null ? 0 : Math.max(0, now - Number(first));
      }),
  };
}

export interface DriftMetricPorts {
  readonly database: OpenedDatabase;
  readonly measure: MeasureStore;
  /** In which a repository has drift detection. */
  readonly workspaceIds: readonly string[];
  /** Drifted instances of a workspace whose changes are all ignored. */
  countIgnored(workspaceId: string): Promise<number>;
  /** Digests of the entries of `drift.auto`. */
  readonly autoRules: readonly string[];
}

export function createDriftMetrics({ measure, ...ports }: DriftMetricPorts): DriftMetrics {
  const registry = new Registry();
  const figures = measure('driftFigures', createFigures(ports));
  const missing = new Counter({
    name: 'atmos_pro_drift_missing_results_total',
    help: 'Detections of drift that ended without a result, or could not be started.',
    registers: [registry],
  });
  addReadGauge(registry, {
    name: 'atmos_pro_drift_instances',
    help: 'Instances with drift detection by status, in workspaces with schedules, across all replicas. `ignored`: drifted, and all changes are ignored by `drift.ignore`; `drifted` is without them.',
    labelNames: ['status'],
    read: async () =>
      [...(await figures.countInstances())].map(([status, value]) => ({ labels: { status }, value })),
  });
  addReadGauge(registry, {
    name: 'atmos_pro_drift_issues_open',
    help: 'Issues for drift that are open, in workspaces with drift detection, across all replicas. A repository has at most `drift.max_open_issues`.',
    read: async () => single(await figures.countOpenIssues()),
  });
  addReadGauge(registry, {
    name: 'atmos_pro_drift_auto_stopped',
    help: 'Entries of `drift.auto` for which nothing is remediated any more in a repository, because a remediation failed or its cause came back.',
    read: async () => single(await figures.countStopped()),
  });
  addReadGauge(registry, {
    name: 'atmos_pro_schedule_last_tick_seconds',
    help: 'When the newest tick of a schedule for drift detection was due, as a Unix time; of the schedule for which that is longest ago.',
    read: async () => {
      const dueAt = await figures.readOldestTick();
      return single(dueAt === undefined ? undefined : dueAt / secondMs);
    },
  });
  addReadGauge(registry, {
    name: 'atmos_pro_schedule_late_seconds',
    help: 'How long the sweep that waits longest should have started; 0 when none waits.',
    read: async () => single((await figures.measureLate()) / secondMs),
  });
  return { registry, missed: () => missing.inc() };
}
