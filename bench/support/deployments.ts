/** A server that deploys, as it is shipped, in a process of its own, and a simulated GitHub in this one that delivers events to it. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { type Simulator, startSimulator } from '../../src/simulator/main.ts';
import { actAs } from '../../src/simulator/people/people.ts';
import { whenRunsStarted } from '../../src/simulator/workflows/trigger-runs.ts';
import type { SimulatedPullRequest } from '../../src/simulator/world/pull-requests.ts';
import {
  createSeed,
  repositoryName,
  uploadFile,
  webhookSecret,
  workspaces,
} from '../../test/e2e/deployments/seed.ts';
import { createUploads, type PreparedUpload } from '../../test/e2e/deployments/uploads.ts';
import { startShippedServer } from './shipped-server.ts';

export interface DeploymentsBench {
  readonly simulator: Simulator;
  readonly databasePath: string;
  /** Where the server takes deliveries. */
  readonly hookUrl: string;
  /** Opens a pull request with one commit of its own; what the event starts has started. */
  openPull(): Promise<SimulatedPullRequest>;
  /** An upload of the job that finds affected stacks, with its session. */
  prepareUpload(pull: SimulatedPullRequest): Promise<PreparedUpload>;
  /** A number that a query of the server's database returns. */
  count(query: string): number;
  /** Highest resident memory of the server so far, in MiB. */
  memory(): number;
  stop(): Promise<void>;
}

export interface DeploymentsOptions {
  /** How long dispatched runs take, in milliseconds. */
  readonly runMs: number;
  /** Default: the server's. */
  readonly maxPerSecond?: number | undefined;
  readonly drift?: object | undefined;
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** How often, and how far apart in milliseconds, the run of a pull request is looked for. */
const runAttempts = 100;
const runPauseMs = 50;

/** The usual world, with one webhook, and rate limits that are none. */
function seedOf({ runMs }: DeploymentsOptions, hookUrl: string) {
  const seed = createSeed({ BROKEN: '-' }, { runMs });
  // A session ends with its run, and a busy machine uploads slowly.
  const plays = { ...seed.actions?.plays, [uploadFile]: { after: runMs } };
  return {
    ...seed,
    actions: { ...seed.actions, plays },
    apps: (seed.apps ?? []).map((app) => ({ ...app, webhook: { url: hookUrl, secret: webhookSecret } })),
    rate_limits: { core: 1_000_000, graphql: 1_000_000 },
  };
}

function workspacesOf({ maxPerSecond, drift }: DeploymentsOptions) {
  const [workspace] = workspaces;
  const dispatch = maxPerSecond === undefined ? {} : { dispatch: { max_per_second: maxPerSecond } };
  const deployments = { hold: { threshold: 'off', cooldown: 'off' }, ...dispatch };
  const repositories = workspace.repositories.map((repository) => ({
    ...repository,
    deployments,
    ...(drift === undefined ? {} : { drift }),
  }));
  return [{ ...workspace, repositories }];
}

function documentOf(
  options: DeploymentsOptions,
  { simulator, port, path }: { simulator: Simulator; port: number; path: string },
) {
  const [app] = simulator.world.apps.values();
  return {
    public_url: 'https://atmos-pro.bench',
    listen: { port },
    github: { server_url: simulator.urls.server, app_id: app?.id },
    issuers: [{ issuer: simulator.urls.issuer }],
    rate_limits: { exchange_per_repository_per_minute: 0 },
    database: { path },
    workspaces: workspacesOf(options),
  };
}

/** People of the simulated world, and the jobs of its runs. */
function createPeople(simulator: Simulator, url: string) {
  const { world } = simulator;
  const { prepare } = createUploads(simulator, { current: () => ({ url }) }, undefined);
  let opened = 0;
  const act = (what: string, fields: object) =>
    actAs(world, { as: 'alice', do: what, repository: repositoryName, ...fields });
  return {
    async openPull() {
      opened += 1;
      const branch = `feature-${opened}`;
      await act('push', { branch, files: { [`${branch}.tf`]: branch } });
      await act('open', { head: branch });
      await whenRunsStarted(world);
      const pull = world.repositories.get(1001)?.pullRequests.get(opened);
      if (pull === undefined) throw new Error('the pull request was not opened');
      return pull;
    },
    async prepareUpload(pull: SimulatedPullRequest) {
      // Its run starts a moment after the event.
      for (let attempt = 0; attempt < runAttempts; attempt += 1) {
        world.clock.settle();
        const prepared = await prepare(pull);
        if (prepared !== undefined) return prepared;
        await pause(runPauseMs);
      }
      throw new Error('no run finds affected stacks');
    },
  };
}

export async function startDeploymentsBench(options: DeploymentsOptions): Promise<DeploymentsBench> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-deployments-'));
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  const hookUrl = `${url}/webhooks/github`;
  const simulator = await startSimulator({ seed: seedOf(options, hookUrl) });
  const path = join(directory, 'bench.db');
  const [app] = simulator.world.apps.values();
  const server = await startShippedServer(documentOf(options, { simulator, port, path }), {
    ATMOS_PRO_GITHUB_APP_PRIVATE_KEY: app?.privateKey,
    ATMOS_PRO_GITHUB_WEBHOOK_SECRET: webhookSecret,
  });
  const database = new DatabaseSync(path, { readOnly: true });
  return {
    simulator,
    databasePath: path,
    hookUrl,
    ...createPeople(simulator, url),
    count: (query) => Number(Object.values(database.prepare(query).get() ?? {})[0] ?? 0),
    memory: server.memory,
    async stop() {
      database.close();
      await server.stop();
      await simulator.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Rejects after `limitMs`. Returns the milliseconds that it took. */
export async function waitUntil(isSo: () => boolean, limitMs: number, pauseMs = 20): Promise<number> {
  const from = performance.now();
  while (!isSo()) {
    if (performance.now() - from > limitMs) throw new Error(`not so after ${limitMs / 1_000} s: ${isSo}`);
    await pause(pauseMs);
  }
  return performance.now() - from;
}
