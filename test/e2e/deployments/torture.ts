/**
 * The proof at length: `npm run torture:deployments -- --seed 1 --minutes 10 [--store sqlite|postgres] [--replicas 3]`, or
 * `--histories 10000` instead of the minutes. Ends with 1 if a history broke an invariant, and prints its seed and a shorter
 * history with the same fault. `--seed` continues where an earlier call ended.
 */
import { rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { clusterVariable, stopCluster } from '../../support/postgres.ts';
import { makeTemporaryFolder } from '../../support/temporary-folder.ts';
import { tortureHistories } from './torture-histories.ts';

const minuteMs = 60_000;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      minutes: { type: 'string' },
      histories: { type: 'string' },
      store: { type: 'string', default: 'sqlite' },
      replicas: { type: 'string' },
    },
  });
  const { store, minutes, histories } = values;
  if (store !== 'postgres' && store !== 'sqlite') throw new Error('--store is postgres or sqlite');
  const replicas = Number(values.replicas ?? (store === 'postgres' ? 3 : 1));
  if (store === 'sqlite' && replicas > 1) throw new Error('--replicas needs --store postgres');
  const folder = makeTemporaryFolder();
  process.env['TMPDIR'] = folder;
  const cluster = `${folder}/postgres`;
  process.env[clusterVariable] = cluster;
  const time = minutes ?? (histories === undefined ? '1' : undefined);
  const startedAt = Date.now();
  try {
    const { violated, ...result } = await tortureHistories({
      store,
      replicas,
      seed: Number(values.seed),
      histories: Number(histories ?? Number.POSITIVE_INFINITY),
      until: time === undefined ? Number.POSITIVE_INFINITY : startedAt + Number(time) * minuteMs,
      print: (line) => process.stdout.write(`${line}\n`),
    });
    const seconds = Math.round((Date.now() - startedAt) / 1_000);
    process.stdout.write(`${JSON.stringify({ store, replicas, seconds, ...result, violated })}\n`);
    if (violated.length > 0) process.exitCode = 1;
  } finally {
    stopCluster(cluster);
    rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) await main();
