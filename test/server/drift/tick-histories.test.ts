/** Generated histories of ticks: three replicas whose clocks are wrong, over the days on which clocks change. Each time of a schedule starts one sweep. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sql } from 'kysely';
import type { GitHubClient } from '../../../src/github/client.ts';
import { type OpenedDatabase, openDatabase } from '../../../src/server/database/open.ts';
import type { DriftRepository } from '../../../src/server/drift/ports.ts';
import type { SweepStartPorts } from '../../../src/server/drift/start-sweep.ts';
import { createSweepStarts } from '../../../src/server/drift/start-sweep.ts';
import { createTickRounds } from '../../../src/server/drift/ticks.ts';
import { serverRandom } from '../../../src/server/system-ports.ts';
import type { WorkKind } from '../../../src/server/work/kind.ts';
import { copyMigratedDatabase } from '../../support/database.ts';
import { describeEachStore, type StoreEngine } from '../../support/stores.ts';

const minute = 60_000;
const hour = 60 * minute;
const timeZone = 'Europe/Berlin';
const quiet = { debug() {}, info() {}, warn() {}, error() {} };

/** In 2026: clocks go forward on March 29 at 2:00, and back on October 25 at 3:00. */
const nights = [Date.UTC(2026, 2, 27, 12), Date.UTC(2026, 9, 23, 12)];
const schedule = (name: string, cron: string) => ({
  ...{ name, cron, timeZone, stacks: [], components: [], paused: false, maxRunning: 20 },
  remediate: 'manual' as const,
});
const repository: DriftRepository = {
  ...{ workspaceId: 'ws_1', repositoryId: '1', ownerId: '1', name: 'acme/infra' },
  config: {} as DriftRepository['config'],
  drift: {
    schedules: [schedule('night', '30 2 * * *'), schedule('often', '*/30 * * * *')],
    ...{ ignore: [], auto: [], issues: 'off', maxOpenIssues: 10, badges: false },
  },
};
const repositories = {
  workspaceIds: new Set(['ws_1']),
  list: async () => ({ repositories: [repository], isComplete: true }),
  find: async () => repository,
};

interface Sweep {
  readonly schedule: string;
  readonly dueAt: number;
}

/** The database as a replica reads it whose clock is ahead by so much. */
function skew({ db, dialect }: OpenedDatabase, now: () => number): OpenedDatabase {
  const after = (milliseconds: number) => sql<number>`cast(${now() + milliseconds} as bigint)`;
  return {
    db,
    dialect: {
      ...dialect,
      get now() {
        return after(0);
      },
      after,
    },
  };
}

function createReplica(database: OpenedDatabase, opened: Sweep[]) {
  const ticks = createTickRounds({
    ...{ database, repositories, random: serverRandom, logger: quiet },
    deployments: { withdraw: async () => {} },
  });
  const ports: SweepStartPorts = {
    ...{ database, repositories, client: {} as GitHubClient },
    deploymentAccess: { use: async () => ({ sha: 'a'.repeat(40), isArchived: false }) as never },
    deployments: {
      async openSweep(_, { schedule: name, dueAt }) {
        opened.push({ schedule: name, dueAt });
        return opened.length;
      },
    },
  };
  const starts = createSweepStarts(ports);
  const run = (kind: WorkKind, key: string) =>
    kind.run({
      entry: { id: 0, lease: 0, kind: '', key, lane: undefined, payload: null, since: 0, attempts: 1 },
      signal: new AbortController().signal,
      hold: async () => {},
      finish: async () => {},
    });
  return {
    notice: () => run(ticks, 'round'),
    /** What is due by its clock, also what others start now. */
    async start(): Promise<void> {
      const due = await database.db
        .selectFrom('drift_ticks')
        .select(['repository_id', 'schedule', 'due_at'])
        .where('state', '=', 'planned')
        .where('starts_at', '<=', database.dialect.now)
        .execute();
      for (const { repository_id: id, schedule: name, due_at: at } of due)
        await run(starts, `${id}/${name}/${at}`);
    },
  };
}

const step = fc.record({
  replica: fc.integer({ min: 0, max: 2 }),
  /** Starts what the first one starts at the same time. */
  rival: fc.integer({ min: 0, max: 2 }),
  pauseMs: fc.integer({ min: 3 * minute, max: 20 * minute }),
});

async function play(
  engine: StoreEngine,
  {
    from,
    skews,
    steps,
  }: {
    readonly from: number;
    readonly skews: readonly number[];
    readonly steps: readonly (typeof step extends fc.Arbitrary<infer Step> ? Step : never)[];
  },
) {
  const made = await copyMigratedDatabase(engine);
  const shared = openDatabase(made.config);
  const opened: Sweep[] = [];
  let time = from;
  try {
    const replicas = skews.map((by) =>
      createReplica(
        skew(shared, () => time + by),
        opened,
      ),
    );
    for (const replica of replicas) await replica.notice();
    // Steps are repeated until the clocks have changed, and two days are over.
    for (let index = 0; time < from + 60 * hour; index += 1) {
      const { replica, rival, pauseMs } = steps[index % steps.length] ?? {
        replica: 0,
        rival: 0,
        pauseMs: hour,
      };
      await replicas[replica]?.notice();
      await Promise.all([replicas[replica]?.start(), replicas[rival]?.start()]);
      time += pauseMs;
    }
    const ticks = await shared.db.selectFrom('drift_ticks').selectAll().orderBy('due_at').execute();
    return { opened, ticks };
  } finally {
    await shared.db.destroy();
    await made.dispose();
  }
}

const localDay = (time: number) => new Intl.DateTimeFormat('sv-SE', { timeZone }).format(time);

describeEachStore('over clocks that are wrong and clocks that change', (engine) => {
  test('each time of a schedule is one sweep', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...nights),
        fc.array(fc.integer({ min: -90_000, max: 90_000 }), { minLength: 3, maxLength: 3 }),
        fc.array(step, { minLength: 5, maxLength: 20 }),
        async (from, skews, steps) => {
          const { opened, ticks } = await play(engine, { from, skews, steps });
          const keys = opened.map(({ schedule: name, dueAt }) => `${name}/${dueAt}`);
          expect(new Set(keys).size).toBe(keys.length);
          expect(ticks.filter(({ state }) => state === 'started')).toHaveLength(opened.length);
          // Once each night, also where 2:30 is skipped or occurs twice.
          const days = ticks
            .filter(({ schedule: name }) => name === 'night')
            .map((tick) => localDay(tick.due_at));
          expect(days).toEqual([localDay(from + 24 * hour), localDay(from + 48 * hour)]);
          // At a steady rate, whatever the clocks show.
          const often = ticks.filter(({ schedule: name }) => name === 'often').map((tick) => tick.due_at);
          expect(often.length).toBeGreaterThanOrEqual(118);
          for (const [index, at] of often.entries())
            if (index > 0) expect(at - (often[index - 1] ?? 0)).toBe(30 * minute);
        },
      ),
      { numRuns: 4, endOnFailure: true },
    );
  }, 300_000);
});
