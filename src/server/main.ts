/** Starts the server and stops it without breaking a request. */
import { runRetention } from './audit/retain-audit.ts';
import { runSealing } from './audit/seal-audit.ts';
import { runWebhooks } from './audit-webhooks/run-webhooks.ts';
import { type ComposeOptions, composeServer } from './compose.ts';
import type { ServerConfig } from './config/config.ts';
import { drainTimeoutMs, maxConnections } from './http/limits.ts';
import { urlOf } from './http/url-of.ts';
import { runReconciliation } from './locks/reconcile.ts';
import { runMaintenance } from './maintenance.ts';
import { listenForScrapes, type MetricsListener } from './metrics/listen.ts';
import type { Store } from './store.ts';

export interface RunningServer {
  /** Where it listens, `http://host:port`. */
  readonly url: string;
  /** Where metrics are scraped; `undefined` when the configuration names no address for them. */
  readonly metricsUrl: string | undefined;
  readonly store: Store;
  /** Takes other keys of the GitHub App from now on. Throws `INPUT_CONFIG_INVALID` and keeps the old ones. */
  useAppKeys(text: string, source: string): void;
  /**
   * Takes no new connection, finishes the requests that are under way (for a bounded time), closes the database.
   * Further calls wait for the first.
   */
  stop(): Promise<void>;
}

/** @throws ActionError `REMOTE_STORE`, `INPUT_*`; an `EADDRINUSE` and its like unchanged. */
export async function startServer(config: ServerConfig, options: ComposeOptions): Promise<RunningServer> {
  const { log } = options;
  const composed = await composeServer(config, options);
  const { app, store, metrics, useAppKeys } = composed;
  const stopping = new AbortController();
  let scrapes: MetricsListener | undefined;

  async function stop(): Promise<void> {
    stopping.abort();
    const force = setTimeout(() => {
      log.warn({ drainTimeoutMs }, 'requests were still under way and have been cut');
      app.server.closeAllConnections();
    }, drainTimeoutMs);
    try {
      await app.close();
    } finally {
      clearTimeout(force);
      await scrapes?.stop();
      await store.close();
      await composed.tracing.stop();
    }
    log.info('stopped');
  }

  try {
    app.server.maxConnections = maxConnections;
    if (config.metrics !== undefined) {
      scrapes = await listenForScrapes(config.metrics, metrics, (error) =>
        log.error({ error }, 'metrics could not be collected'),
      );
    }
    await app.listen({ ...config.listen, listenTextResolver: () => 'listening' });
  } catch (error) {
    await app.close();
    await scrapes?.stop();
    await store.close();
    throw error;
  }
  const url = urlOf(app.server.address());
  const metricsUrl = scrapes?.url;
  log.info({ url, metricsUrl, publicUrl: config.publicUrl, database: config.database.kind }, 'serving');
  const jobs = Promise.all([
    runMaintenance(composed.maintenance, stopping.signal),
    runReconciliation(composed.reconciliation, stopping.signal),
    runSealing(composed.sealing, stopping.signal),
    runWebhooks(composed.webhooks, stopping.signal),
    runRetention(composed.retention, stopping.signal),
    composed.uploads.run(stopping.signal),
  ]);
  let stopped: Promise<void> | undefined;
  return {
    url,
    metricsUrl,
    store,
    useAppKeys,
    stop() {
      stopped ??= stop().finally(() => jobs);
      return stopped;
    },
  };
}
