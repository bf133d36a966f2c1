/** Audit webhooks: audit entries on their way to the destinations that the configuration names. */
import { Registry } from 'prom-client';
import type { Clock, Logger, Random } from '../../base/ports.ts';
import type { AuditSeals } from '../../domain/audit/seal.ts';
import type { Feature } from '../access/feature.ts';
import type { AuditLog } from '../audit/store.ts';
import type { ServerConfig } from '../config/config.ts';
import type { MeasureStore } from '../database/measure.ts';
import type { DatabaseProbe, OpenedDatabase } from '../database/open.ts';
import { createWebhookMetrics } from './metrics.ts';
import { createWebhookStore } from './open-store.ts';
import { postWebhook } from './post.ts';
import { listWebhooks, registerWebhookRoutes, type ShownWebhook } from './routes.ts';
import { createWebhookDeliveries } from './run-webhooks.ts';

export interface AuditWebhookPorts {
  readonly config: Pick<ServerConfig, 'webhooks' | 'publicUrl'>;
  readonly database: OpenedDatabase;
  readonly measure: MeasureStore;
  readonly probe: Pick<DatabaseProbe, 'now'>;
  readonly audit: AuditLog;
  readonly seals: AuditSeals;
  readonly clock: Clock;
  readonly random: Pick<Random, 'fraction'>;
  readonly logger: Logger;
}

export interface AuditWebhooks extends Feature {
  /** For the pages of people: the destinations of a workspace. */
  readonly desk: { list(workspaceId: string): Promise<readonly ShownWebhook[]> };
}

export function createAuditWebhooks(ports: AuditWebhookPorts): AuditWebhooks {
  const { config, probe, audit, seals, clock, random, logger } = ports;
  const destinations = config.webhooks;
  const webhooks = ports.measure('webhooks', createWebhookStore(ports.database));
  const registry = new Registry();
  const metrics = createWebhookMetrics(registry, destinations, { audit, webhooks, now: () => probe.now() });
  const post = postWebhook;
  const { publicUrl } = config;
  return {
    desk: { list: (workspaceId) => listWebhooks(workspaceId, { config, webhooks, seals }) },
    routes: (app, register) =>
      registerWebhookRoutes(app, register, { config, audit, seals, webhooks, post, clock }),
    work:
      destinations.length === 0
        ? []
        : [
            createWebhookDeliveries(destinations, {
              audit,
              seals,
              webhooks,
              post,
              publicUrl,
              random,
              logger,
              metrics,
            }),
          ],
    metrics: registry,
  };
}
