/** Stacks: what jobs upload about them (affected stacks, inventories, statuses), and reading it back. */
import { Registry } from 'prom-client';
import type { Logger, Random } from '../../base/ports.ts';
import type { Feature } from '../access/feature.ts';
import type { ServerConfig } from '../config/config.ts';
import type { MeasureStore } from '../database/measure.ts';
import type { OpenedDatabase } from '../database/open.ts';
import type { RepositoryStore } from '../repositories/store.ts';
import type { WorkLoop } from '../work/run-loop.ts';
import type { AffectedStore, OnPublished } from './affected-store.ts';
import type { InstanceStore, OnReported } from './instance-store.ts';
import type { FindLockedComponents } from './report-status.ts';
import { registerUploadReadRoutes, type UploadReadPorts } from './routes.ts';
import { registerInstanceStatusRoutes } from './status-routes.ts';
import { createAffectedStore, createInstanceStore, createUploadStore } from './stores.ts';
import { addUploadMetrics } from './uploads/metrics.ts';
import { registerUploadRoutes } from './uploads/routes.ts';
import { createUploadWork } from './uploads/worker.ts';

export interface StackPorts {
  readonly config: Pick<ServerConfig, 'workspaces'>;
  readonly database: OpenedDatabase;
  readonly measure: MeasureStore;
  readonly repositories: Pick<RepositoryStore, 'list'>;
  readonly findLockedComponents: FindLockedComponents;
  readonly findDriftProblems: UploadReadPorts['findDriftProblems'];
  readonly findIgnored: UploadReadPorts['findIgnored'];
  /** Absent: nothing follows from affected stacks. */
  readonly onPublished?: OnPublished | undefined;
  /** Absent: nothing follows from a status. */
  readonly onReported?: OnReported | undefined;
  /** Of this process. */
  readonly queue: Pick<WorkLoop, 'settle'>;
  readonly random: Pick<Random, 'uuid'>;
  readonly logger: Logger;
}

export interface Stacks extends Feature {
  /** What was uploaded about commits. */
  readonly affected: Pick<AffectedStore, 'readSet' | 'listNodes'>;
  readonly instances: Pick<InstanceStore, 'list' | 'history'>;
}

export function createStacks(ports: StackPorts): Stacks {
  const { config, database, measure, repositories, findLockedComponents, random, logger } = ports;
  const uploads = measure('uploads', createUploadStore(database));
  const affected = measure('affected', createAffectedStore(database, ports.onPublished));
  const instances = measure('instances', createInstanceStore(database, ports.onReported));
  const metrics = new Registry();
  addUploadMetrics(metrics, uploads);
  return {
    affected,
    instances,
    routes(app, register) {
      registerUploadRoutes(app, register, { uploads, queue: ports.queue });
      registerUploadReadRoutes(app, register, { ...ports, affected, instances, repositories });
      const statusPorts = { instances, repositories, random, findLockedComponents };
      registerInstanceStatusRoutes(app, register, statusPorts);
    },
    work: [createUploadWork({ config, database, uploads, affected, instances, logger })],
    upkeep: [
      { forgets: 'uploads', run: () => uploads.forgetExpired() },
      { forgets: 'affected_sets', run: () => affected.forgetExpired() },
      { forgets: 'instance_statuses', run: () => instances.forgetStatuses() },
    ],
    metrics,
  };
}
