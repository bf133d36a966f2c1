/** Locks on stacks: who holds which, who waits for them, and what becomes of those whose holders fall silent. */
import { Registry } from 'prom-client';
import type { Clock, Logger, Random } from '../../base/ports.ts';
import type { Feature } from '../access/feature.ts';
import type { AuditLog } from '../audit/store.ts';
import type { ServerConfig } from '../config/config.ts';
import type { MeasureStore } from '../database/measure.ts';
import type { DatabaseProbe, OpenedDatabase } from '../database/open.ts';
import type { RunStates } from '../repositories/run-states.ts';
import type { RepositoryStore } from '../repositories/store.ts';
import { createLapseQuestions } from './ask-about-lapse.ts';
import { createDenialSampler } from './audit.ts';
import { createClockWatch, runClockWatch } from './clock-watch.ts';
import { findLockedComponents, type LockedComponentsQuery } from './locked-components.ts';
import { measureLocks } from './measure-locks.ts';
import { createLockMetrics } from './metrics.ts';
import { createLockStore } from './open-store.ts';
import { createReconciliation } from './reconcile.ts';
import { registerLockRoutes } from './routes.ts';
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
}

export interface Locks extends Feature {
  /** The components of a stack whose locks a run holds now. */
  findLockedComponents(query: LockedComponentsQuery): Promise<ReadonlySet<string>>;
}

export function createLocks(ports: LockPorts): Locks {
  const { config, audit, repositories, runs, clock, random, logger } = ports;
  const store = ports.measure('locks', createLockStore(ports.database));
  const registry = new Registry();
  const metrics = createLockMetrics(registry, store);
  const locks = measureLocks(store, metrics);
  const watch = createClockWatch(ports.probe);
  const denials = createDenialSampler();
  const room = createWaitingRoom({ locks, clock, logger, metrics });
  const routePorts = { config, locks, audit, repositories, runs, random, denials, room };
  return {
    routes(app, register) {
      // A job that waits asks another replica, so a drain does not wait for it.
      app.addHook('preClose', async () => room.close());
      registerLockRoutes(app, register, routePorts);
    },
    // Each process has an uptime of its own to compare with.
    jobs: [(signal) => runClockWatch({ watch, clock, logger, metrics }, signal)],
    work: [
      createReconciliation({ locks, runs, logger }),
      createLapseQuestions({ locks, runs, probe: ports.probe, logger }),
    ],
    metrics: registry,
    findLockedComponents: (query) => findLockedComponents(query, locks),
  };
}
