/** Metrics of deployments across all replicas: what is open, what waits for news of GitHub, and how fast may be dispatched. */
import { type SqlBool, sql } from 'kysely';
import type { Registry } from 'prom-client';
import { type BatchState, batchStates } from '../../domain/dispatch/advance-batch.ts';
import { type NodeState, openNodeStates } from '../../domain/dispatch/node-states.ts';
import { reachStore } from '../database/failures.ts';
import type { MeasureStore } from '../database/measure.ts';
import type { OpenedDatabase } from '../database/open.ts';
import { addReadGauge, single } from '../metrics/read-at-scrape.ts';
import { readCounts } from './batch-table.ts';
import { joinKind } from './join-queue.ts';
import { dispatchBucket } from './orders/claim-order.ts';

const openBatchStates = batchStates.slice(0, batchStates.indexOf('concluded'));
const startedStates: readonly NodeState[] = ['dispatching', 'running', 'approval'];
/** Most installations that are shown, the slowest first. */
const maxInstallations = 50;

type Counts<State extends string> = ReadonlyMap<State, number>;

interface DispatchRate {
  readonly installationId: number;
  /** Of its configured rate: 1, a half for an hour after a secondary limit of GitHub, or 0 while GitHub asks for calm. */
  readonly share: number;
}

interface DeploymentFigures {
  countBatches(): Promise<Counts<BatchState>>;
  countNodes(): Promise<Counts<NodeState>>;
  countUnmatched(): Promise<number>;
  readRates(): Promise<readonly DispatchRate[]>;
}

/** By an index, which needs the workspaces: there are far more batches that have ended. */
async function listOpen({ db }: OpenedDatabase, workspaceIds: readonly string[]) {
  if (workspaceIds.length === 0) return [];
  return db
    .selectFrom('batches')
    .select(['state', 'counts'])
    .where('workspace_id', 'in', workspaceIds)
    .where('state', 'in', openBatchStates)
    .execute();
}

async function countBatches(database: OpenedDatabase, workspaceIds: readonly string[]) {
  const counts = new Map<BatchState, number>(openBatchStates.map((state) => [state, 0]));
  for (const { state } of await listOpen(database, workspaceIds))
    counts.set(state, (counts.get(state) ?? 0) + 1);
  return counts;
}

/** What has started counts also in a batch that was replaced. */
async function countNodes(database: OpenedDatabase, workspaceIds: readonly string[]) {
  const counts = new Map<NodeState, number>(openNodeStates.map((state) => [state, 0]));
  const add = (state: NodeState, more: number) => counts.set(state, (counts.get(state) ?? 0) + more);
  for (const batch of await listOpen(database, workspaceIds)) {
    const ofBatch = readCounts(batch.counts);
    for (const state of openNodeStates) if (!startedStates.includes(state)) add(state, ofBatch[state] ?? 0);
  }
  const started = await database.db
    .selectFrom('batch_nodes')
    .select(['state', ({ fn }) => fn.countAll<number | string>().as('count')])
    .where(sql<SqlBool>`state in ('dispatching', 'running', 'approval')`)
    .groupBy('state')
    .execute();
  for (const { state, count } of started) add(state, Number(count));
  return counts;
}

async function countUnmatched({ db }: OpenedDatabase): Promise<number> {
  const { count } = await db
    .selectFrom('work_entries')
    .select(({ fn }) => fn.countAll<number | string>().as('count'))
    .where('kind', '=', joinKind)
    .where('state', '=', 'waiting')
    .executeTakeFirstOrThrow();
  return Number(count);
}

async function readRates({ db, dialect }: OpenedDatabase): Promise<readonly DispatchRate[]> {
  const rows = await db
    .selectFrom('dispatch_limits')
    .select(['installation_id', 'slowed_until', 'calm_until', dialect.now.as('now')])
    .where('bucket', '=', dispatchBucket)
    .orderBy('slowed_until', 'desc')
    .limit(maxInstallations)
    .execute();
  return rows.map(({ installation_id: installationId, slowed_until: slowed, calm_until: calm, now }) => ({
    installationId: Number(installationId),
    share: now < Number(calm) ? 0 : now < Number(slowed) ? 0.5 : 1,
  }));
}

function createFigures(database: OpenedDatabase, workspaceIds: readonly string[]): DeploymentFigures {
  return {
    countBatches: () => reachStore(() => countBatches(database, workspaceIds)),
    countNodes: () => reachStore(() => countNodes(database, workspaceIds)),
    countUnmatched: () => reachStore(() => countUnmatched(database)),
    readRates: () => reachStore(() => readRates(database)),
  };
}

function toReadings(counts: Counts<string>) {
  return [...counts].map(([state, value]) => ({ labels: { state }, value }));
}

export interface DeploymentMetricPorts {
  readonly database: OpenedDatabase;
  readonly measure: MeasureStore;
  /** In which a repository has deployments. */
  readonly workspaceIds: readonly string[];
}

export function addDeploymentMetrics(
  registry: Registry,
  { database, measure, workspaceIds }: DeploymentMetricPorts,
): void {
  const figures = measure('deploymentFigures', createFigures(database, workspaceIds));
  addReadGauge(registry, {
    name: 'atmos_pro_batches',
    help: 'Batches of deployments that have not ended, by state, across all replicas.',
    labelNames: ['state'],
    read: async () => toReadings(await figures.countBatches()),
  });
  addReadGauge(registry, {
    name: 'atmos_pro_nodes',
    help: 'Deployments that have not ended, by state, across all replicas. `locked`: the component is not free.',
    labelNames: ['state'],
    read: async () => toReadings(await figures.countNodes()),
  });
  addReadGauge(registry, {
    name: 'atmos_pro_uploads_unmatched',
    help: 'Uploads of affected stacks that wait to be matched to an event of GitHub, across all replicas.',
    read: async () => single(await figures.countUnmatched()),
  });
  addReadGauge(registry, {
    name: 'atmos_pro_dispatch_rate',
    help: 'Share of its configured rate at which an installation may dispatch workflows: 1, 0.5 for an hour after a secondary limit of GitHub, 0 while GitHub asks for a pause. By installation number; the 50 that were limited last.',
    labelNames: ['installation'],
    read: async () =>
      (await figures.readRates()).map(({ installationId, share }) => ({
        labels: { installation: String(installationId) },
        value: share,
      })),
  });
}
