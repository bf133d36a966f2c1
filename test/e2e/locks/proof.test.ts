/**
 * The proof in short: jobs compete for keys through several replicas, and every history must be one that a correct lock
 * service could have made. Services that are wrong on purpose show that the proof notices.
 */
import { describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { migrateDatabase } from '../../../src/server/database/migrate.ts';
import { type OpenedDatabase, openDatabase } from '../../../src/server/database/open.ts';
import { createLockStore } from '../../../src/server/locks/open-store.ts';
import { createTestDatabase, describeEachStore, type StoreEngine } from '../../support/stores.ts';
import { checkHistory, type Verdict } from './linearizability.ts';
import { createMutant, type MutantName, mutantNames } from './mutants.ts';
import { type LockService, runWorkload } from './workload.ts';

const shape = { jobs: 8, keys: 2, operationsPerJob: 45, maxTtlMs: 25, maxPauseMs: 6 };
/** Rounds in which a mutant has to be noticed. */
const maxRounds = 20;

/** Two replicas, each with its own connections; the embedded database has one connection in a process, as in the server. */
async function withReplicas<T>(
  engine: StoreEngine,
  work: (databases: readonly OpenedDatabase[]) => Promise<T>,
): Promise<T> {
  const database = await createTestDatabase(engine);
  const replicas = [openDatabase(database.config)];
  if (engine === 'postgres') replicas.push(openDatabase(database.config));
  try {
    for (const { db, dialect } of replicas.slice(0, 1)) await migrateDatabase(db, dialect);
    return await work(replicas);
  } finally {
    for (const { db } of replicas) await db.destroy();
    await database.dispose();
  }
}

async function judge(services: readonly LockService[], seed: number, graceMs: number): Promise<Verdict> {
  const history = await runWorkload({ ...shape, services, seed, graceMs, renewRate: 0.2, confirmRate: 0.3 });
  expect(history.some(({ answer }) => answer.kind === 'granted' && answer.pending === true)).toBe(true);
  expect(history).toHaveLength(shape.jobs * shape.operationsPerJob);
  const answers = new Set(history.map(({ answer }) => answer.kind));
  expect([...answers].sort()).toEqual(expect.arrayContaining(['granted', 'held', 'released']));
  return checkHistory(history);
}

describeEachStore('locks under contention', (engine) => {
  test.each([
    [1, 0],
    [2, 15],
    // Lock guarantee: one-holder
  ])('are linearizable, seed %i, grace %i ms', async (seed, graceMs) => {
    await withReplicas(engine, async (databases) => {
      const services = databases.map(({ db, dialect }) => createLockStore({ db, dialect }));
      expect(await judge(services, seed, graceMs)).toEqual({ status: 'linearizable' });
    });
  });

  describe('wrong on purpose', () => {
    // With one connection, transactions run one after the other in the order of the calls: neither reading without a
    // lock nor a token that was drawn early is a mistake there.
    const harmless = engine === 'sqlite' ? ['get-then-set', 'sequence-token'] : [];
    const names = mutantNames.filter((name) => !harmless.includes(name));

    async function isNoticed(name: MutantName | 'none', rounds = maxRounds): Promise<boolean> {
      return withReplicas(engine, async (databases) => {
        if (name === 'sequence-token') {
          const [first] = databases;
          if (first !== undefined) await sql`create sequence mutant_tokens`.execute(first.db);
        }
        const hour = 60 * 60 * 1_000;
        const services = [0, hour].flatMap((skew) =>
          databases.map((database) => createMutant(name, database, skew)),
        );
        for (let seed = 1; seed <= rounds; seed += 1) {
          const history = await runWorkload({ ...shape, services, seed, graceMs: 0, confirmRate: 0.3 });
          if (checkHistory(history).status === 'violated') return true;
        }
        return false;
      });
    }

    test('what they have in common is right', async () => {
      expect(await isNoticed('none', 1)).toBe(false);
    });

    test.each(names)('%s is noticed', async (name) => {
      expect(await isNoticed(name)).toBe(true);
    });
  });
});
