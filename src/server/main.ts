/** Starts the server and stops it without breaking a request. */
import type { AddressInfo } from 'node:net';
import { type ComposeOptions, composeServer } from './compose.ts';
import type { ServerConfig } from './config/config.ts';
import { drainTimeoutMs, maxConnections } from './http/limits.ts';
import { runMaintenance } from './jobs/maintenance.ts';
import { runReconciliation } from './locks/reconcile.ts';
import type { Store } from './store/store.ts';

export interface RunningServer {
  /** Where it listens, `http://host:port`. */
  readonly url: string;
  readonly store: Store;
  /**
   * Takes no new connection, finishes the requests that are under way (for a bounded time), closes the database.
   * Further calls wait for the first.
   */
  stop(): Promise<void>;
}

function urlOf(address: AddressInfo | string | null): string {
  if (address === null || typeof address === 'string') throw new Error('the server listens on no TCP port');
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `http://${host}:${address.port}`;
}

/** @throws ActionError `REMOTE_STORE`, `INPUT_*`; an `EADDRINUSE` and its like unchanged. */
export async function startServer(config: ServerConfig, options: ComposeOptions): Promise<RunningServer> {
  const { log } = options;
  const { app, store, maintenance, reconciliation } = await composeServer(config, options);
  const stopping = new AbortController();

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
      await store.close();
    }
    log.info('stopped');
  }

  try {
    app.server.maxConnections = maxConnections;
    await app.listen({ ...config.listen, listenTextResolver: () => 'listening' });
  } catch (error) {
    await app.close();
    await store.close();
    throw error;
  }
  const url = urlOf(app.server.address());
  log.info({ url, publicUrl: config.publicUrl, database: config.database.kind }, 'serving');
  const jobs = Promise.all([
    runMaintenance(maintenance, stopping.signal),
    runReconciliation(reconciliation, stopping.signal),
  ]);
  let stopped: Promise<void> | undefined;
  return {
    url,
    store,
    stop() {
      stopped ??= stop().finally(() => jobs);
      return stopped;
    },
  };
}
