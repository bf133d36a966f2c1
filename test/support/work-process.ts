/**
 * A process that works on the queue of the database that its first argument names (JSON): each job leaves a row in `effects`, in the
 * transaction that finishes it. Runs until it is killed.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { Registry } from 'prom-client';
import type { DatabaseConfig } from '../../src/server/config/config.ts';
import { openDatabase } from '../../src/server/database/open.ts';
import { serverClock, serverRandom } from '../../src/server/system-ports.ts';
import type { WorkTask } from '../../src/server/work/kind.ts';
import { createWorkLoop } from '../../src/server/work/run-loop.ts';
import { createWorkMetrics } from '../../src/server/work/work-metrics.ts';

const { config, periodMs } = JSON.parse(process.argv[2] ?? '') as {
  readonly config: DatabaseConfig;
  readonly periodMs: number;
};
const { db, dialect } = openDatabase(config);

/** A while, so that kills come before, in the midst and after. */
async function run({ entry, finish }: WorkTask): Promise<void> {
  await sleep(Math.random() * 20);
  await db.transaction().execute(async (trx) => {
    await sql`insert into effects (kind, name, lane, at) values (
      ${entry.kind}, ${entry.key}, ${entry.lane ?? null}, ${dialect.now})`.execute(trx);
    await sleep(Math.random() * 5);
    await finish(trx);
  });
}

const common = { leaseMs: 1_500, maxRunMs: 30_000, retry: { baseDelayMs: 10, maxDelayMs: 100 }, run };
const kinds = [
  { ...common, kind: 'job', concurrency: 4 },
  { ...common, kind: 'tick', concurrency: 1, keys: ['tick'], periodMs },
];
const logger = { debug() {}, info() {}, warn() {}, error: console.error };
const metrics = createWorkMetrics(new Registry());
const loop = createWorkLoop({
  db,
  dialect,
  clock: serverClock,
  random: serverRandom,
  logger,
  metrics,
});
// The loop waits without keeping a process alive; a server has its socket.
setInterval(() => undefined, 60_000);
process.stdout.write('ready\n');
await loop.run(kinds, new AbortController().signal);
