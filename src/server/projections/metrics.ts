/** Metrics of what is shown on GitHub, across all replicas. */
import { type Kysely, sql } from 'kysely';
import { Counter, Registry } from 'prom-client';
import type { Dialect } from '../database/dialect.ts';
import { reachStore } from '../database/failures.ts';
import type { MeasureStore } from '../database/measure.ts';
import type { OpenedDatabase } from '../database/open.ts';
import type { Database } from '../database/schema.ts';
import { addReadGauge, single } from '../metrics/read-at-scrape.ts';
import { type ProjectionKind, projectionKind } from './projection-table.ts';

const secondMs = 1_000;
const kinds: readonly ProjectionKind[] = ['check', 'comment', 'announcement', 'review', 'issue'];
const openStates = ['expected', 'resolving', 'held', 'running'] as const;
/** A check is completed this long after its deadline at the latest, in milliseconds. */
const lateMs = 5 * 60_000;

async function readLags(db: Kysely<Database>, dialect: Dialect) {
  return db
    .selectFrom('work_entries as entry')
    .innerJoin('projections as shown', (join) =>
      join.on(sql`cast(shown.id as text)`, '=', sql.ref('entry.key')),
    )
    .select(['shown.kind', ({ fn }) => fn.min<number>('entry.since').as('since'), dialect.now.as('now')])
    .where('entry.kind', '=', projectionKind)
    .where('entry.state', '=', 'waiting')
    .groupBy('shown.kind')
    .execute();
}

async function readOldestOpen(db: Kysely<Database>, dialect: Dialect) {
  const { since, now } = await db
    .selectFrom('projections as shown')
    .innerJoin('batches as batch', (join) =>
      join
        .onRef('batch.repository_id', '=', 'shown.repository_id')
        .onRef('batch.workspace_id', '=', 'shown.workspace_id')
        .onRef('batch.sha', '=', 'shown.target'),
    )
    .select([({ fn }) => fn.min<number | null>('batch.created_at').as('since'), dialect.now.as('now')])
    .where('shown.kind', '=', 'check')
    .where('shown.deadline_at', 'is not', null)
    .where('batch.state', 'in', openStates)
    .executeTakeFirstOrThrow();
  return since === null ? 0 : Math.max(0, now - since);
}

async function countLate(db: Kysely<Database>, dialect: Dialect): Promise<number> {
  const { count } = await db
    .selectFrom('projections')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('deadline_at', '<', sql<number>`(select ${dialect.after(-lateMs)})`)
    .executeTakeFirstOrThrow();
  return Number(count);
}

interface ProjectionFigures {
  /** How long the oldest change waits, in milliseconds. */
  lags(): Promise<readonly { readonly kind: ProjectionKind; readonly lagMs: number }[]>;
  oldestOpen(): Promise<number>;
  countLate(): Promise<number>;
}

function createFigures({ db, dialect }: OpenedDatabase): ProjectionFigures {
  return {
    lags: () =>
      reachStore(async () => {
        const rows = await readLags(db, dialect);
        return kinds.map((kind) => {
          const row = rows.find((one) => one.kind === kind);
          return { kind, lagMs: row === undefined ? 0 : Math.max(0, row.now - row.since) };
        });
      }),
    oldestOpen: () => reachStore(() => readOldestOpen(db, dialect)),
    countLate: () => reachStore(() => countLate(db, dialect)),
  };
}

const reviewActions = ['approve', 'request_changes', 'dismiss'] as const;
const reviewOutcomes = ['done', 'failed'] as const;

/** What the App does with its reviews of a pull request. */
export type ReviewAction = (typeof reviewActions)[number];

export interface ReviewMetrics {
  reviewed(action: ReviewAction, outcome: (typeof reviewOutcomes)[number]): void;
}

function createReviewMetrics(registry: Registry): ReviewMetrics {
  const reviews = new Counter({
    name: 'atmos_pro_reviews_total',
    help: 'Reviews of pull requests by `auto_review` at this process, by action and outcome. `failed`: GitHub did not accept a request, and the server tries again.',
    labelNames: ['action', 'outcome'],
    registers: [registry],
  });
  // From 0, so that an alert sees the first ones of a process.
  for (const action of reviewActions)
    for (const outcome of reviewOutcomes) reviews.inc({ action, outcome }, 0);
  return { reviewed: (action, outcome) => reviews.inc({ action, outcome }) };
}

export interface ProjectionMetrics extends ReviewMetrics {
  readonly registry: Registry;
}

export function createProjectionMetrics(
  database: OpenedDatabase,
  { measure }: { readonly measure: MeasureStore },
): ProjectionMetrics {
  const registry = new Registry();
  const figures = measure('projections', createFigures(database));
  const { reviewed } = createReviewMetrics(registry);
  addReadGauge(registry, {
    name: 'atmos_pro_projection_lag_seconds',
    help: 'How long the oldest change of a check, comment, review or issue has waited until GitHub shows it, across all replicas; 0 when there is none. Progress may wait for up to a minute.',
    labelNames: ['kind'],
    read: async () =>
      (await figures.lags()).map(({ kind, lagMs }) => ({ labels: { kind }, value: lagMs / secondMs })),
  });
  addReadGauge(registry, {
    name: 'atmos_pro_checks_open_oldest_seconds',
    help: 'Age of the oldest work whose check is open, across all replicas; 0 when there is none.',
    read: async () => single((await figures.oldestOpen()) / secondMs),
  });
  addReadGauge(registry, {
    name: 'atmos_pro_checks_overdue',
    help: 'Checks that are still open 5 minutes after their deadline, across all replicas.',
    read: async () => single(await figures.countLate()),
  });
  return { registry, reviewed };
}
