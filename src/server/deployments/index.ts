/** Deployments: what GitHub's events and uploads of affected stacks start, in which order, and until its end. */
import type { Kysely } from 'kysely';
import type { Clock, Logger, Random } from '../../base/ports.ts';
import type { GitHubClient } from '../../github/client.ts';
import type { Feature } from '../access/feature.ts';
import type { AuditLog } from '../audit/store.ts';
import type { ServerConfig } from '../config/config.ts';
import type { MeasureStore } from '../database/measure.ts';
import type { OpenedDatabase } from '../database/open.ts';
import type { Database } from '../database/schema.ts';
import type { DeploymentAccess } from '../repositories/deployment-access.ts';
import type { RepositoryStore } from '../repositories/store.ts';
import type { WorkLoop } from '../work/run-loop.ts';
import { createBatchReads } from './admin/batch-reads.ts';
import { registerBatchRoutes } from './admin/routes.ts';
import { createAdvance } from './advance.ts';
import { createRecordBatch } from './audit.ts';
import { listChanging } from './changing.ts';
import { createCommands } from './commands.ts';
import { createDeadlines } from './deadlines.ts';
import { createDefaultBranches } from './default-branches.ts';
import { type BatchDesk, createBatchDesk } from './desk/batch-desk.ts';
import { createDispatchWork } from './dispatcher.ts';
import { createDeploymentUpkeep } from './forget-ended.ts';
import { createGoneRounds } from './gone-repositories.ts';
import { createGroupEvents, createSuiteEvents } from './group-events.ts';
import { createInstanceLocks, type InstanceLockPorts } from './instance-locks.ts';
import { createJoinWork } from './join.ts';
import { enqueueJoin } from './join-queue.ts';
import { createFreedWork } from './lock-freed.ts';
import { createLostGroupRounds } from './lost-groups.ts';
import { addDeploymentMetrics } from './metrics.ts';
import { createOrders } from './orders/index.ts';
import { createPlanWork } from './plan-batch.ts';
import { createPrepareEvent } from './prepare-event.ts';
import { createPullEvents } from './pull-events.ts';
import { createReportReader } from './read-report.ts';
import type { PublishedSets } from './read-set.ts';
import { createPullRounds, type PullRoundPorts } from './reconcile-pulls.ts';
import { createReleaseEvents } from './release-events.ts';
import type { ReleaseInventory } from './release-plan.ts';
import { createRepositoryEvents } from './repository-events.ts';
import { findRunComponents, type RunQuery } from './run-components.ts';
import type { BatchCommands, BatchReports, FindDeployed, PrepareDelivery, SweepPages } from './seams.ts';
import { type NewRemediation, type NewSweep, openRemediation, openSweep } from './sweep-batches.ts';
import { createUploadRunEvents } from './upload-run-events.ts';
import { createConfigurationRounds, withdrawBatch } from './withdraw-all.ts';

export type { BatchDesk, CommandCaller } from './desk/batch-desk.ts';

export interface DeploymentPorts extends InstanceLockPorts {
  readonly config: Pick<ServerConfig, 'workspaces' | 'github'>;
  readonly findDeployed: FindDeployed;
  readonly database: OpenedDatabase;
  readonly measure: MeasureStore;
  readonly audit: Pick<AuditLog, 'append'>;
  readonly repositories: Pick<RepositoryStore, 'list'>;
  readonly directory: PullRoundPorts['directory'];
  readonly client: GitHubClient;
  readonly deploymentAccess: DeploymentAccess;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** Of this process. */
  readonly queue: Pick<WorkLoop, 'wake'>;
  /** Uploads of affected stacks. */
  readonly sets: PublishedSets;
  /** What repositories have uploaded of all their components. */
  readonly inventory: ReleaseInventory;
  /** What sweeps for drift are about. */
  readonly sweeps: SweepPages;
  readonly reports: BatchReports;
  /** Events that are about what is shown on GitHub, by name. */
  readonly shownEvents: Readonly<Partial<Record<string, PrepareDelivery>>>;
}

/** A status of an instance, by the session that reports it. */
interface ReportedStatus {
  readonly workspaceId: string;
  readonly repositoryId: string;
  readonly stack: string;
  readonly component: string;
  readonly exitCode?: number | undefined;
  /** Claims of the session, under GitHub's names. */
  readonly uploader: Readonly<Record<string, string>>;
}

/** Batches of drift. All run in the caller's transaction and return the id of the batch. */
interface DriftBatches {
  openSweep(trx: Kysely<Database>, sweep: NewSweep): Promise<number>;
  openRemediation(trx: Kysely<Database>, remediation: NewRemediation): Promise<number>;
  /** A batch that has ended stays as it is. */
  withdraw(trx: Kysely<Database>, batchId: number): Promise<void>;
  listChanging(
    db: Kysely<Database>,
    repositoryId: string,
  ): Promise<readonly { readonly stack: string; readonly component: string }[]>;
}

export interface Deployments extends Feature {
  /** For the pages of people. */
  readonly desk: BatchDesk;
  /** The components of a stack that a run was started for. */
  findRunComponents(query: RunQuery): Promise<ReadonlySet<string>>;
  readonly prepareEvent: ReturnType<typeof createPrepareEvent>;
  readonly commands: BatchCommands;
  readonly drift: DriftBatches;
  /** In the transaction of a status that a run reports. */
  takeStatus(trx: Kysely<Database>, status: ReportedStatus): Promise<void>;
}

/** Ids of the workspaces in which a repository has deployments. */
export function listDeploying({ workspaces }: DeploymentPorts['config']): ReadonlySet<string> {
  const deploying = workspaces.filter(({ repositories }) =>
    repositories.some(({ deployments }) => deployments !== undefined),
  );
  return new Set(deploying.map(({ id }) => id));
}

/** Whether uploads can start anything: no repository has deployments otherwise. */
export function createUploadHook({
  config,
  database: { dialect },
}: Pick<DeploymentPorts, 'config' | 'database'>) {
  const isUsed = listDeploying(config).size > 0;
  return async (trx: Kysely<Database>, set: number): Promise<void> => {
    if (isUsed) await enqueueJoin(trx, dialect, set);
  };
}

export function createDeployments(given: DeploymentPorts): Deployments {
  const { dialect } = given.database;
  const record = createRecordBatch({ ...given, dialect });
  const instanceLocks = createInstanceLocks(given);
  const advance = createAdvance({ ...given, dialect, record, instanceLocks });
  const defaultBranches = createDefaultBranches(given);
  const deploying = listDeploying(given.config);
  const orders = createOrders({ ...given, defaultBranches, settleOrders: advance.settleOrders });
  const { prepareRunEvent, readWorkflowFile, readRuns } = orders;
  const ports = { ...given, dialect, advance, instanceLocks, defaultBranches, readWorkflowFile, readRuns };
  const parts = {
    ...given.shownEvents,
    check_suite: createSuiteEvents(ports, given.shownEvents['check_suite']),
    merge_group: createGroupEvents(ports),
    pull_request: createPullEvents(ports),
    release: createReleaseEvents(ports),
    repository: createRepositoryEvents(ports),
    workflow_run: createUploadRunEvents({ dialect, next: prepareRunEvent }),
    deployment_review: prepareRunEvent,
  };
  addDeploymentMetrics(orders.metrics, { ...given, workspaceIds: [...deploying] });
  const adminPorts = {
    ...given,
    commands: createCommands(ports),
    batches: given.measure('batches', createBatchReads(given.database)),
    reader: createReportReader(dialect),
  };
  return {
    prepareEvent: createPrepareEvent({ ...ports, parts }),
    commands: adminPorts.commands,
    desk: createBatchDesk(adminPorts),
    findRunComponents: (query) => findRunComponents(given.database.db, query),
    drift: {
      openSweep: (trx, sweep) => openSweep(trx, sweep, ports),
      openRemediation: (trx, remediation) => openRemediation(trx, remediation, ports),
      withdraw: (trx, batchId) => withdrawBatch(trx, batchId, ports),
      listChanging: (db, repositoryId) => listChanging(db, repositoryId),
    },
    routes: (app, register) => registerBatchRoutes(app, register, adminPorts),
    async takeStatus(trx, { exitCode, uploader, ...instance }) {
      const { run_id: runId, event_name: eventName = '' } = uploader;
      if (exitCode === undefined || runId === undefined || !deploying.has(instance.workspaceId)) return;
      await orders.recordExitCode(trx, { ...instance, runId, eventName, exitCode });
    },
    work: [
      createJoinWork(ports),
      createPlanWork(ports),
      createDispatchWork(ports),
      createFreedWork(ports),
      createDeadlines(ports),
      createConfigurationRounds(ports),
      createGoneRounds(ports),
      createLostGroupRounds(ports),
      createPullRounds(ports),
      ...orders.work,
    ],
    upkeep: [...orders.upkeep, ...createDeploymentUpkeep(given.database)],
    metrics: orders.metrics,
  };
}
