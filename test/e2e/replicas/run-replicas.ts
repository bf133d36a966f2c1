/** Three real server processes on one PostgreSQL behind a proxy, one of which is killed all the time, under a mixed load. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sealAudit } from '../../../src/server/audit/seal-audit.ts';
import { startSimulator } from '../../../src/simulator/main.ts';
import { patience } from '../../support/patience.ts';
import { startPostgres } from '../../support/postgres.ts';
import { createReplica, type Replica } from '../../support/replica.ts';
import { startProxy } from '../../support/round-robin.ts';
import { openStore } from '../../support/store.ts';
import { createRandom } from '../locks/workload.ts';
import { readHistory } from './commits.ts';
import { areSetsThere, type Judgement, judge } from './judge.ts';
import { type LoadRecord, runLoad } from './load.ts';
import { mergePullRequests, serverDocument, seed as worldSeed } from './world.ts';

const replicaCount = 3;
/** How long replicas have for what they took, in milliseconds: what a killed one was at is free after a lease of 15 s. */
const settleMs = patience(18_000);

export interface RunOptions {
  readonly seed: number;
  readonly milliseconds: number;
  /** Whether PostgreSQL writes through to the disk. */
  readonly isDurable: boolean;
}

export interface RunResult extends Judgement {
  readonly kills: number;
  /** Requests that each replica answered. */
  readonly served: readonly number[];
  readonly record: LoadRecord;
}

/** Kills one after the other and starts it again, with the others serving meanwhile. Returns how many. */
async function killInTurn(replicas: readonly Replica[], seed: number, until: number): Promise<number> {
  const random = createRandom(seed);
  let kills = 0;
  for (; Date.now() < until; kills += 1) {
    await sleep(200 + random() * 800);
    const replica = replicas[kills % replicas.length];
    await replica?.kill();
    await replica?.start();
  }
  return kills;
}

export async function runReplicas({ seed, milliseconds, isDurable }: RunOptions): Promise<RunResult> {
  const directory = mkdtempSync(join(tmpdir(), 'atmos-replicas-'));
  const database = await startPostgres(isDurable);
  const simulator = await startSimulator({ seed: worldSeed });
  await mergePullRequests(simulator.world);
  const [app] = simulator.world.apps.values();
  const configFile = join(directory, 'atmos-pro.yaml');
  writeFileSync(configFile, JSON.stringify(serverDocument(simulator.urls, simulator.world)));
  const environment = {
    PATH: process.env['PATH'] ?? '',
    DATABASE_URL: database.url,
    ATMOS_PRO_GITHUB_APP_PRIVATE_KEY: app?.privateKey ?? '',
  };
  const replicas = Array.from({ length: replicaCount }, () => createReplica(configFile, environment));
  try {
    await Promise.all(replicas.map((replica) => replica.start()));
    const proxy = await startProxy(replicas);
    const over = new AbortController();
    const load = runLoad({ url: proxy.url, world: simulator.world, seed, signal: over.signal });
    const kills = await killInTurn(replicas, seed, Date.now() + milliseconds).finally(() => over.abort());
    const record = await load;
    await proxy.stop();
    const store = await openStore({ kind: 'postgres', url: database.url });
    try {
      for (const end = Date.now() + settleMs; Date.now() < end; await sleep(200)) {
        if (await areSetsThere(record, store)) break;
      }
      await sealAudit(store);
      const history = await readHistory(simulator.world);
      return { ...(await judge(record, store, history)), kills, served: proxy.served, record };
    } finally {
      await store.close();
    }
  } finally {
    await Promise.all(replicas.map((replica) => replica.kill()));
    await simulator.stop();
    await database.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}
