/** Starts the server and stops it without cutting off a request. */
import { type ComposedServer, type ComposeOptions, composeServer } from './compose.ts';
import type { ServerConfig } from './config/config.ts';
import type { OpenedDatabase } from './database/open.ts';
import { drainTimeoutMs } from './http/limits.ts';
import { urlOf } from './http/url-of.ts';
import { listenForScrapes, type MetricsListener } from './metrics/listen.ts';
import { serverClock } from './system-ports.ts';

export interface RunningServer {
  /** Where it listens, `http://host:port`. */
  readonly url: string;
  /** Where metrics are scraped; `undefined` when the configuration names no address for them. */
  readonly metricsUrl: string | undefined;
  readonly database: OpenedDatabase;
  /** Uses other keys of the GitHub App from now on. Throws `INPUT_CONFIG_INVALID` and keeps the old ones. */
  useAppKeys(text: string, source: string): void;
  /**
   * Accepts no new connection, finishes the requests in progress (for a bounded time), closes the database.
   * Further calls wait for the first.
   */
  stop(): Promise<void>;
}

async function listen(
  { app, registry }: ComposedServer,
  config: ServerConfig,
  { log }: ComposeOptions,
): Promise<MetricsListener | undefined> {
  const onError = (error: unknown) => log.error({ error }, 'metrics could not be collected');
  const scrapes =
    config.metrics === undefined ? undefined : await listenForScrapes(config.metrics, registry, onError);
  try {
    await app.listen({ ...config.listen, listenTextResolver: () => 'listening' });
    return scrapes;
  } catch (error) {
    await scrapes?.stop();
    throw error;
  }
}

async function stopServing(
  { app, database, tracing }: ComposedServer,
  scrapes: MetricsListener | undefined,
  { log, jobs }: Pick<ComposeOptions, 'log'> & { readonly jobs: Promise<unknown> },
): Promise<void> {
  const force = setTimeout(() => {
    log.warn({ drainTimeoutMs }, 'requests were still in progress and were cut off');
    app.server.closeAllConnections();
  }, drainTimeoutMs);
  try {
    await app.close();
  } finally {
    clearTimeout(force);
    await scrapes?.stop();
    // Work that was begun is given back, so that another replica continues at once.
    await Promise.race([jobs, serverClock.sleep(drainTimeoutMs)]);
    await database.db.destroy();
    await tracing.stop();
  }
  log.info('stopped');
}

/** @throws ActionError `REMOTE_STORE`, `INPUT_*`; `EADDRINUSE` and similar unchanged. */
export async function startServer(config: ServerConfig, options: ComposeOptions): Promise<RunningServer> {
  const { log } = options;
  const composed = await composeServer(config, options);
  const { app, database, useAppKeys } = composed;
  let scrapes: MetricsListener | undefined;
  try {
    scrapes = await listen(composed, config, options);
  } catch (error) {
    await app.close();
    await database.db.destroy();
    throw error;
  }
  const url = urlOf(app.server.address());
  const metricsUrl = scrapes?.url;
  log.info({ url, metricsUrl, publicUrl: config.publicUrl, database: config.database.kind }, 'serving');
  const stopping = new AbortController();
  const jobs = Promise.all(composed.jobs.map((job) => job(stopping.signal)));
  let stopped: Promise<void> | undefined;
  return {
    url,
    metricsUrl,
    database,
    useAppKeys,
    stop() {
      stopping.abort();
      stopped ??= stopServing(composed, scrapes, { log, jobs }).finally(() => jobs);
      return stopped;
    },
  };
}
