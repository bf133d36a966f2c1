/**
 * A simulated GitHub and the server on one clock that a test moves. The server may stop and start again on its database; deliveries go to
 * whichever one runs.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { describeOutage } from '../../../src/server/database/failures.ts';
import { actAs } from '../../../src/simulator/people/people.ts';
import { whenQueuesSettled } from '../../../src/simulator/queues/watch-queues.ts';
import type { WorldSeed } from '../../../src/simulator/seed/seed-types.ts';
import { whenRunsStarted } from '../../../src/simulator/workflows/trigger-runs.ts';
import { headShaOf } from '../../../src/simulator/world/heads.ts';
import type { SimulatedPullRequest } from '../../../src/simulator/world/pull-requests.ts';
import { createJumpingClock, type JumpingClock } from '../../support/jumping-clock.ts';
import { patience } from '../../support/patience.ts';
import type { ApiAnswer, TestServer } from '../../support/server.ts';
import { startSimulator, type TestSimulator } from '../../support/simulator.ts';
import { readIssuerKey } from '../../support/world-keys.ts';
import type { DeathPoint } from './death.ts';
import type { Evidence, SeenUpload, Writer } from './evidence.ts';
import { createHost, type Host, type HostOptions } from './host.ts';
import type { Component } from './items.ts';
import { createSeed, repositoryName, type SeedOptions } from './seed.ts';
import { type Traffic, watchTraffic } from './traffic.ts';
import { createUploads, type PreparedUpload } from './uploads.ts';
import { watchChecks, watchWriters } from './watch.ts';

/** Longest wait for work that is due, in milliseconds of the machine. */
const usualQuietLimitMs = patience(60_000);
/** Steps of the clock while nothing is due, in milliseconds: every poll and sweep of the server has its turn. */
const stepMs = 10_000;
const hourMs = 60 * 60_000;
const dayMs = 24 * hourMs;
/** After this long in one state and without a request, a server sleeps until its clock moves. In milliseconds of the machine. */
const sleepyMs = { due: 4, working: 8 };

export interface DeploymentsScene extends AsyncDisposable {
  readonly simulator: TestSimulator;
  readonly clock: JumpingClock;
  /** `BROKEN`: names of components whose runs fail. */
  readonly variables: Record<string, string>;
  /** What was accepted, in order. */
  readonly uploads: readonly SeenUpload[];
  /** Those that the server has an inventory for. */
  readonly releases: Evidence['releases'][number][];
  /** Every head of a pull request, oldest first; there again where it became the head again, or the pull request was opened again. */
  readonly heads: ReadonlyMap<number, readonly string[]>;
  /** What checks were made or changed to. */
  readonly checkStates: Evidence['checkStates'];
  /** People with write access. */
  writers(): readonly Writer[];
  /** The one that runs. */
  server(): TestServer;
  isUp(): boolean;
  stopServer(): Promise<void>;
  startServer(): Promise<void>;
  /** Kills a server once it comes to this point; another takes its place. */
  doom(point: DeathPoint): void;
  /** Kills none any more. */
  spare(): void;
  /** How many were killed. */
  deaths(): number;
  /** As a person of the world; the answer is that of the act. */
  act(login: string, what: string, fields: object): Promise<Readonly<Record<string, unknown>>>;
  pull(number: number): SimulatedPullRequest;
  /** As the workflow that finds affected stacks does in its newest run for the pull request; `undefined`: it has none. */
  upload(number: number, components: readonly Component[]): Promise<ApiAnswer | undefined>;
  /** As the run of the group of a pull request in the merge queue does; `undefined`: it has none. */
  uploadGroup(number: number, components: readonly Component[]): Promise<ApiAnswer | undefined>;
  /** The same, to be sent later. */
  prepareUpload(number: number, checkedOut?: string): Promise<PreparedUpload | undefined>;
  /** Waits until nothing is due. */
  quiet(): Promise<void>;
  /** Lets time pass, by the clock in steps of 10 seconds or of so many milliseconds. */
  pass(milliseconds: number, step?: number): Promise<void>;
  /** Lets time pass until `isSo`; rejects after `limitMs`. */
  passUntil(isSo: () => boolean | Promise<boolean>, limitMs?: number): Promise<void>;
}

export interface SceneOptions extends HostOptions, SeedOptions {
  /** `settings` of all components, instead of the usual ones. */
  readonly settings?: object;
  /** Adds to the world. */
  readonly extendSeed?: (seed: WorldSeed) => WorldSeed;
  /** Longest time until nothing is due, in milliseconds of the machine. Default: a minute. */
  readonly quietLimitMs?: number | undefined;
  /** Hour of the day in UTC at which simulator and server start. Default: now. */
  readonly startHour?: number;
}

type Business = 'idle' | 'working' | 'due';

async function readWork({ database }: TestServer, now: number): Promise<Business> {
  const found = await database.db
    .selectFrom('work_entries')
    .select('is_leased')
    .where('state', '=', 'waiting')
    .where(({ eb, or }) => or([eb('is_leased', '=', 1), eb('due_at', '<=', now)]))
    .orderBy('is_leased', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (found === undefined) return 'idle';
  return found.is_leased === 1 ? 'working' : 'due';
}

/** Whether the server works on something (`working`), or will once it polls its queue (`due`). */
async function readBusiness(host: Host, clock: JumpingClock): Promise<Business> {
  const server = host.current();
  if (server === undefined) return 'idle';
  try {
    return await readWork(server, clock.now());
  } catch (error) {
    // On a machine that is busy with others, a connection may take longer than a server waits for it.
    if (describeOutage(error) === undefined) throw error;
    return 'working';
  }
}

function createTime(
  simulator: TestSimulator,
  {
    host,
    clock,
    traffic,
    quietLimitMs = usualQuietLimitMs,
  }: {
    readonly host: Host;
    readonly clock: JumpingClock;
    readonly traffic: Traffic;
    readonly quietLimitMs?: number | undefined;
  },
) {
  const { world } = simulator;

  async function quiet(): Promise<void> {
    const deadline = Date.now() + quietLimitMs;
    let sameSince = 0;
    let last = '';
    // Twice: what one part has just handed to another is on its way.
    for (let idle = 0; idle < 2; ) {
      await whenQueuesSettled(world);
      await whenRunsStarted(world);
      world.clock.settle();
      await world.courier?.settled();
      if (await host.replaceKilled(simulator)) idle = 0;
      const business = await readBusiness(host, clock);
      idle = business === 'idle' ? idle + 1 : 0;
      if (business !== last || !traffic.isQuiet()) sameSince = Date.now();
      last = business;
      // It sleeps until its next poll, or until it asks GitHub again: nothing waits for the machine's time.
      if (business !== 'idle' && Date.now() - sameSince >= sleepyMs[business]) {
        clock.jumpToNext();
        sameSince = Date.now();
      }
      if (Date.now() > deadline) throw new Error('the server has work that is due, and does not do it');
      await pause(2);
    }
  }

  async function pass(milliseconds: number, step = stepMs): Promise<void> {
    await quiet();
    for (let left = milliseconds; left > 0; left -= step) {
      clock.jump(Math.min(step, left));
      world.clock.settle();
      await quiet();
    }
  }

  return {
    quiet,
    pass,
    async passUntil(isSo: () => boolean | Promise<boolean>, limitMs = 20 * 60_000): Promise<void> {
      await quiet();
      for (let passed = 0; !(await isSo()); passed += stepMs) {
        if (passed > limitMs) throw new Error(`not so after ${limitMs / 60_000} minutes: ${isSo}`);
        await pass(stepMs);
      }
    },
  };
}

function createHeads({ world }: TestSimulator) {
  const heads = new Map<number, string[]>();
  return {
    heads,
    /** After each act. */
    note(what: string, about: unknown): void {
      for (const pull of world.repositories.get(1001)?.pullRequests.values() ?? []) {
        const { number } = pull;
        const headSha = headShaOf(world, pull);
        const known = heads.get(number) ?? [];
        heads.set(number, known);
        if (known.at(-1) !== headSha || (what === 'reopen' && about === number)) known.push(headSha);
      }
    },
  };
}

/** What a scene is made of: its time, and its servers. */
export interface SceneParts {
  readonly clock: JumpingClock;
  readonly host: Host;
  /** Waits on the simulator and the servers. */
  createTime(simulator: TestSimulator): Pick<DeploymentsScene, 'quiet' | 'pass' | 'passUntil'>;
  /** After simulator and servers have ended. */
  dispose(): void;
}

export async function startDeployments(options: SceneOptions = {}): Promise<DeploymentsScene> {
  const clock = createJumpingClock();
  const { startHour } = options;
  if (startHour !== undefined) clock.jump((startHour * hourMs - (clock.now() % dayMs) + dayMs) % dayMs);
  const host = await createHost(options, clock);
  const traffic = watchTraffic();
  return assembleScene(options, {
    clock,
    host,
    createTime: (simulator) => createTime(simulator, { ...options, host, clock, traffic }),
    dispose: () => traffic[Symbol.dispose](),
  });
}

export async function assembleScene(options: SceneOptions, parts: SceneParts): Promise<DeploymentsScene> {
  const { clock, host } = parts;
  const variables: Record<string, string> = { BROKEN: '-' };
  const { checkStates, onJson } = watchChecks(clock.now);
  const { writers, note: noteRole } = watchWriters(clock.now, ['root', 'alice', 'bob']);
  const { extendSeed = (seed) => seed } = options;
  const simulator = await startSimulator({
    seed: extendSeed(createSeed(variables, options)),
    clock,
    send: host.send,
    signingKey: await readIssuerKey(),
    onJson,
    verifyResponses: false,
  });
  await host.start(simulator);
  const { world } = simulator;
  const { uploads, prepare, prepareGroup } = createUploads(simulator, host, options.settings);
  const { heads, note } = createHeads(simulator);

  function pull(number: number): SimulatedPullRequest {
    const found = world.repositories.get(1001)?.pullRequests.get(number);
    if (found === undefined) throw new Error(`there is no pull request ${number}`);
    return found;
  }

  return {
    simulator,
    clock,
    variables,
    uploads,
    releases: [],
    heads,
    checkStates,
    writers,
    pull,
    ...parts.createTime(simulator),
    server() {
      const server = host.current();
      if (server === undefined) throw new Error('the server is down');
      return server;
    },
    isUp: () => host.current() !== undefined,
    stopServer: host.stop,
    startServer: () => host.start(simulator),
    doom: host.doom,
    spare: host.spare,
    deaths: host.deaths,
    async act(login, what, fields) {
      const done = await actAs(world, { as: login, do: what, repository: repositoryName, ...fields });
      note(what, 'number' in fields ? fields.number : undefined);
      if ('role' in fields && 'login' in fields) noteRole({ login: fields.login, role: fields.role });
      return { ...done };
    },
    uploadGroup: async (number, components) => (await prepareGroup(number))?.(components),
    prepareUpload: (number, checkedOut) => prepare(pull(number), checkedOut),
    upload: async (number, components) => (await prepare(pull(number)))?.(components),
    async [Symbol.asyncDispose]() {
      await host.stop();
      await simulator.stop();
      await host.dispose();
      parts.dispose();
    },
  };
}
