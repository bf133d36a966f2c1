/** Starts a simulator: a world, its listener, and in the shape github.com the proxy for GitHub's host names. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../base/ports.ts';
import { answerControl, isControlRequest } from './control/control.ts';
import { createHookSender, type SendHook } from './deliveries/send.ts';
import { routes } from './routes.ts';
import { createJobExecutor, type Execution } from './runner/workflows/execute-jobs.ts';
import { createWorld } from './seed/create-world.ts';
import type { WorldSeed } from './seed/seed-types.ts';
import { createCredentials } from './tls/authority.ts';
import { gitHubHosts, type Shape, worldUrls } from './transports/addresses.ts';
import { createFaults, type Faults } from './transports/faults.ts';
import { listen } from './transports/http.ts';
import { createJournal, type Journal } from './transports/journal.ts';
import { startProxy } from './transports/proxy.ts';
import { createService, finishResponse, type JsonAnswer, type Service } from './transports/service.ts';
import { createWebPages } from './transports/web-pages.ts';
import { setJobExecutor, whenJobsEnd } from './workflows/start-job.ts';
import { whenRunsStarted } from './workflows/trigger-runs.ts';
import type { IssuerKey } from './world/signing-keys.ts';
import type { World, WorldUrls } from './world/world.ts';

export interface SimulatorOptions {
  readonly seed: WorldSeed;
  /** `enterprise` unless given. `github.com` is always over TLS. */
  readonly shape?: Shape | undefined;
  readonly tls?: boolean | undefined;
  /** 0, the default, takes a free port. */
  readonly port?: number | undefined;
  /** Default: the system clock. Decides when tokens expire. */
  readonly clock?: Clock | undefined;
  /** Sends what webhooks get. Default: over HTTP, until `stop`. */
  readonly send?: SendHook | undefined;
  /** The issuer signs with it. Default: a new one, which takes a while to make. */
  readonly signingKey?: IssuerKey | undefined;
  /** Lets the world run jobs as real processes of this user, if it asks to. Default: no job is executed. */
  readonly execution?: Execution | undefined;
  /** Called with each JSON answer before it is sent. */
  readonly onJson?: ((answer: JsonAnswer) => void) | undefined;
  /** An internal error; the client got 500. Default: standard error. */
  readonly onError?: ((error: unknown) => void) | undefined;
}

export interface Simulator {
  readonly urls: WorldUrls;
  /** The listener's own address; `/_simulator` is below it. */
  readonly origin: string;
  /** Everything it writes is here. `stop` removes it. */
  readonly directory: string;
  readonly world: World;
  readonly journal: Journal;
  readonly faults: Faults;
  /** The certificate authority to trust; `undefined` over plain HTTP. */
  readonly caFile: string | undefined;
  /** The CONNECT proxy; `undefined` in the enterprise shape. */
  readonly proxyUrl: string | undefined;
  /** Where a browser without the proxy finds the page to sign in: `urls.server` itself in the enterprise shape. */
  readonly webUrl: string;
  /** Environment variables that make git, Terraform, Node and Go programs use the simulator: `GITHUB_*_URL`, certificates, proxy. */
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (milliseconds, signal) => {
    await wait(milliseconds, undefined, signal === undefined ? {} : { signal });
  },
};

const certificateNames = {
  dns: ['localhost', ...Object.values(gitHubHosts), '*.actions.githubusercontent.com'],
  ip: ['127.0.0.1', '::1'],
};

function addressVariables({ server, api, graphql }: WorldUrls): Record<string, string> {
  return { GITHUB_SERVER_URL: server, GITHUB_API_URL: api, GITHUB_GRAPHQL_URL: graphql };
}

function certificateVariables(caFile: string | undefined): Record<string, string> {
  return caFile === undefined
    ? {}
    : { NODE_EXTRA_CA_CERTS: caFile, SSL_CERT_FILE: caFile, GIT_SSL_CAINFO: caFile };
}

function proxyVariables(url: string | undefined): Record<string, string> {
  if (url === undefined) return {};
  const direct = '127.0.0.1,localhost,::1';
  return { HTTPS_PROXY: url, https_proxy: url, NO_PROXY: direct, no_proxy: direct, NODE_USE_ENV_PROXY: '1' };
}

interface Listening {
  readonly send: SendHook;
  readonly directory: string;
  readonly urls: WorldUrls;
  readonly environment: Readonly<Record<string, string>>;
}

/** The world behind an address, and the function that answers for it. */
async function openWorld(options: SimulatorOptions, { send, directory, urls, environment }: Listening) {
  const { seed, shape = 'enterprise', clock = systemClock, signingKey, onJson } = options;
  const world = await createWorld(seed, { clock, directory, urls, send, signingKey });
  const journal = createJournal(world.clock);
  const faults = createFaults();
  const gitHub = createService({ world, shape, routes, journal, faults, onJson });
  const service: Service = async (request) =>
    isControlRequest(request)
      ? finishResponse(await answerControl(request, { world, journal, faults, environment }))
      : gitHub(request);
  return { world, journal, faults, service };
}

/** For browsers that do not use the proxy; in the enterprise shape they need nothing else. */
async function openWebPages(shape: Shape, service: () => Service, onError: (error: unknown) => void) {
  if (shape !== 'github.com') return undefined;
  return listen(() => createWebPages(service()), { port: 0, onError });
}

/** Everything it writes is in a temporary directory that `stop` removes. Rejects when the port is taken. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const shape = options.shape ?? 'enterprise';
  const onError = options.onError ?? ((error: unknown) => console.error(error));
  const directory = await mkdtemp(join(tmpdir(), 'github-simulator-'));
  let world: World | undefined;
  const undo: (() => Promise<void>)[] = [
    async () => {
      // What the last events start is written to the repositories.
      if (world !== undefined) await whenRunsStarted(world);
      await rm(directory, { recursive: true, force: true, maxRetries: 3 });
    },
  ];
  const stop = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const tls =
      options.tls === true || shape === 'github.com' ? await createCredentials(certificateNames) : undefined;
    const caFile = tls === undefined ? undefined : join(directory, 'ca.pem');
    if (caFile !== undefined && tls !== undefined) await writeFile(caFile, tls.ca);

    let service: Service | undefined;
    const starting: Service = async () => 'cut';
    const listener = await listen(() => service ?? starting, { port: options.port ?? 0, onError, tls });
    undo.push(() => listener.close());
    const proxy = shape === 'github.com' ? await startProxy(listener.port) : undefined;
    if (proxy !== undefined) undo.push(() => proxy.close());

    const webPages = await openWebPages(shape, () => service ?? starting, onError);
    if (webPages !== undefined) undo.push(() => webPages.close());
    const urls = worldUrls(shape, listener.origin);
    const webUrl = webPages?.origin ?? urls.server;
    const addresses = addressVariables(urls);
    const environment = { ...addresses, ...certificateVariables(caFile), ...proxyVariables(proxy?.url) };
    const stopped = new AbortController();
    undo.push(async () => stopped.abort());
    const { send = createHookSender({ signal: stopped.signal }) } = options;
    const { service: ready, ...opened } = await openWorld(options, { send, directory, urls, environment });
    service = ready;
    world = opened.world;
    if (options.execution !== undefined) {
      const stopped = new AbortController();
      const execution = { directory: join(directory, 'jobs'), environment, signal: stopped.signal };
      setJobExecutor(opened.world, createJobExecutor({ ...execution, ...options.execution }));
      undo.push(async () => {
        stopped.abort();
        await whenJobsEnd(opened.world);
      });
    }
    const stopTime = opened.world.clock.keepTime();
    undo.push(async () => stopTime());
    const { origin } = listener;
    return { urls, origin, directory, ...opened, caFile, proxyUrl: proxy?.url, webUrl, environment, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
