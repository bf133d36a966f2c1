/** Orders: dispatches that are sent at most once, and the runs that come of them until their end. */
import { Registry } from 'prom-client';
import type { Clock, Random } from '../../../base/ports.ts';
import { readBotLogin } from '../../../github/app-identity.ts';
import type { GitHubClient } from '../../../github/client.ts';
import { createDispatches } from '../../../github/dispatches.ts';
import type { OpenedDatabase } from '../../database/open.ts';
import type { DeploymentAccess } from '../../repositories/deployment-access.ts';
import { createLeaseCache } from '../../repositories/lease-cache.ts';
import type { WorkKind } from '../../work/kind.ts';
import type { Upkeep } from '../../work/maintain.ts';
import type { DefaultBranches } from '../default-branches.ts';
import type { PrepareDelivery, ReadRuns, ReadWorkflowFile, SettleOrders } from '../seams.ts';
import { forgetEarlyExits } from './early-exits.ts';
import { createRecordExitCode, type RecordExitCode } from './exit-codes.ts';
import { createOrderMetrics } from './metrics.ts';
import { createPrepareRunEvent } from './run-events.ts';
import { createReadRuns, createRunReads } from './run-reads.ts';
import { createSender } from './sender.ts';
import { createReadWorkflowFile } from './workflow-cache.ts';

/** How long the App's login is cached, in milliseconds; it changes when the App is renamed. */
const loginLeaseMs = 10 * 60_000;

export interface OrderPorts {
  readonly database: OpenedDatabase;
  readonly deploymentAccess: DeploymentAccess;
  readonly client: GitHubClient;
  readonly clock: Clock;
  readonly random: Random;
  readonly settleOrders: SettleOrders;
  readonly defaultBranches: Pick<DefaultBranches, 'forget'>;
  /** Never goes back, in milliseconds; the process's own where it is left out. */
  readonly monotonic?: (() => number) | undefined;
}

export interface Orders {
  readonly work: readonly WorkKind[];
  readonly metrics: Registry;
  /** For `workflow_run` and `deployment_review`. */
  readonly prepareRunEvent: PrepareDelivery;
  readonly readWorkflowFile: ReadWorkflowFile;
  readonly recordExitCode: RecordExitCode;
  readonly readRuns: ReadRuns;
  readonly upkeep: readonly Upkeep[];
}

export function createOrders(ports: OrderPorts): Orders {
  const { database, deploymentAccess: access, client, clock, random, settleOrders, defaultBranches } = ports;
  const { dialect } = database;
  const now = () => clock.now();
  const registry = new Registry();
  const login = createLeaseCache<string>(
    {
      maxEntries: 1,
      load: () => readBotLogin({ client }),
      validUntil: (_, loadedAt) => loadedAt + loginLeaseMs,
    },
    clock,
  );
  const shared = {
    database,
    dialect,
    access,
    client,
    random,
    settleOrders,
    defaultBranches,
    now,
    botLogin: () => login.get(''),
    metrics: createOrderMetrics(registry, database),
    dispatch: createDispatches({ client, now }),
    monotonic: ports.monotonic ?? (() => performance.now()),
  };
  return {
    work: [createSender(shared), ...createRunReads(shared)],
    metrics: registry,
    prepareRunEvent: createPrepareRunEvent(shared),
    readWorkflowFile: createReadWorkflowFile({ database, access, client }),
    recordExitCode: createRecordExitCode(shared),
    readRuns: createReadRuns(shared),
    upkeep: [{ forgets: 'exit_codes', run: () => forgetEarlyExits(database.db, dialect) }],
  };
}
