/** The servers of a scene: replicas of one database, of which any may stop, or be killed, and start again. */
import type { ServerConfigDocument } from '../../../src/schema/generated/server-config.cjs';
import type { OpenedDatabase } from '../../../src/server/database/open.ts';
import type { HookAnswer, SendHook } from '../../../src/simulator/deliveries/send.ts';
import { copyMigratedDatabase, type StoreEngine, type TestDatabase } from '../../support/database.ts';
import type { JumpingClock } from '../../support/jumping-clock.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import type { TestSimulator } from '../../support/simulator.ts';
import { createStore } from '../../support/store.ts';
import { createDeath, type Death, type DeathPoint } from './death.ts';
import { webhookSecret, workspaces } from './seed.ts';

const noAnswer: HookAnswer = { status: 'failed to connect' };

export interface HostOptions {
  readonly store?: StoreEngine;
  readonly workspaces?: ServerConfigDocument['workspaces'];
  readonly adminTokens?: ServerConfigDocument['admin_tokens'];
  /** One server for each, whose clock is wrong by so many milliseconds; with more than one only on PostgreSQL. Default: one, right. */
  readonly skewsMs?: readonly number[];
}

interface Replica {
  readonly server: TestServer;
  readonly death: Death;
}

/** A server whose clock is wrong by so much; that of the database is right. */
async function startReplica(
  options: HostOptions & { readonly skewMs: number },
  { simulator, clock, database }: HostPorts & { readonly simulator: TestSimulator },
): Promise<Replica> {
  const death = createDeath();
  let own: OpenedDatabase | undefined;
  const server = await startTestServer({
    simulator,
    clock: { ...clock, now: () => clock.now() + options.skewMs },
    async openDatabase(config, given) {
      own = await clock.openDatabase(config, given);
      return { ...own, db: death.guard(own.db) };
    },
    database: database.config,
    replicas: 1,
    config: { workspaces: options.workspaces ?? workspaces, admin_tokens: options.adminTokens ?? [] },
    environment: { ATMOS_PRO_GITHUB_WEBHOOK_SECRET: webhookSecret },
  });
  // Queries of the test do not count as queries of the server.
  const watched = own === undefined ? server : { ...server, database: own, store: createStore(own) };
  return { server: watched, death };
}

interface HostPorts {
  readonly clock: JumpingClock;
  readonly database: TestDatabase;
}

export interface Host {
  readonly send: SendHook;
  /** One that runs, another at each call. */
  current(): TestServer | undefined;
  /** Starts those that do not run. */
  start(simulator: TestSimulator): Promise<void>;
  stop(): Promise<void>;
  /** Kills the next server that comes to this point. */
  doom(point: DeathPoint): void;
  /** Kills none of those that run. */
  spare(): void;
  /** Puts others in the place of those that were killed. Returns whether there were any. */
  replaceKilled(simulator: TestSimulator): Promise<boolean>;
  /** How many were killed so far. */
  deaths(): number;
  dispose(): Promise<void>;
}

async function post(url: string, { headers, body }: Parameters<SendHook>[0]): Promise<HookAnswer> {
  try {
    const answer = await fetch(`${url}/webhooks/github`, { method: 'POST', headers, body });
    const text = await answer.text();
    const answered = { headers: Object.fromEntries(answer.headers), body: text };
    return { status: 'answered', code: answer.status, ...answered };
  } catch {
    return noAnswer;
  }
}

export async function createHost(options: HostOptions, clock: JumpingClock): Promise<Host> {
  const database = await copyMigratedDatabase(options.store ?? 'sqlite');
  const { skewsMs = [0] } = options;
  const running = new Map<number, Replica>();
  let turn = 0;
  let deaths = 0;

  function pick(): Replica | undefined {
    const living = [...running.values()].filter(({ death }) => !death.isDead());
    turn += 1;
    return living[turn % living.length];
  }

  async function start(simulator: TestSimulator): Promise<void> {
    for (const [index, skewMs] of skewsMs.entries()) {
      if (running.has(index)) continue;
      running.set(index, await startReplica({ ...options, skewMs }, { simulator, clock, database }));
    }
  }

  return {
    start,
    current: () => pick()?.server,
    async send(hook) {
      const replica = pick();
      if (replica === undefined) return noAnswer;
      const answer = await post(replica.server.url, hook);
      // What a killed process would have answered is not heard.
      return replica.death.isDead() ? noAnswer : answer;
    },
    async stop() {
      const stopped = [...running.values()];
      running.clear();
      await Promise.all(stopped.map(({ server }) => server.stop()));
    },
    doom(point) {
      pick()?.death.doom(point);
    },
    spare() {
      for (const { death } of running.values()) death.spare();
    },
    async replaceKilled(simulator) {
      const killed = [...running].filter(([, { death }]) => death.isDead());
      if (killed.length === 0) return false;
      for (const [index, { server }] of killed) {
        running.delete(index);
        await server.stop();
      }
      deaths += killed.length;
      await start(simulator);
      return true;
    },
    deaths: () => deaths,
    dispose: () => database.dispose(),
  };
}
