/** Processes that are killed with -9 while they work on the queue: three on PostgreSQL, one on the embedded database. */
import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { patience } from '../../support/patience.ts';
import { endProgram, waitForLine } from '../../support/programs.ts';
import { describeEachStore } from '../../support/stores.ts';
import { until } from '../../support/until.ts';
import { openQueue } from './scene.ts';

const script = fileURLToPath(new URL('../../support/work-process.ts', import.meta.url));
const kills = Number(process.env['WORK_KILLS'] ?? 6);
const jobsPerKill = 40;
const lanes = 3;
const periodMs = 200;

interface Effect {
  readonly kind: string;
  readonly name: string;
  readonly lane: string | null;
  readonly at: number;
}

describeEachStore('processes that are killed', (engine) => {
  test(
    'lose no entry, finish none twice, keep the order of lanes and the period',
    async () => {
      await using queue = await openQueue(engine);
      const { db, dialect } = queue;
      await db.schema
        .createTable('effects')
        .addColumn('id', dialect.bigint, dialect.identity)
        .addColumn('kind', 'text')
        .addColumn('name', 'text')
        .addColumn('lane', 'text')
        .addColumn('at', dialect.bigint)
        .execute();
      const argument = JSON.stringify({ config: queue.config, periodMs });
      const replicas: ChildProcess[] = [];
      async function start(index: number): Promise<void> {
        const child = spawn(process.execPath, [script, argument], { stdio: ['ignore', 'pipe', 'inherit'] });
        replicas[index] = child;
        await waitForLine(child, (line) => (line === 'ready' ? line : undefined));
      }
      async function kill(index: number): Promise<void> {
        const child = replicas[index];
        if (child !== undefined) await endProgram(child);
      }
      const count = engine === 'postgres' ? 3 : 1;
      const names: string[] = [];
      try {
        await Promise.all(Array.from({ length: count }, (_, index) => start(index)));
        for (let round = 0; round < kills; round += 1) {
          for (let job = 0; job < jobsPerKill; job += 1) {
            const name = `${round}-${job}`;
            names.push(name);
            const lane = job % 2 === 0 ? `${job % lanes}` : undefined;
            await queue.enqueue({ kind: 'job', key: name, lane });
          }
          await sleep(50 + ((round * 97) % 250));
          await kill(round % count);
          await start(round % count);
        }
        const left = () =>
          db.selectFrom('work_entries').select('id').where('kind', '=', 'job').limit(1).executeTakeFirst();
        await until(async () => (await left()) === undefined);
      } finally {
        for (const index of replicas.keys()) await kill(index);
      }
      const { rows } = await sql<Effect>`select kind, name, lane, at from effects order by id`.execute(db);
      const jobs = rows.filter(({ kind }) => kind === 'job');
      expect(jobs.map(({ name }) => name).sort()).toEqual(names.toSorted());
      for (let lane = 0; lane < lanes; lane += 1) {
        const inLane = (name: string) => jobs.find((job) => job.name === name)?.lane === `${lane}`;
        const done = jobs.filter((job) => job.lane === `${lane}`).map(({ name }) => name);
        expect(done).toEqual(names.filter(inLane));
      }
      const ticks = rows.filter(({ kind }) => kind === 'tick').map(({ at }) => at);
      expect(ticks.length).toBeGreaterThan(1);
      // By the database's clock, which decides.
      for (const [index, at] of ticks.slice(1).entries()) {
        expect(at - (ticks[index] ?? 0)).toBeGreaterThanOrEqual(periodMs);
      }
    },
    patience(120_000),
  );
});
