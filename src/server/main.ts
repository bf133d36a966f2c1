/** Starts the server and stops it without cutting off a request. */
import { type ComposedServer, type ComposeOptions, composeServer } from './compose.ts';
import type { ServerConfig } from './config/config.ts';
import { lacksWebhookSecret } from './config/lacks-webhook-secret.ts';
import { findSuspectPermissions } from './config/suspect-permissions.ts';
import type { OpenedDatabase } from './database/open.ts';
import { abandonAfterMs, cutAfterMs, haltAfterMs } from './http/limits.ts';
import { urlOf } from './http/url-of.ts';
import { listenForScrapes, type MetricsListener } from './metrics/listen.ts';

export interface RunningServer {
  /** Where it listens, `http://host:port`. */
  readonly url: string;
  /** Where metrics are scraped; `undefined` when the configuration names no address for them. */
  readonly metricsUrl: string | undefined;
  readonly database: OpenedDatabase;
  /** Uses other keys of the GitHub App from now on. Throws `INPUT_CONFIG_INVALID` and keeps the old ones. */
  useAppKeys(text: string, source: string): void;
  /**
   * Accepts no new connection, mints no token any more, finishes the requests in progress, ends outgoing requests, closes the
   * database: within `drainTimeoutMs`. Further calls wait for the first.
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

/** Runs `work` after so much of the stop unless `end` is called before. */
function schedule(steps: readonly (readonly [afterMs: number, work: () => void])[]): { end(): void } {
  const timers = steps.map(([afterMs, work]) => setTimeout(work, afterMs));
  return { end: () => timers.forEach(clearTimeout) };
}

async function stopServing(
  { app, database, tracing, shutdown, settle }: ComposedServer,
  { scrapes, jobs }: { readonly scrapes: MetricsListener | undefined; readonly jobs: Promise<unknown> },
  { log }: ComposeOptions,
): Promise<void> {
  const abandoned = Promise.withResolvers<void>();
  const steps = schedule([
    [haltAfterMs, shutdown.halt],
    [
      cutAfterMs,
      () => {
        log.warn({ cutAfterMs }, 'requests were still in progress and were cut off');
        app.server.closeAllConnections();
      },
    ],
    [
      abandonAfterMs,
      () => {
        log.warn({ abandonAfterMs }, 'work was still in progress and was abandoned');
        abandoned.resolve();
      },
    ],
  ]);
  const orderly = async () => {
    await app.close();
    await settle();
    shutdown.halt();
    // Work that was begun is given back, so that another replica continues at once.
    await jobs;
    await scrapes?.stop();
    await database.db.destroy();
    await tracing.stop();
  };
  try {
    await Promise.race([orderly(), abandoned.promise]);
  } finally {
    steps.end();
  }
  log.info('stopped');
}

/** @throws ActionError `REMOTE_STORE`, `INPUT_*`; `EADDRINUSE` and similar unchanged. */
export async function startServer(config: ServerConfig, options: ComposeOptions): Promise<RunningServer> {
  const { log } = options;
  const composed = await composeServer(config, options);
  const { app, database, shutdown, useAppKeys } = composed;
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
  const issuers = config.issuers.map(({ issuer }) => issuer);
  const { publicUrl } = config;
  log.info({ url, metricsUrl, publicUrl, issuers, database: config.database.kind }, 'serving');
  for (const { advice, ...place } of findSuspectPermissions(config))
    log.warn(place, `permission row: ${place.field} ${advice}`);
  if (lacksWebhookSecret(config))
    log.warn('deployments: no webhook secret is set, so every delivery of GitHub is rejected');
  const jobs = Promise.all(composed.jobs.map((job) => job(shutdown.draining)));
  let stopped: Promise<void> | undefined;
  return {
    url,
    metricsUrl,
    database,
    useAppKeys,
    stop() {
      shutdown.drain();
      stopped ??= stopServing(composed, { scrapes, jobs }, options);
      return stopped;
    },
  };
}
