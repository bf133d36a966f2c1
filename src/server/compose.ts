/** Puts the real parts together: the one place that knows all of them. */
import type { FastifyInstance } from 'fastify';
import type { Logger as PinoLogger } from 'pino';
import type { Clock, Fetch, Random } from '../base/ports.ts';
import { createIdTokenVerifier } from '../domain/oidc/verify.ts';
import { createAdminTokens } from './access/admin-tokens.ts';
import { buildApp } from './app.ts';
import type { RetentionParts } from './audit/retain-audit.ts';
import type { SealParts } from './audit/seal-audit.ts';
import { postWebhook } from './audit-webhooks/post.ts';
import type { WebhookParts } from './audit-webhooks/run-webhooks.ts';
import type { ServerConfig } from './config/config.ts';
import { measureStore } from './database/measure.ts';
import { createGitHubServices } from './github-services.ts';
import type { HttpTimeouts } from './http/limits.ts';
import { loggerPort } from './http/logging.ts';
import type { SchemaCompilers } from './http/options.ts';
import { createClockWatch } from './locks/clock-watch.ts';
import { measureLocks } from './locks/measure-locks.ts';
import type { ReconcileParts } from './locks/reconcile.ts';
import type { MaintenanceParts } from './maintenance.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { openStore } from './open-store.ts';
import { openKeyRing } from './sessions/key-ring.ts';
import { createSessions } from './sessions/sessions.ts';
import { createUploadWorker, type UploadWorker } from './stacks/uploads/worker.ts';
import type { Store } from './store.ts';
import { systemClock, systemFetch, systemRandom } from './system-ports.ts';
import { startTracing } from './tracing/open-telemetry.ts';
import { createTracedFetch } from './tracing/traced-fetch.ts';
import { noTracing, type Tracing } from './tracing/tracing.ts';

export interface ComposeOptions {
  readonly log: PinoLogger;
  readonly clock?: Clock;
  readonly random?: Random;
  readonly fetch?: Fetch;
  readonly timeouts?: HttpTimeouts | undefined;
  /** Compilers of the routes' schemas: servers of one process that are given the same compile each schema once. */
  readonly compilers?: SchemaCompilers | undefined;
}

export interface ComposedServer {
  readonly app: FastifyInstance;
  readonly store: Store;
  readonly metrics: Metrics;
  readonly tracing: Tracing;
  readonly uploads: UploadWorker;
  readonly maintenance: MaintenanceParts;
  readonly reconciliation: ReconcileParts;
  readonly sealing: SealParts;
  useAppKeys(text: string, source: string): void;
  readonly webhooks: WebhookParts;
  readonly retention: RetentionParts;
}

async function composeOn(
  opened: Store,
  config: ServerConfig,
  options: ComposeOptions,
): Promise<ComposedServer> {
  const { log, clock = systemClock, random = systemRandom, fetch = systemFetch } = options;
  const logger = loggerPort(log);
  const metrics = createMetrics();
  const tracing = config.tracing === undefined ? noTracing : await startTracing(config.tracing);
  const timed = measureStore(opened, metrics.store, tracing);
  const store: Store = { ...timed, locks: measureLocks(timed.locks, metrics.locks) };
  metrics.locks.watch(store.locks);
  metrics.uploads.watch(store.uploads);
  metrics.audit.watch({ store, retentionDays: config.auditRetentionDays });
  metrics.webhooks.watch({ destinations: config.webhooks, store });
  const keys = await openKeyRing(store, { clock, random });
  const github = createGitHubServices({
    config,
    store,
    clock,
    random,
    logger,
    onGitHubCall: metrics.github.called,
    ...(config.tracing === undefined ? {} : { fetch: createTracedFetch(globalThis.fetch, tracing) }),
  });
  metrics.github.watch(github.health);
  const uploads = createUploadWorker({ config, store, clock, random, logger });
  const app = await buildApp({
    config,
    store,
    clock,
    random,
    logger: log,
    metrics,
    tracing,
    idTokens: createIdTokenVerifier(config, { fetch, clock }),
    sessions: createSessions(keys, config.publicUrl),
    admins: createAdminTokens(config),
    ...github,
    postWebhook,
    uploads,
    timeouts: options.timeouts,
    compilers: options.compilers,
  });
  const { runs, useAppKeys } = github;
  return {
    app,
    store,
    metrics,
    tracing,
    uploads,
    maintenance: { store, keys, clock, logger, metrics: metrics.maintenance },
    reconciliation: { store, runs, clock, logger, watch: createClockWatch(store), metrics: metrics.locks },
    sealing: { store, clock, logger, metrics: metrics.audit },
    useAppKeys,
    webhooks: {
      destinations: config.webhooks,
      publicUrl: config.publicUrl,
      post: postWebhook,
      store,
      clock,
      random,
      logger,
      metrics: metrics.webhooks,
    },
    retention: { store, days: config.auditRetentionDays, clock, logger },
  };
}

/** Opens and migrates the database and builds the app. Leaves nothing open when it rejects. */
export async function composeServer(config: ServerConfig, options: ComposeOptions): Promise<ComposedServer> {
  const { log } = options;
  const store = await openStore(config.database, {
    onIdleError: (error) => log.warn({ error }, 'an idle database connection broke'),
    onMigrated: (steps) => log.info({ steps }, 'database migrated'),
  });
  try {
    return await composeOn(store, config, options);
  } catch (error) {
    await store.close();
    throw error;
  }
}
