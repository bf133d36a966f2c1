/**
 * The proof at length: `npm run torture:deployments -- --seed 1 --minutes 10 [--store sqlite|postgres] [--replicas 3]`, or
 * `--histories 10000` instead of the minutes. Ends with 1 if a history broke an invariant, and prints its seed and a shorter
 * history with the same fault. `--seed` continues where an earlier call ended.
 *
 * `--level http` plays them against server processes, which are killed, and PostgreSQL is restarted meanwhile. There the time of a
 * history runs `--speed` times as fast as the machine's, and `--lanes` histories are played at once. It prints no shorter history.
 */
import { rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { clusterVariable, stopCluster } from '../../support/postgres.ts';
import { makeTemporaryFolder } from '../../support/temporary-folder.ts';
import { tortureProcesses } from './over-http/torture.ts';
import { type TortureOptions, tortureHistories } from './torture-histories.ts';

const minuteMs = 60_000;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      minutes: { type: 'string' },
      histories: { type: 'string' },
      store: { type: 'string', default: 'sqlite' },
      replicas: { type: 'string' },
      level: { type: 'string', default: 'world' },
      lanes: { type: 'string', default: '3' },
      speed: { type: 'string', default: '10' },
    },
  });
  const { store, minutes, histories, level } = values;
  if (level !== 'world' && level !== 'http') throw new Error('--level is world or http');
  if (store !== 'postgres' && store !== 'sqlite') throw new Error('--store is postgres or sqlite');
  const replicas = Number(values.replicas ?? (store === 'postgres' ? 3 : 1));
  if (store === 'sqlite' && replicas > 1) throw new Error('--replicas needs --store postgres');
  const folder = makeTemporaryFolder();
  process.env['TMPDIR'] = folder;
  // Of the processes that are started again and again.
  process.env['NODE_COMPILE_CACHE'] ??= `${folder}/compiled`;
  const cluster = `${folder}/postgres`;
  process.env[clusterVariable] = cluster;
  const time = minutes ?? (histories === undefined ? '1' : undefined);
  const startedAt = Date.now();
  try {
    const options: TortureOptions = {
      store,
      replicas,
      seed: Number(values.seed),
      histories: Number(histories ?? Number.POSITIVE_INFINITY),
      until: time === undefined ? Number.POSITIVE_INFINITY : startedAt + Number(time) * minuteMs,
      print: (line: string) => void process.stdout.write(`${line}\n`),
    };
    const { violated, ...result } = await (level === 'world'
      ? tortureHistories(options)
      : tortureProcesses({
          ...options,
          store,
          replicas,
          lanes: Number(values.lanes),
          speed: Number(values.speed),
        }));
    const seconds = Math.round((Date.now() - startedAt) / 1_000);
    process.stdout.write(`${JSON.stringify({ level, store, replicas, seconds, ...result, violated })}\n`);
    if (violated.length > 0) process.exitCode = 1;
  } finally {
    stopCluster(cluster);
    rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) await main();
