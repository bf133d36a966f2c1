/** Plays a history against processes of servers that are killed meanwhile, lets them come to rest, and judges what is left behind. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { DatabaseConfig } from '../../../../src/server/config/config.ts';
import { patience } from '../../../support/patience.ts';
import { createRandom } from '../../locks/workload.ts';
import { findUnrest, findViolations } from '../check-evidence.ts';
import { collectEvidence } from '../collect.ts';
import type { Evidence } from '../evidence.ts';
import type { Generated } from '../generate.ts';
import { backfillMs, calm, play, redeliver } from '../history.ts';
import type { HistoryEvent } from '../history-events.ts';
import { isLoss, type Played } from '../judge-histories.ts';
import { approveWaiting, isAnyWaiting } from '../rest.ts';
import { adminToken } from '../seed.ts';
import { createAdminRoutes } from './admin-routes.ts';
import { runNemesis } from './nemesis.ts';
import { isAnyOpen, readRoutes } from './read-routes.ts';
import { type ProcessScene, startProcessScene } from './start-scene.ts';

export interface HistoryDatabase {
  readonly config: DatabaseConfig;
  /** Without a goodbye; `undefined` where the database lives within the server. */
  readonly restart: (() => void) | undefined;
}

export interface ProcessHistory extends Generated {
  readonly seed: number;
  readonly database: HistoryDatabase;
  readonly speed: number;
}

/** Of a connection to PostgreSQL that a restart has ended, or that is refused meanwhile. */
const lostConnection = /EPIPE|ECONNRESET|ECONNREFUSED|ENOENT|57P0[1-3]|Connection terminated/;

/** A question of the test itself may meet a restart of the database: then the event does nothing more. */
async function playEvent(scene: ProcessScene, event: HistoryEvent): Promise<void> {
  try {
    await play(scene, event);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!lostConnection.test(`${code} ${String(error)}`)) throw error;
  }
}

const firstPush: HistoryEvent = { do: 'push', pull: 1 };
/** Longest way to rest, in milliseconds: of the scene, and then of the machine. */
const restLimitMs = { scene: 20 * 60_000, machine: patience(20_000) };
const stepMs = 500;

/** What GitHub never made a delivery of is found after an hour. The time jumps while no server runs. */
async function passOutage(scene: ProcessScene): Promise<void> {
  await scene.stopServer();
  scene.clock.jump(backfillMs);
  scene.simulator.world.clock.settle();
  await scene.startServer();
}

/**
 * What the routes show once nothing is open: twice the same answer, because what is read in one go is from several moments. While something is
 * open, each look is two short requests.
 */
async function settle(scene: ProcessScene): Promise<Evidence> {
  const admin = createAdminRoutes(() => scene.server().url, adminToken);
  const collect = () => collectEvidence(scene, () => readRoutes(admin));
  const [sceneEnd, machineEnd] = [scene.clock.now() + restLimitMs.scene, Date.now() + restLimitMs.machine];
  let evidence: Evidence | undefined;
  for (let rests = 0; rests < 2; ) {
    if (scene.clock.now() > sceneEnd && Date.now() > machineEnd) break;
    if (isAnyWaiting(scene)) approveWaiting(scene, await collect());
    await sleep(stepMs);
    await scene.quiet();
    evidence = (await isAnyOpen(admin)) ? undefined : await collect();
    rests = evidence !== undefined && findUnrest(evidence).length === 0 ? rests + 1 : 0;
  }
  return evidence ?? collect();
}

export interface PlayedOnProcesses extends Played {
  readonly databaseRestarts: number;
}

/** Rejects where an invariant breaks, or where a process ends that was not killed. */
export async function playOnProcesses({
  seed,
  events,
  scene: { isUnattended = false, ...world },
  database,
  speed,
}: ProcessHistory): Promise<PlayedOnProcesses> {
  const random = createRandom(seed);
  await using scene = await startProcessScene({ ...world, database: database.config, speed, random });
  const { processes } = scene;
  const over = new AbortController();
  const nemesis = runNemesis(processes, { random, restartDatabase: database.restart, signal: over.signal });
  // Awaited below.
  nemesis.catch(() => undefined);
  try {
    for (const event of [firstPush, ...events]) await playEvent(scene, event);
  } finally {
    over.abort();
  }
  const databaseRestarts = await nemesis;
  await calm(scene);
  if (isUnattended) {
    // A server that starts reads what it has missed.
    await scene.stopServer();
    await scene.startServer();
  } else await redeliver(scene);
  if (events.some(isLoss)) await passOutage(scene);
  const evidence = await settle(scene);
  const faults = [...findViolations(evidence), ...processes.crashes().map((crash) => `crashed: ${crash}`)];
  if (faults.length > 0) throw new Error(faults.join('\n'));
  const { orders, runs } = evidence;
  const counts = { kills: processes.deaths(), orders: orders.length, runs: runs.length };
  return { events: events.length, ...counts, databaseRestarts };
}
