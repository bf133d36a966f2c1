/** Stacks: what jobs upload about them (affected stacks, inventories, statuses), and reading it back. */
import { Registry } from 'prom-client';
import type { Clock, Logger, Random } from '../../base/ports.ts';
import type { Feature } from '../access/feature.ts';
import type { ServerConfig } from '../config/config.ts';
import type { MeasureStore } from '../database/measure.ts';
import type { OpenedDatabase } from '../database/open.ts';
import type { RepositoryStore } from '../repositories/store.ts';
import type { FindLockedComponents } from './report-status.ts';
import { registerUploadReadRoutes } from './routes.ts';
import { registerInstanceStatusRoutes } from './status-routes.ts';
import { createAffectedStore, createInstanceStore, createUploadStore } from './stores.ts';
import { addUploadMetrics } from './uploads/metrics.ts';
import { registerUploadRoutes } from './uploads/routes.ts';
import { createUploadWorker } from './uploads/worker.ts';

export interface StackPorts {
  readonly config: Pick<ServerConfig, 'workspaces'>;
  readonly database: OpenedDatabase;
  readonly measure: MeasureStore;
  readonly repositories: Pick<RepositoryStore, 'list'>;
  readonly findLockedComponents: FindLockedComponents;
  readonly clock: Clock;
  readonly random: Pick<Random, 'uuid'>;
  readonly logger: Logger;
}

export function createStacks(ports: StackPorts): Feature {
  const { config, database, measure, repositories, findLockedComponents, clock, random, logger } = ports;
  const uploads = measure('uploads', createUploadStore(database));
  const affected = measure('affected', createAffectedStore(database));
  const instances = measure('instances', createInstanceStore(database));
  const metrics = new Registry();
  addUploadMetrics(metrics, uploads);
  const worker = createUploadWorker({ config, uploads, affected, instances, clock, random, logger });
  return {
    routes(app, register) {
      registerUploadRoutes(app, register, { uploads, worker });
      registerUploadReadRoutes(app, register, { affected, instances, repositories });
      const statusPorts = { instances, repositories, random, findLockedComponents };
      registerInstanceStatusRoutes(app, register, statusPorts);
    },
    jobs: [(signal) => worker.run(signal)],
    upkeep: [
      { forgets: 'uploads', run: () => uploads.forgetExpired() },
      { forgets: 'affected_sets', run: () => affected.forgetExpired() },
    ],
    metrics,
  };
}
