/** The servers of a scene as processes of their own: killed ones are replaced, as an orchestrator does. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { loadServerConfig } from '../../../../src/cli/load-server-config.ts';
import type { ServerConfigDocument } from '../../../../src/schema/generated/server-config.cjs';
import type { DatabaseConfig } from '../../../../src/server/config/config.ts';
import { createHookSender, type SendHook } from '../../../../src/simulator/deliveries/send.ts';
import { createFastClock, type Pace } from '../../../support/fast-clock.ts';
import { createReplica, type Replica } from '../../../support/replica.ts';
import type { TestServer } from '../../../support/server.ts';
import type { TestSimulator } from '../../../support/simulator.ts';
import { createStore } from '../../../support/store.ts';
import type { Host } from '../host.ts';
import { adminTokens, webhookSecret, workspaces } from '../seed.ts';
import { startBalancer } from './balancer.ts';
import { type ProcessDeathPoint, spareLine } from './process-death.ts';

const serveFile = fileURLToPath(new URL('./serve-fast.ts', import.meta.url));
/** How often the orchestrator looks, and how long a killed one stays away at most, in milliseconds of the machine. */
const lookMs = 50;
const maxAwayMs = 1_500;
/** How often a process may fail to start while its database starts. */
const maxFailedStarts = 20;

export interface ProcessesOptions {
  readonly pace: Pace;
  readonly database: DatabaseConfig;
  /** One process for each, whose clock is wrong by so many milliseconds. */
  readonly skewsMs: readonly number[];
  readonly random: () => number;
  readonly workspaces?: ServerConfigDocument['workspaces'] | undefined;
}

interface Lonely {
  /** Resolves once its process has ended. */
  readonly died: Promise<void>;
  /** SIGKILL, unless it is dead already. */
  kill(): Promise<void>;
}

export interface Processes extends Host {
  readonly count: number;
  /** How many of them do not listen. */
  away(): number;
  /** SIGKILL for one of those that run, now. */
  kill(): Promise<void>;
  /** Kills the next one that comes to this point by itself. */
  doom(point: ProcessDeathPoint): void;
  /** Stops all but one with SIGSTOP. That one is to die at the point, and gets all requests. */
  isolate(point: ProcessDeathPoint): Lonely;
  /** The others continue. */
  unite(): void;
  /** Ends of processes that had listened and were not killed. */
  crashes(): readonly string[];
}

function documentOf({ urls, world }: TestSimulator, options: ProcessesOptions): ServerConfigDocument {
  const [app] = world.apps.values();
  const { database } = options;
  return {
    public_url: 'https://atmos-pro.test',
    listen: { port: 0 },
    issuers: [{ issuer: urls.issuer }],
    github: { server_url: urls.server, api_url: urls.api, ...(app === undefined ? {} : { app_id: app.id }) },
    workspaces: options.workspaces ?? workspaces,
    admin_tokens: adminTokens,
    ...(database.kind === 'sqlite' ? { database: { path: database.path } } : {}),
  };
}

interface Member {
  readonly replica: Replica;
  isStarting: boolean;
}

export function createProcesses(options: ProcessesOptions): Processes {
  const { pace, database, skewsMs, random } = options;
  const folder = mkdtempSync(join(tmpdir(), 'atmos-deployments-'));
  const configFile = join(folder, 'atmos-pro.yaml');
  const cleanup = new AsyncDisposableStack();
  cleanup.defer(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  const crashes: string[] = [];
  const sendHook = createHookSender();
  let members: readonly Member[] = [];
  let seen: TestServer | undefined;
  let deaths = 0;
  let lonely: Member | undefined;
  /** Whether all of them should run. */
  let isUp = false;

  function pick(): Member | undefined {
    const living = members.filter(
      (member) => member.replica.url !== undefined && (lonely === undefined || member === lonely),
    );
    return living[Math.floor(random() * living.length)];
  }

  async function startMember(member: Member): Promise<void> {
    member.isStarting = true;
    try {
      for (let failures = 0; isUp; failures += 1) {
        // On a busy machine a process that was killed takes a while to end.
        while (isUp && member.replica.isRunning) await sleep(lookMs);
        if (!isUp) return;
        try {
          return await member.replica.start();
        } catch (error) {
          if (failures >= maxFailedStarts) throw error;
          await sleep(lookMs);
        }
      }
    } finally {
      member.isStarting = false;
    }
  }

  /** What a process left behind that no longer listens. */
  function noteEnd({ replica: { end } }: Member): void {
    deaths += 1;
    if (end !== undefined && end[1] !== 'SIGKILL') crashes.push(`a server ended with ${end[0] ?? end[1]}`);
  }

  async function supervise(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await sleep(lookMs);
      for (const member of isUp ? members : []) {
        if (member.isStarting || member.replica.isRunning) continue;
        noteEnd(member);
        member.isStarting = true;
        void sleep(random() * maxAwayMs)
          .then(() => startMember(member))
          .catch((error: unknown) => void crashes.push(String(error)));
      }
    }
  }

  async function open(simulator: TestSimulator): Promise<void> {
    const document = documentOf(simulator, options);
    writeFileSync(configFile, JSON.stringify(document));
    const [app] = simulator.world.apps.values();
    const environment: Record<string, string> = {
      PATH: process.env['PATH'] ?? '',
      ATMOS_PRO_GITHUB_APP_PRIVATE_KEY: app?.privateKey ?? '',
      ATMOS_PRO_GITHUB_WEBHOOK_SECRET: webhookSecret,
    };
    const compiled = process.env['NODE_COMPILE_CACHE'];
    if (compiled !== undefined) environment['NODE_COMPILE_CACHE'] = compiled;
    if (database.kind === 'postgres') environment['DATABASE_URL'] = database.url;
    members = skewsMs.map((skewMs) => {
      const command = () => ['--no-warnings', serveFile, configFile, JSON.stringify({ ...pace, skewMs })];
      return { replica: createReplica(configFile, environment, command), isStarting: false };
    });
    const { config } = await loadServerConfig(configFile, environment);
    const opened = await createFastClock(pace).openDatabase(database, { onIdleError: () => undefined });
    cleanup.defer(() => opened.db.destroy());
    const balancer = cleanup.use(await startBalancer(() => pick()?.replica.url));
    seen = {
      ...{ url: balancer.url, metricsUrl: undefined, config, document, database: opened, logs: [] },
      store: createStore(opened),
      stop,
      [Symbol.asyncDispose]: stop,
    };
    const over = new AbortController();
    cleanup.defer(() => over.abort());
    void supervise(over.signal);
  }

  async function stop(): Promise<void> {
    isUp = false;
    await Promise.all(members.map(({ replica }) => replica.stop()));
  }

  const send: SendHook = async (hook) => {
    const url = pick()?.replica.url;
    return url === undefined
      ? { status: 'failed to connect' }
      : sendHook({ ...hook, url: `${url}/webhooks/github` });
  };

  return {
    send,
    current: () => (isUp ? seen : undefined),
    async start(simulator) {
      if (seen === undefined) await open(simulator);
      isUp = true;
      const away = members.filter(({ replica, isStarting }) => replica.url === undefined && !isStarting);
      await Promise.all(away.map(startMember));
      while (members.some(({ replica }) => replica.url === undefined)) await sleep(lookMs);
    },
    stop,
    async kill() {
      await pick()?.replica.kill();
    },
    doom(point) {
      pick()?.replica.tell(JSON.stringify(point));
    },
    spare() {
      for (const { replica } of members) replica.tell(spareLine);
    },
    count: skewsMs.length,
    away: () => members.filter(({ replica }) => replica.url === undefined).length,
    replaceKilled: async () => false,
    deaths: () => deaths,
    isolate(point) {
      const chosen = pick();
      if (chosen === undefined) throw new Error('no server runs');
      lonely = chosen;
      for (const member of members) if (member !== chosen) member.replica.pause();
      chosen.replica.tell(JSON.stringify(point));
      return {
        died: (async () => {
          while (chosen.replica.url !== undefined) await sleep(lookMs);
        })(),
        kill: () => chosen.replica.kill(),
      };
    },
    unite() {
      lonely = undefined;
      for (const { replica } of members) replica.resume();
    },
    crashes: () => crashes,
    async dispose() {
      isUp = false;
      await Promise.all(members.map(({ replica }) => replica.kill()));
      await cleanup.disposeAsync();
    },
  };
}
