/** The list of features, and what flows between them: the one place that knows all of them. */

import type { FastifyInstance } from 'fastify';
import type { Logger as PinoLogger } from 'pino';
import { Registry } from 'prom-client';
import { withAnySignal } from '../base/any-signal.ts';
import type { Clock, Fetch, Random } from '../base/ports.ts';
import type { Feature } from './access/feature.ts';
import { createAccess } from './access/index.ts';
import type { RegisterRoute } from './access/register-route.ts';
import { createSessionCounts } from './access/session-count-table.ts';
import { buildApp } from './app.ts';
import { createAudit } from './audit/index.ts';
import { type AuditWebhooks, createAuditWebhooks } from './audit-webhooks/index.ts';
import { createCommits } from './commits/index.ts';
import type { ServerConfig } from './config/config.ts';
import { createStoreMeasure } from './database/measure.ts';
import { createDatabaseProbe, type OpenedDatabase, openMigratedDatabase } from './database/open.ts';
import { createDeliveryFeatures } from './delivery-features.ts';
import { createFreedHook } from './deployments/lock-freed.ts';
import { createDeliveryDesk, createRedeliveryDesk } from './github-events/index.ts';
import { type HttpTimeouts, httpTimeouts } from './http/limits.ts';
import { loggerPort } from './http/logging.ts';
import type { SchemaCompilers } from './http/options.ts';
import { createRequestMetrics, type RequestMetrics } from './http/request-metrics.ts';
import { createLocks } from './locks/index.ts';
import { readProcessMetrics } from './metrics/process-metrics.ts';
import { createStoreMetrics } from './metrics/store-metrics.ts';
import { createPages, type DashboardPorts } from './pages/index.ts';
import { createPeopleFeature, type PeoplePorts } from './people/index.ts';
import { createPolicyProposals, type PolicyProposals } from './policy-proposals/index.ts';
import { createRepositories } from './repositories/index.ts';
import type { MintRecord } from './repositories/mint-intent.ts';
import { createSessions } from './sessions/index.ts';
import { createSts } from './sts/index.ts';
import { serverClock, serverRandom, systemFetch } from './system-ports.ts';
import { startTracing } from './tracing/open-telemetry.ts';
import { createTracedFetch } from './tracing/traced-fetch.ts';
import { noTracing, type Tracing } from './tracing/tracing.ts';
import { forgetFailed } from './work/failed.ts';
import { createHealthSamples } from './work/health-samples.ts';
import type { Job } from './work/job.ts';
import { createMaintenance } from './work/maintain.ts';
import { createMaintenanceMetrics } from './work/metrics.ts';
import { createReplicas } from './work/replicas.ts';
import { createWorkLoop } from './work/run-loop.ts';
import { createShutdown, type Shutdown, type ShutdownSwitch } from './work/shutdown.ts';
import { createWorkMetrics } from './work/work-metrics.ts';

/** What the server is put together from; `startServer` opens the real ones. */
export interface ComposePorts {
  readonly config: ServerConfig;
  readonly database: OpenedDatabase;
  readonly log: PinoLogger;
  readonly tracing: Tracing;
  readonly clock: Clock;
  readonly random: Random;
  readonly fetch: Fetch;
  readonly timeouts: HttpTimeouts;
  readonly shutdown: Shutdown;
}

export interface Composition {
  readonly features: readonly Feature[];
  readonly register: RegisterRoute;
  readonly requests: RequestMetrics;
  /** Everything that the server measures about itself. */
  readonly registry: Registry;
  readonly jobs: readonly Job[];
  /** Resolves when the database answers. */
  ready(): Promise<void>;
  /** What must be done before the server serves. */
  start(): Promise<void>;
  useAppKeys(text: string, source: string): void;
  /** Waits for what is in progress behind no request, and needs the database. */
  settle(): Promise<void>;
}

/** What all features share: the queue, and how the server measures, logs and traces. */
function createCommonPorts(given: ComposePorts) {
  const { config, database, clock, random, tracing, timeouts } = given;
  const registry = new Registry();
  const requests = createRequestMetrics(registry);
  const measure = createStoreMeasure({ metrics: createStoreMetrics(registry), tracing });
  const maintenance = createMaintenanceMetrics(registry);
  const probe = measure(undefined, createDatabaseProbe(database));
  const logger = loggerPort(given.log);
  const workMetrics = createWorkMetrics(registry);
  const loop = createWorkLoop({ ...database, clock, random, logger, metrics: workMetrics });
  const githubFetch = config.tracing === undefined ? undefined : createTracedFetch(globalThis.fetch, tracing);
  const own = {
    ...given,
    queue: loop,
    logger,
    measure,
    probe,
    githubFetch,
    recogniseMs: timeouts.recogniseMs,
    workMetrics,
    replicas: createReplicas({ ...database, ownId: random.uuid(), clock, logger }),
  };
  return { basic: [readProcessMetrics(), registry], requests, maintenance, loop, own };
}

/** Of the page about health. */
function createSamples(
  { database, clock, logger, workMetrics }: ReturnType<typeof createCommonPorts>['own'],
  { client }: Pick<ReturnType<typeof createRepositories>, 'client'>,
) {
  const readBudgets = () => client.health().budgets;
  return createHealthSamples({ ...database, clock, logger, readBudgets, readBacklog: workMetrics.backlog });
}

/** The audit is made after the App that mints. */
function createMintRecord(audit: () => ReturnType<typeof createAudit>): MintRecord {
  return {
    open: (intent) => audit().intents.open(intent),
    append: (entry) => audit().audit.append(entry),
    close: (id, outcome, within) => audit().intents.close(id, outcome, within),
  };
}

/** What the pages show of the features, and do with them. */
interface ShownFeatures {
  readonly sessions: Pick<ReturnType<typeof createSessions>, 'notes'>;
  readonly locks: Pick<ReturnType<typeof createLocks>, 'desk'>;
  readonly audit: Pick<ReturnType<typeof createAudit>, 'desk' | 'startExport'>;
  readonly sts: Pick<ReturnType<typeof createSts>, 'desk' | 'tokenDesk'>;
  readonly delivery: Pick<ReturnType<typeof createDeliveryFeatures>, 'batchDesk' | 'driftDesk'>;
  readonly webhooks: Pick<AuditWebhooks, 'desk'>;
  readonly proposals: PolicyProposals;
}

type DeskPorts =
  | 'batches'
  | 'people'
  | 'locks'
  | 'auditDesk'
  | 'exportAudit'
  | 'driftDesk'
  | 'policyDesk'
  | 'tokenDesk'
  | 'proposals'
  | 'webhookDesk'
  | 'deliveryDesk'
  | 'redeliveryDesk';

/** People, and the door for them. */
function createPeopleFeatures(
  ports: Omit<PeoplePorts, 'notes'> & Omit<DashboardPorts, DeskPorts>,
  { sessions, locks, audit, sts, delivery, webhooks, proposals }: ShownFeatures,
): readonly Feature[] {
  const people = createPeopleFeature({ ...ports, notes: sessions.notes });
  const { batchDesk: batches, driftDesk } = delivery;
  const desks = {
    ...{
      locks: locks.desk,
      auditDesk: audit.desk,
      policyDesk: sts.desk,
      tokenDesk: sts.tokenDesk,
      webhookDesk: webhooks.desk,
    },
    ...{ exportAudit: audit.startExport, batches, driftDesk, deliveryDesk: createDeliveryDesk(ports) },
    proposals,
    redeliveryDesk: createRedeliveryDesk(ports),
  };
  return [people, createPages({ ...ports, ...desks, people: people.access })];
}

/**
 * Touches nothing but the configuration.
 *
 * Metric names follow https://prometheus.io/docs/practices/naming/ and begin with `atmos_pro_`. Label values are few and ours: no
 * path, name, id or text of a caller, so that no client can grow the server's memory or read about a tenant here. Exceptions: the
 * number of an installation of the GitHub App, for at most 50 of them, and the names of audit webhooks in the configuration.
 */
export function composeFeatures(given: ComposePorts): Composition {
  const { database } = given;
  const { basic, requests, maintenance, loop, own } = createCommonPorts(given);
  const { workMetrics, replicas } = own;
  const tenant = createRepositories({ ...own, mintRecord: createMintRecord(() => audit) });
  const samples = createSamples(own, tenant);
  const audit = createAudit({ ...own, ...tenant });
  const sessionCounts = own.measure('sessionCounts', createSessionCounts(database));
  const ports = { ...own, ...tenant, samples, audit: audit.audit, seals: audit.seals, sessionCounts };
  const sessions = createSessions(ports);
  const { verifySession } = sessions;
  const access = createAccess({ ...ports, verifySession, recordDenial: audit.audit.append });
  const locks = createLocks({ ...ports, onLockFreed: createFreedHook(ports) });
  const sts = createSts({ ...ports, auditDesk: audit.desk });
  const delivery = createDeliveryFeatures(ports, locks);
  const webhooks = createAuditWebhooks(ports);
  const proposals = createPolicyProposals(ports);
  const features: readonly Feature[] = [
    sessions,
    sts,
    access,
    locks,
    audit,
    webhooks,
    createCommits(ports),
    ...delivery.features,
    ...createPeopleFeatures(ports, { sessions, locks, audit, sts, delivery, webhooks, proposals }),
  ];
  const upkeep = [
    ...features.flatMap((feature) => feature.upkeep ?? []),
    { forgets: undefined, run: () => forgetFailed(database.db, database.dialect) },
  ];
  const kinds = [
    ...features.flatMap(({ work }) => work ?? []),
    createMaintenance(upkeep, { logger: own.logger, metrics: maintenance }),
  ];
  workMetrics.watch({ ...database, kinds });
  return {
    features,
    requests,
    register: access.register,
    registry: Registry.merge([...basic, tenant.metrics, ...features.flatMap(({ metrics }) => metrics ?? [])]),
    jobs: [
      (signal) => loop.run(kinds, signal),
      (signal) => tenant.directory.resolveNames(signal),
      replicas.job,
      samples.job,
      ...features.flatMap(({ jobs }) => jobs ?? []),
    ],
    ready: () => own.probe.ready(),
    async start() {
      await tenant.directory.load();
      await sessions.start();
      await sts.start();
    },
    useAppKeys: tenant.client.useAppKeys,
    settle: () => tenant.minter.settle(),
  };
}

export interface ComposeOptions {
  readonly log: PinoLogger;
  readonly clock?: Clock | undefined;
  readonly random?: Random | undefined;
  readonly fetch?: Fetch | undefined;
  readonly timeouts?: HttpTimeouts | undefined;
  /** Compilers of the routes' schemas: servers of one process that are given the same compile each schema once. */
  readonly compilers?: SchemaCompilers | undefined;
  /** Default: the configured database with its own time. */
  readonly openDatabase?: typeof openMigratedDatabase | undefined;
}

export interface ComposedServer extends Pick<Composition, 'registry' | 'jobs' | 'useAppKeys' | 'settle'> {
  readonly app: FastifyInstance;
  readonly database: OpenedDatabase;
  readonly tracing: Tracing;
  readonly shutdown: ShutdownSwitch;
}

/** Ends its requests when the server stops for good. */
function haltWith(halting: AbortSignal, fetch: Fetch): Fetch {
  return (request) => withAnySignal([request.signal, halting], (signal) => fetch({ ...request, signal }));
}

async function composeOn(
  database: OpenedDatabase,
  config: ServerConfig,
  options: ComposeOptions,
): Promise<ComposedServer> {
  const { log, clock = serverClock, random = serverRandom, timeouts = httpTimeouts } = options;
  const shutdown = createShutdown();
  const fetch = haltWith(shutdown.halting, options.fetch ?? systemFetch);
  const tracing = config.tracing === undefined ? noTracing : await startTracing(config.tracing);
  const ports = { config, database, log, tracing, clock, random, fetch, timeouts, shutdown };
  const composition = composeFeatures(ports);
  await composition.start();
  const app = await buildApp(composition.features, {
    ...ports,
    ...composition,
    compilers: options.compilers,
  });
  const { registry, jobs, useAppKeys, settle } = composition;
  return { app, database, tracing, shutdown, registry, jobs, useAppKeys, settle };
}

/** Opens and migrates the database and builds the app. Leaves nothing open when it rejects. */
export async function composeServer(config: ServerConfig, options: ComposeOptions): Promise<ComposedServer> {
  const { log, openDatabase = openMigratedDatabase } = options;
  const database = await openDatabase(config.database, {
    onIdleError: (error) => log.warn({ error }, 'an idle database connection broke'),
    onMigrated: (steps) => log.info({ steps }, 'database migrated'),
  });
  try {
    return await composeOn(database, config, options);
  } catch (error) {
    await database.db.destroy();
    throw error;
  }
}
