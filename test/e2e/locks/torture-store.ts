/**
 * The proof at length without servers: rounds of jobs compete for keys of the store itself; answers are dropped, calls are
 * sent twice, and on PostgreSQL connections are cut under way. Throws at the first history that no correct service could
 * have made.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { DatabaseConfig } from '../../../src/server/config/config.ts';
import { migrateDatabase } from '../../../src/server/database/migrate.ts';
import { type OpenedDatabase, openDatabase } from '../../../src/server/database/open.ts';
import { createLockStore } from '../../../src/server/locks/open-store.ts';
import type { StoreEngine } from '../../support/database.ts';
import { startPostgres } from '../../support/postgres.ts';
import { checkHistory } from './linearizability.ts';
import { reportViolation } from './report-violation.ts';
import { createRandom, runWorkload } from './workload.ts';

const replicaCount = 3;

/** Cuts every connection to the database but its own, now and then, until `signal` is aborted. */
async function cutConnections({ db }: OpenedDatabase, seed: number, signal: AbortSignal): Promise<number> {
  const random = createRandom(seed);
  let cuts = 0;
  while (!signal.aborted) {
    await sleep(100 + random() * 300);
    const { rows } = await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`.execute(db);
    cuts += rows.length;
  }
  return cuts;
}

interface Tally {
  readonly operations: number;
  readonly unknown: number;
  readonly cuts: number;
}

async function runRound(
  databases: readonly OpenedDatabase[],
  nemesis: OpenedDatabase | undefined,
  seed: number,
): Promise<Tally> {
  const done = new AbortController();
  const cutting = nemesis === undefined ? Promise.resolve(0) : cutConnections(nemesis, seed, done.signal);
  const history = await runWorkload({
    seed,
    services: databases.map(({ db, dialect }) => createLockStore({ db, dialect })),
    jobs: 10,
    keys: 4,
    operationsPerJob: 80,
    maxTtlMs: 40,
    maxPauseMs: 8,
    graceMs: seed % 2 === 0 ? 15 : 0,
    dropRate: 0.01,
    duplicateRate: 0.05,
    renewRate: 0.2,
    confirmRate: 0.3,
    deployments: 2,
  });
  done.abort();
  const cuts = await cutting;
  const verdict = checkHistory(history);
  if (verdict.status === 'violated') {
    reportViolation(seed, verdict);
    throw new Error(`round ${seed} failed`);
  }
  return {
    operations: history.length,
    unknown: history.filter(({ answer }) => answer.kind === 'unknown').length,
    cuts,
  };
}

async function createDatabase(
  engine: StoreEngine,
): Promise<{ config: DatabaseConfig; dispose(): Promise<void> }> {
  if (engine === 'postgres') {
    const { url, stop } = await startPostgres();
    return { config: { kind: 'postgres', url }, dispose: stop };
  }
  const folder = mkdtempSync(join(tmpdir(), 'atmos-torture-'));
  const dispose = async () => rmSync(folder, { recursive: true, force: true });
  return { config: { kind: 'sqlite', path: join(folder, 'atmos-pro.db') }, dispose };
}

export async function tortureStore(engine: StoreEngine, firstSeed: number, until: number): Promise<void> {
  const database = await createDatabase(engine);
  const open = () => openDatabase(database.config, { onIdleError: () => undefined });
  const replicas = Array.from({ length: engine === 'postgres' ? replicaCount : 1 }, open);
  const nemesis = engine === 'postgres' ? open() : undefined;
  const total = { rounds: 0, operations: 0, unknown: 0, cuts: 0 };
  try {
    for (const { db, dialect } of replicas.slice(0, 1)) await migrateDatabase(db, dialect);
    for (let seed = firstSeed; Date.now() < until; seed += 1) {
      const tally = await runRound(replicas, nemesis, seed);
      total.rounds += 1;
      total.operations += tally.operations;
      total.unknown += tally.unknown;
      total.cuts += tally.cuts;
    }
  } finally {
    for (const { db } of [...replicas, ...(nemesis === undefined ? [] : [nemesis])]) await db.destroy();
    await database.dispose();
  }
  process.stdout.write(`${engine}: ${JSON.stringify(total)}, every history linearizable\n`);
}
