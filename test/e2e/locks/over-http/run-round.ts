/** Real server processes under everything that may go wrong, and jobs in other processes that compete for locks meanwhile. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startSimulator } from '../../../../src/simulator/main.ts';
import { issueIdToken } from '../../../../src/simulator/oidc/issue.ts';
import type { World } from '../../../../src/simulator/world/world.ts';
import type { StoreEngine } from '../../../support/database.ts';
import { type OwnPostgres, startOwnPostgres } from '../../../support/postgres.ts';
import { startRelay } from '../../../support/recording-relay.ts';
import { createReplica, type Replica } from '../../../support/replica.ts';
import { callOnce } from '../../replicas/client.ts';
import { jobNames, serverDocument, workspaceId, seed as worldSeed } from '../../replicas/world.ts';
import type { Operation } from '../history.ts';
import { checkHistory, type Verdict } from '../linearizability.ts';
import { startHolders } from './holders.ts';
import { type Harm, runNemesis } from './nemesis.ts';

export interface RoundOptions {
  readonly engine: StoreEngine;
  readonly seed: number;
  readonly milliseconds: number;
  readonly lanes: number;
  readonly keys: number;
  readonly maxPauseMs: number;
  /** Share of the calls that arrive twice. */
  readonly copyRate: number;
  /** Longest time between two things that go wrong, in milliseconds. */
  readonly maxQuietMs: number;
}

export interface RoundResult {
  readonly history: readonly Operation[];
  readonly harm: Harm;
  readonly verdict: Verdict;
}

const serveFile = fileURLToPath(new URL('./serve-shifted.ts', import.meta.url));
const hourMs = 3_600_000;
const holderProcesses = 2;
/** How long jobs continue after the last fault, in milliseconds. */
const calmMs = 1_000;

async function openSession(server: Replica, world: World, name: string): Promise<[string, string]> {
  const job = world.jobs.get(name);
  if (job === undefined) throw new Error(`the world has no job ${name}`);
  const token = await issueIdToken(world, job, { audience: 'atmos-pro.com' });
  const body = { token, workspaceId };
  const answer = await callOnce(server.url ?? '', 'POST', '/auth/github-oidc', { body });
  if (answer?.status !== 200) throw new Error(`no session for ${name}: ${answer?.status}`);
  return [name, String(answer.data['token'])];
}

/** The first server knows the time until it is killed, to open sessions; every other start is an hour off, this way or that. */
function createServers(count: number, configFile: string, environment: Record<string, string>, harm: Harm) {
  const createServer = (_: unknown, index: number) => {
    let starts = 0;
    return createReplica(configFile, environment, () => {
      const isRight = starts === 0 && index === 0;
      const shift = isRight ? 0 : ((starts + index) % 2 === 0 ? 1 : -1) * hourMs;
      starts += 1;
      if (shift !== 0) harm.shiftedStarts += 1;
      return [serveFile, configFile, String(shift)];
    });
  };
  return Array.from({ length: count }, createServer);
}

export async function runRound(options: RoundOptions): Promise<RoundResult> {
  const { engine, seed, lanes, keys, maxPauseMs, copyRate } = options;
  const harm: Harm = {
    killsBeforeAnswer: 0,
    droppedAnswers: 0,
    copiedRequests: 0,
    stoppedServers: 0,
    stoppedHolders: 0,
    databaseRestarts: 0,
    shiftedStarts: 0,
  };
  await using cleanup = new AsyncDisposableStack();
  const directory = mkdtempSync(join(tmpdir(), 'atmos-locks-'));
  cleanup.defer(() => rmSync(directory, { recursive: true, force: true }));
  const database: OwnPostgres | undefined = engine === 'postgres' ? await startOwnPostgres() : undefined;
  if (database !== undefined) cleanup.defer(() => database.stop());
  const simulator = await startSimulator({ seed: worldSeed });
  cleanup.defer(() => simulator.stop());
  const { world, urls } = simulator;
  const [app] = world.apps.values();
  const configFile = join(directory, 'atmos-pro.yaml');
  writeFileSync(configFile, JSON.stringify(serverDocument(urls, world)));
  const environment = {
    PATH: process.env['PATH'] ?? '',
    ATMOS_PRO_GITHUB_APP_PRIVATE_KEY: app?.privateKey ?? '',
    ...(database === undefined ? {} : { DATABASE_URL: database.url }),
  };
  const servers = createServers(database === undefined ? 1 : 2, configFile, environment, harm);
  for (const server of servers) cleanup.defer(() => server.kill());
  await Promise.all(servers.map((server) => server.start()));
  const [first] = servers;
  if (first === undefined) throw new Error('no server');
  const sessions = await Promise.all(jobNames.map((name) => openSession(first, world, name)));
  const relays = await Promise.all(servers.map((server) => startRelay(server, false)));
  for (const relay of relays) cleanup.use(relay);

  const holders = Array.from({ length: holderProcesses }, (_, index) =>
    startHolders({
      seed: seed * holderProcesses + index,
      urls: relays.map(({ url }) => url),
      sessions: sessions.filter((__, job) => job % holderProcesses === index),
      lanes,
      keys,
      maxPauseMs,
      copyRate,
      keySpace: seed,
    }),
  );
  for (const holder of holders) cleanup.defer(() => holder.kill());
  async function harmThem(): Promise<void> {
    await runNemesis({
      seed,
      until: Date.now() + options.milliseconds,
      servers,
      relays,
      holders,
      restartDatabase: database?.restart,
      dropRate: 0.005,
      maxPauseMs: options.maxQuietMs,
      harm,
    });
    // Permanent damage shows now.
    await sleep(calmMs);
    for (const holder of holders) holder.finish();
  }
  const [histories] = await Promise.all([Promise.all(holders.map((holder) => holder.history)), harmThem()]);
  const history = histories.flat();
  harm.copiedRequests = relays.reduce((sum, { copies }) => sum + copies, 0);
  return { history, harm, verdict: checkHistory(history) };
}
