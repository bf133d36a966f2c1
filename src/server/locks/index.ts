/** Stack locks: holders, the queue of waiting jobs, and locks that are no longer renewed. */
import type { Kysely } from 'kysely';
import { Registry } from 'prom-client';
import type { Clock, Logger, Random } from '../../base/ports.ts';
import { isHeldByRun } from '../../domain/locks/holder.ts';
import type { LockRecord } from '../../domain/locks/lock.ts';
import type { Feature } from '../access/feature.ts';
import type { AuditLog } from '../audit/store.ts';
import type { ServerConfig } from '../config/config.ts';
import type { MeasureStore } from '../database/measure.ts';
import type { DatabaseProbe, OpenedDatabase } from '../database/open.ts';
import type { Database } from '../database/schema.ts';
import type { RunStates } from '../repositories/run-states.ts';
import type { RepositoryStore } from '../repositories/store.ts';
import type { WorkLoop } from '../work/run-loop.ts';
import { createDenialSampler } from './audit.ts';
import { createClockWatch, runClockWatch } from './clock-watch.ts';
import { createDeploymentLocks, type DeploymentLocks } from './deployment-locks.ts';
import { createLockDesk, type LockDesk } from './desk.ts';
import { findHolders, type HoldersQuery } from './find-holders.ts';
import { createLapseQuestions } from './lapses.ts';
import { createLockMetrics, measureLocks } from './metrics.ts';
import { createLockStore, type FreedPorts } from './open-store.ts';
import { createPageRuns } from './page-runs.ts';
import { createReconciliation } from './reconcile.ts';
import { registerLockRoutes } from './routes.ts';
import type { LockStore } from './store.ts';
import { createLockWaits } from './waiter-reads.ts';
import { createWaitingRoom } from './waiting-room.ts';

export interface LockPorts {
  readonly config: Pick<ServerConfig, 'github'>;
  readonly database: OpenedDatabase;
  readonly measure: MeasureStore;
  readonly probe: Pick<DatabaseProbe, 'now'>;
  readonly audit: Pick<AuditLog, 'append'>;
  readonly repositories: Pick<RepositoryStore, 'list'>;
  readonly runs: RunStates;
  readonly clock: Clock;
  readonly random: Pick<Random, 'uuid'>;
  readonly logger: Logger;
  readonly queue: Pick<WorkLoop, 'wake'>;
  /** In the transaction that frees a key. Returns whether the queue has work because of that. */
  readonly onLockFreed: FreedPorts['onFreed'];
}

interface LockedComponentsQuery {
  readonly workspaceId: string;
  readonly repositoryId: string;
  readonly stack: string;
  readonly runId: string;
}

/** The components of `stack` whose locks the run holds now: a job that works on a component holds its lock. */
async function findLockedComponents(
  { workspaceId, repositoryId, stack, runId }: LockedComponentsQuery,
  locks: Pick<LockStore, 'list'>,
): Promise<ReadonlySet<string>> {
  const prefix = `${stack}/`;
  // Only the first page: a run with more held locks in the stack gets the locks of that page.
  const { records } = await locks.list({ workspaceId, repositoryId, prefix, state: 'held' });
  return new Set(
    records.filter(({ holder }) => isHeldByRun(holder, runId)).map(({ path }) => path.slice(prefix.length)),
  );
}

export interface Locks extends Feature {
  /** The components of a stack whose locks a run holds now. */
  findLockedComponents(query: LockedComponentsQuery): Promise<ReadonlySet<string>>;
  /** The grants that keep others out of the paths now. */
  findLockHolders(db: Kysely<Database>, query: HoldersQuery): Promise<ReadonlyMap<string, LockRecord>>;
  readonly deploymentLocks: DeploymentLocks;
  /** For the pages of people. */
  readonly desk: LockDesk;
}

export function createLocks(ports: LockPorts): Locks {
  const { config, audit, repositories, runs, clock, random, logger } = ports;
  const freed = { onFreed: ports.onLockFreed, wake: () => ports.queue.wake() };
  const store = ports.measure('locks', createLockStore(ports.database, freed));
  const registry = new Registry();
  const metrics = createLockMetrics(registry, store);
  const locks = measureLocks(store, metrics);
  const waits = ports.measure('lockWaits', createLockWaits(ports.database));
  const watch = createClockWatch(ports.probe);
  const denials = createDenialSampler();
  const room = createWaitingRoom({ locks, clock, logger, metrics });
  const routePorts = { config, locks, waits, audit, repositories, runs, random, denials, room };
  return {
    routes(app, register) {
      // A waiting job repeats its request at another replica, so a stop does not wait for it.
      app.addHook('preClose', async () => room.close());
      registerLockRoutes(app, register, routePorts);
    },
    // Per process: each compares with its own uptime.
    jobs: [(signal) => runClockWatch({ watch, clock, logger, metrics }, signal)],
    work: [
      createReconciliation({ locks, runs, logger }),
      createLapseQuestions({ locks, runs, probe: ports.probe, logger }),
    ],
    metrics: registry,
    findLockedComponents: (query) => findLockedComponents(query, locks),
    deploymentLocks: createDeploymentLocks({ dialect: ports.database.dialect, random, metrics }),
    desk: createLockDesk({
      ...{ locks, waits, repositories, wake: () => room.wake() },
      runs: createPageRuns({ runs, clock }),
    }),
    findLockHolders: (db, query) => findHolders(db, ports.database.dialect, query),
  };
}
