/** GitHub's events: deliveries of the App's webhook, stored before they are answered, and applied once. */
import { Registry } from 'prom-client';
import type { Logger } from '../../base/ports.ts';
import { readAppId } from '../../github/app-identity.ts';
import type { GitHubClient } from '../../github/client.ts';
import type { Feature } from '../access/feature.ts';
import type { ServerConfig } from '../config/config.ts';
import type { MeasureStore } from '../database/measure.ts';
import type { OpenedDatabase } from '../database/open.ts';
import type { WorkLoop } from '../work/run-loop.ts';
import { createDeliveryStore } from './delivery-table.ts';
import { createDeliveryMetrics } from './metrics.ts';
import { type DeliveryRoutePorts, registerWebhookRoute } from './routes.ts';
import { createDeliveryWork, type PrepareEvent } from './worker.ts';

export interface GithubEventPorts {
  readonly config: Pick<ServerConfig, 'github'>;
  readonly database: OpenedDatabase;
  readonly measure: MeasureStore;
  readonly client: GitHubClient;
  readonly mayConcern: DeliveryRoutePorts['mayConcern'];
  readonly prepareEvent: PrepareEvent;
  /** Of this process. */
  readonly queue: Pick<WorkLoop, 'wake'>;
  readonly logger: Logger;
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

/** Without a secret of the webhook there is no route: then only what is stored is worked on. */
export function createGithubEvents(ports: GithubEventPorts): Feature {
  const { config, database, mayConcern, prepareEvent, queue, logger } = ports;
  const deliveries = ports.measure('deliveries', createDeliveryStore(database));
  const registry = new Registry();
  const metrics = createDeliveryMetrics(registry, deliveries);
  const { webhookSecrets } = config.github;
  const isOurApp = createAppIdentity(ports);
  return {
    routes(app) {
      if (webhookSecrets.length === 0) return;
      registerWebhookRoute(app, {
        secrets: webhookSecrets,
        deliveries,
        queue,
        metrics,
        isOurApp,
        mayConcern,
      });
    },
    work: [createDeliveryWork({ database, deliveries, prepareEvent, metrics, logger })],
    upkeep: [{ forgets: 'deliveries', run: () => deliveries.forgetExpired() }],
    metrics: registry,
  };
}
