/**
 * A server for a test, put together as the real one is, against a simulator:
 *
 *     const server = await startTestServer({ simulator, config: { workspaces: […] } });
 *     server.url, server.logs, server.store, server.stop()
 *
 * `store` picks the engine (SQLite by default); replicas share one database: `startTestServer({ …, database })`.
 *
 * In the project `three replicas` (see `jest.config.js`) every one of them is three servers on one PostgreSQL, behind a balancer that sends each
 * request to the next. A test about what one process remembers, counts or listens to asks for `replicas: 1`.
 */
import { join } from 'node:path';
import { Writable } from 'node:stream';
import type { Clock, Fetch } from '../../src/base/ports.ts';
import type { ServerConfigDocument } from '../../src/schema/generated/server-config.cjs';
import type { ComposeOptions } from '../../src/server/compose.ts';
import type { DatabaseConfig, ServerConfig } from '../../src/server/config/config.ts';
import type { ServerEnvironment } from '../../src/server/config/environment.ts';
import { readServerConfig } from '../../src/server/config/read-config.ts';
import type { OpenedDatabase } from '../../src/server/database/open.ts';
import type { HttpTimeouts } from '../../src/server/http/limits.ts';
import { createLog } from '../../src/server/http/logging.ts';
import { startServer } from '../../src/server/main.ts';
import { type IssueOptions, issueIdToken } from '../../src/simulator/oidc/issue.ts';
import type { World, WorldUrls } from '../../src/simulator/world/world.ts';
import { createTestDatabase, type StoreEngine } from './database.ts';
import { replicasVariable, startReplicas } from './replicas.ts';
import { schemaCompilers } from './schema-compilers.ts';
import { createStore, type Store } from './store.ts';

/** Public URL of every test server: sessions of one replica are valid at another. */
const publicUrl = 'https://atmos-pro.test';

export interface TestServerOptions {
  readonly simulator: { readonly urls: WorldUrls; readonly world: World };
  /** What goes into the configuration file besides the addresses; the first App of the world is configured. */
  readonly config: Pick<ServerConfigDocument, 'workspaces'> & Partial<ServerConfigDocument>;
  readonly store?: StoreEngine;
  /** A database that the caller owns, instead of a new one. */
  readonly database?: DatabaseConfig;
  readonly clock?: Clock;
  readonly fetch?: Fetch;
  /** Opens the database of the configuration, such as one with another time. */
  readonly openDatabase?: ComposeOptions['openDatabase'];
  readonly timeouts?: HttpTimeouts;
  /** Besides the App's key. */
  readonly environment?: ServerEnvironment;
  /** How many servers; what the environment says unless given. */
  readonly replicas?: number;
}

export interface TestServer extends AsyncDisposable {
  readonly url: string;
  readonly metricsUrl: string | undefined;
  readonly config: ServerConfig;
  /** The configuration file that `config` was read from; without the database. */
  readonly document: object;
  readonly database: OpenedDatabase;
  /** What the server stores, on its own connection. */
  readonly store: Store;
  /** Every line that was logged so far, at the lowest level. */
  readonly logs: readonly string[];
  stop(): Promise<void>;
}

function documentOf({ simulator: { urls, world }, config }: TestServerOptions) {
  const [app] = world.apps.values();
  return {
    public_url: publicUrl,
    listen: { port: 0 },
    issuers: [{ issuer: urls.issuer }],
    github: {
      server_url: urls.server,
      api_url: urls.api,
      ...(app === undefined ? {} : { app_id: app.id }),
    },
    ...config,
  };
}

function readConfig(options: TestServerOptions, document: object, database: DatabaseConfig): ServerConfig {
  const { urls, world } = options.simulator;
  const [app] = world.apps.values();
  const config = readServerConfig({
    // JSON is YAML.
    text: JSON.stringify(document),
    file: join('/nowhere', 'atmos-pro.yaml'),
    environment: {
      ...options.environment,
      ...(app === undefined ? {} : { ATMOS_PRO_GITHUB_APP_PRIVATE_KEY: app.privateKey }),
    },
    readFile: (path) => {
      throw new Error(`a test has no file ${path}`);
    },
  });
  return { ...config, database, github: { ...config.github, graphqlUrl: urls.graphql } };
}

export async function startTestServer(options: TestServerOptions): Promise<TestServer> {
  const logs: string[] = [];
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      logs.push(chunk.toString('utf8'));
      done();
    },
  });
  const replicas = options.replicas ?? Number(process.env[replicasVariable] ?? 1);
  const engine = replicas > 1 ? 'postgres' : (options.store ?? 'sqlite');
  const database = options.database === undefined ? await createTestDatabase(engine) : undefined;
  const document = documentOf(options);
  const config = readConfig(options, document, database?.config ?? (options.database as DatabaseConfig));
  const server = await startReplicas(config.database.kind === 'postgres' ? replicas : 1, () =>
    startServer(config, {
      log: createLog({ level: 'trace', destination }),
      compilers: schemaCompilers,
      clock: options.clock,
      fetch: options.fetch,
      timeouts: options.timeouts,
      openDatabase: options.openDatabase,
    }),
  );
  async function stop(): Promise<void> {
    await server.stop();
    await database?.dispose();
  }
  const store = createStore(server.database);
  return { ...server, store, config, document, logs, stop, [Symbol.asyncDispose]: stop };
}

/** The ID token of a job of the simulated world, as its issuer signs it; `claims` makes it what no issuer would sign. */
export function idTokenOf(
  simulator: { readonly world: World },
  jobName: string,
  options: IssueOptions = {},
): Promise<string> {
  const job = [...simulator.world.jobs.values()].find(({ name }) => name === jobName);
  if (job === undefined) throw new Error(`the world has no job ${jobName}`);
  return issueIdToken(simulator.world, job, { audience: 'atmos-pro.com', ...options });
}

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The envelope. */
  readonly body: Readonly<Record<string, unknown>> & {
    readonly data?: Readonly<Record<string, unknown>>;
    readonly errorMessage?: string;
    readonly errorTag?: string;
    readonly traceId?: string;
  };
}

/** Sends JSON; reads the envelope. */
export async function callApi(
  server: { readonly url: string },
  path: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<ApiAnswer> {
  const response = await fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: JSON.parse(text) as ApiAnswer['body'],
  };
}

export function exchange(
  server: { readonly url: string },
  token: string,
  workspaceId: string,
): Promise<ApiAnswer> {
  return callApi(server, '/api/v1/auth/github-oidc', { token, workspaceId });
}
