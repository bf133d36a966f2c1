/**
 * The work queue on both engines: entries per second that are claimed and finished. Each round measures all scenarios one after the other, so
 * that their ratios do not depend on the load of the machine.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { type OpenedDatabase, openMigratedDatabase } from '../../src/server/database/open.ts';
import { claim } from '../../src/server/work/claim.ts';
import { enqueue } from '../../src/server/work/enqueue.ts';
import { finish } from '../../src/server/work/lease.ts';
import { startPostgres } from '../../test/support/postgres.ts';
import type { Section } from '../section.ts';
import { summarize } from '../statistics.ts';

const rounds = 5;
/** Entries per scenario and round. */
const entries = 400;
/** Entries per claim, as for a kind with this concurrency. */
const perClaim = 10;
/** Concurrent claimers, as for as many replicas. */
const claimers = 3;
/** Entries of the large backlog: half are of the same kind and not due, half are due and of another kind. */
const backlog = 20_000;
const perInsert = 500;
const dayMs = 24 * 60 * 60_000;
/** Longer than a scenario. */
const leaseMs = 600_000;

/** `lanes`: number of lanes; `undefined`: none. `isBehind`: with the backlog in the table. */
interface Scenario {
  readonly name: string;
  readonly lanes?: number;
  readonly isBehind?: true;
}

const scenarios: readonly Scenario[] = [
  { name: 'empty queue' },
  { name: 'empty queue, 20 lanes', lanes: 20 },
  { name: `${backlog} other entries`, isBehind: true },
];

async function addBacklog({ db, dialect }: OpenedDatabase): Promise<void> {
  for (let start = 0; start < backlog / 2; start += perInsert) {
    const keys = Array.from({ length: perInsert }, (_, index) => `other-${start + index}`);
    await enqueue(
      db,
      dialect,
      keys.map((key) => ({ kind: 'bench', key, delayMs: dayMs })),
    );
    await enqueue(
      db,
      dialect,
      keys.map((key) => ({ kind: 'other', key })),
    );
  }
}

/** Entries per second. */
async function time({ db, dialect }: OpenedDatabase, { name, lanes }: Scenario): Promise<number> {
  const kind = 'bench';
  const all = Array.from({ length: entries }, (_, index) => ({
    kind,
    key: `${index}`,
    lane: lanes === undefined ? undefined : `${index % lanes}`,
  }));
  await enqueue(db, dialect, all);
  let done = 0;
  const work = async (): Promise<void> => {
    while (done < entries) {
      for (const entry of await claim(db, dialect, { kind, leaseMs, limit: perClaim })) {
        if (!(await finish(db, dialect, entry))) throw new Error(`${name}: a lease was lost`);
        done += 1;
      }
    }
  };
  const from = performance.now();
  await Promise.all(Array.from({ length: claimers }, work));
  return entries / ((performance.now() - from) / 1_000);
}

async function measureOn(engine: string, database: OpenedDatabase) {
  const samples = new Map(scenarios.map(({ name }) => [name, [] as number[]]));
  for (let round = 0; round < rounds; round += 1) {
    for (const scenario of scenarios) {
      if (scenario.isBehind) await addBacklog(database);
      // As autovacuum does every minute: without it, PostgreSQL plans with the statistics of the emptied table.
      if (database.dialect.name === 'postgres') await sql`vacuum analyze work_entries`.execute(database.db);
      samples.get(scenario.name)?.push(await time(database, scenario));
      if (scenario.isBehind) await database.db.deleteFrom('work_entries').execute();
    }
  }
  const base = samples.get(scenarios[0]?.name ?? '') ?? [];
  return scenarios.map(({ name }) => {
    const sample = samples.get(name) ?? [];
    const ratios = sample.map((rate, round) => rate / (base[round] ?? Number.NaN));
    const { minimum, median, maximum } = summarize(sample);
    const row = { engine, scenario: name, 'entries/s': median, min: minimum, max: maximum };
    return {
      row: { ...row, 'of the empty queue': summarize(ratios).median },
      ratio: summarize(ratios).median,
    };
  });
}

async function measureOnSqlite() {
  const folder = mkdtempSync(join(tmpdir(), 'atmos-pro-bench-'));
  const database = await openMigratedDatabase({ kind: 'sqlite', path: join(folder, 'queue.db') });
  try {
    return await measureOn('sqlite', database);
  } finally {
    await database.db.destroy();
    rmSync(folder, { recursive: true });
  }
}

async function measureOnPostgres() {
  const postgres = await startPostgres();
  const database = await openMigratedDatabase({ kind: 'postgres', url: postgres.url });
  try {
    return await measureOn('postgres', database);
  } finally {
    await database.db.destroy();
    await postgres.stop();
  }
}

export const work: Section = {
  name: 'work',
  async measure() {
    const measured = [...(await measureOnSqlite()), ...(await measureOnPostgres())];
    return {
      title: 'Claims and finishes of the work queue',
      method: `${rounds} rounds of ${entries} entries, ${claimers} claimers with ${perClaim} entries per claim, without work in between. Ratios are within a round, medians over the rounds.`,
      rows: measured.map(({ row }) => row),
      targets: measured
        .filter(({ row }) => row.scenario.includes('other'))
        .map(({ row: { engine }, ratio }) => ({
          what: `slowdown by ${backlog} other entries, ${engine}`,
          limit: 2,
          measured: 1 / ratio,
          unit: '×',
        })),
    };
  },
};
