/** GitHub's events: deliveries of the App's webhook, stored before they are answered, and applied once. */
import { Registry } from 'prom-client';
import type { Clock, Logger, Random } from '../../base/ports.ts';
import { readAppId } from '../../github/app-identity.ts';
import type { GitHubClient } from '../../github/client.ts';
import type { Feature } from '../access/feature.ts';
import type { AuditLog } from '../audit/store.ts';
import type { ServerConfig } from '../config/config.ts';
import type { MeasureStore } from '../database/measure.ts';
import type { OpenedDatabase } from '../database/open.ts';
import type { RepositoryStore } from '../repositories/store.ts';
import type { WorkLoop } from '../work/run-loop.ts';
import { createDeliveryReads } from './admin/delivery-reads.ts';
import { registerDeliveryRoutes } from './admin/routes.ts';
import { createBackfill } from './backfill/index.ts';
import type { MissedPorts } from './backfill/read-missed.ts';
import { createDeskOfDeliveries, type DeliveryDesk } from './delivery-desk.ts';
import { createDeliveryStore } from './delivery-table.ts';
import { createDeliveryMetrics } from './metrics.ts';
import { createRecordRejected } from './reject-audit.ts';
import { type DeliveryRoutePorts, registerWebhookRoute } from './routes.ts';
import { createDeliveryWork, type PrepareEvent } from './worker.ts';

export type { DeliveryDesk } from './delivery-desk.ts';
export { createRedeliveryDesk, type RedeliveryDesk } from './redelivery.ts';

export interface GithubEventPorts {
  readonly config: Pick<ServerConfig, 'github'>;
  readonly database: OpenedDatabase;
  readonly measure: MeasureStore;
  readonly audit: Pick<AuditLog, 'append'>;
  readonly repositories: Pick<RepositoryStore, 'list'>;
  readonly client: GitHubClient;
  readonly mayConcern: DeliveryRoutePorts['mayConcern'];
  /** Whether any repository has deployments. */
  readonly isUsed: boolean;
  readonly findConcerned: MissedPorts['findConcerned'];
  readonly prepareEvent: PrepareEvent;
  /** Of this process. */
  readonly queue: Pick<WorkLoop, 'wake'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly random: Pick<Random, 'uuid'>;
  readonly logger: Logger;
}

/** For the pages of people. */
export function createDeliveryDesk({
  database,
  measure,
}: Pick<GithubEventPorts, 'database' | 'measure'>): DeliveryDesk {
  return createDeskOfDeliveries(
    measure('deliveries', createDeliveryStore(database)),
    measure('deliveries', createDeliveryReads(database)),
  );
}

/** The id of the App, as webhooks name it. The configuration may name the App by its client id, which GitHub is asked about once. */
function createAppIdentity({ config, client }: Pick<GithubEventPorts, 'config' | 'client'>) {
  const { app } = config.github;
  let known = app !== undefined && /^[0-9]+$/.test(app.id) ? app.id : undefined;
  return async (appId: string): Promise<boolean> => {
    known ??= String(await readAppId({ client }));
    return known === appId;
  };
}

/** Without a secret the webhook has no route: then only what is stored is worked on. */
export function createGithubEvents(ports: GithubEventPorts): Feature {
  const { config, database, mayConcern, prepareEvent, queue, logger } = ports;
  const deliveries = ports.measure('deliveries', createDeliveryStore(database));
  const registry = new Registry();
  const metrics = createDeliveryMetrics(registry, deliveries);
  const { webhookSecrets } = config.github;
  const isOurApp = createAppIdentity(ports);
  const { audit, repositories } = ports;
  const backfill = createBackfill(registry, { ...ports, deliveries, metrics });
  const stored = ports.measure('deliveries', createDeliveryReads(database));
  return {
    routes(app, register) {
      registerDeliveryRoutes(app, register, { deliveries: stored, audit, repositories });
      if (webhookSecrets.length === 0) return;
      const recordRejected = createRecordRejected(ports);
      registerWebhookRoute(app, {
        secrets: webhookSecrets,
        ...{ deliveries, queue, metrics, recordRejected, isOurApp, mayConcern },
      });
    },
    jobs: backfill.jobs,
    work: [createDeliveryWork({ database, deliveries, prepareEvent, metrics, logger }), ...backfill.work],
    upkeep: [{ forgets: 'deliveries', run: () => deliveries.forgetExpired() }],
    metrics: registry,
  };
}
