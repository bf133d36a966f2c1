/** Plays generated histories against processes of servers, some at a time, until the time or their number is up. */
import { createTestDatabase, type StoreEngine } from '../../../support/database.ts';
import { startOwnPostgres } from '../../../support/postgres.ts';
import { generateHistory } from '../generate.ts';
import type { TortureResult } from '../torture-histories.ts';
import { type HistoryDatabase, playOnProcesses } from './play.ts';

const longestProblem = 2_000;

export interface ProcessTortureOptions {
  readonly store: StoreEngine;
  readonly replicas: number;
  readonly seed: number;
  readonly histories: number;
  /** Wall time, in milliseconds since the Unix epoch. */
  readonly until: number;
  /** Histories that are played at the same time. */
  readonly lanes: number;
  readonly speed: number;
  print(line: string): void;
}

export interface ProcessTortureResult extends TortureResult {
  readonly databaseRestarts: number;
}

/** A server of databases, each for one history at a time. */
interface Databases extends AsyncDisposable {
  create(seed: number): Promise<HistoryDatabase & { dispose(): Promise<void> }>;
}

export async function openHistoryDatabases(store: StoreEngine): Promise<Databases> {
  if (store === 'sqlite') {
    const create = async () => ({ ...(await createTestDatabase('sqlite')), restart: undefined });
    return { create, [Symbol.asyncDispose]: async () => undefined };
  }
  const cluster = await startOwnPostgres();
  return {
    async create(seed) {
      const name = `history_${seed}`;
      await cluster.query(`create database ${name}`);
      const url = cluster.url.replace(/\/test_[0-9a-f]+\?/, `/${name}?`);
      // Goes with the cluster.
      const dispose = async () => undefined;
      return { config: { kind: 'postgres', url }, restart: cluster.restart, dispose };
    },
    [Symbol.asyncDispose]: () => cluster.stop(),
  };
}

export async function tortureProcesses(options: ProcessTortureOptions): Promise<ProcessTortureResult> {
  const { store, replicas, seed: first, histories, until, lanes, speed, print } = options;
  const total = { events: 0, kills: 0, orders: 0, runs: 0, databaseRestarts: 0 };
  const violated: number[] = [];
  let played = 0;
  let next = first;

  async function playOne(databases: Databases, seed: number): Promise<void> {
    const database = await databases.create(seed);
    try {
      const generated = generateHistory(seed, { store, replicas });
      const one = await playOnProcesses({ ...generated, seed, database, speed });
      total.events += one.events;
      total.kills += one.kills;
      total.orders += one.orders;
      total.runs += one.runs;
      total.databaseRestarts += one.databaseRestarts;
    } catch (error) {
      violated.push(seed);
      print(`seed ${seed}: ${String(error).slice(0, longestProblem)}`);
    }
    played += 1;
    await database.dispose();
    print(`next seed ${next}: ${JSON.stringify({ histories: played, ...total })}`);
  }

  async function runLane(): Promise<void> {
    await using databases = await openHistoryDatabases(store);
    while (next < first + histories && Date.now() < until) {
      next += 1;
      await playOne(databases, next - 1);
    }
  }

  await Promise.all(Array.from({ length: lanes }, runLane));
  return { ...total, histories: played, violated, nextSeed: next };
}
