/**
 * The proof in short: jobs compete for keys through several replicas, and every history must be one that a correct lock
 * service could have made. Services that are wrong on purpose show that the proof notices.
 */
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { deploymentLeaseMs } from '../../../src/domain/locks/take.ts';
import { migrateDatabase } from '../../../src/server/database/migrate.ts';
import { type OpenedDatabase, openDatabase } from '../../../src/server/database/open.ts';
import { createDeploymentLocks } from '../../../src/server/locks/deployment-locks.ts';
import { createLockStore } from '../../../src/server/locks/open-store.ts';
import { createTestDatabase, describeEachStore, type StoreEngine } from '../../support/stores.ts';
import { checkHistory, type Verdict } from './linearizability.ts';
import { createMutant, type MutantName, mutantNames } from './mutants.ts';
import { type LockService, runWorkload, type WorkloadOptions } from './workload.ts';

/** The store as the server uses it: the locks of deployments are taken in transactions of the deployments. */
function createService({ db, dialect }: OpenedDatabase): LockService {
  const store = createLockStore({ db, dialect });
  const metrics = { took: () => undefined, ended: () => undefined };
  const random = { uuid: () => randomUUID() };
  const own = createDeploymentLocks({ dialect, random, metrics });
  return {
    ...store,
    async take(requests, describe, options) {
      const [request] = requests;
      const { deployment, runUrl: url = '' } = request?.holder ?? {};
      if (request === undefined || deployment === undefined) return store.take(requests, describe, options);
      const runs = deployment.runIds.map((runId) => ({ runId, attempt: 1, url }));
      const claim = { ...request, ...request.holder, ...deployment, runs };
      const taken = await db
        .transaction()
        .execute((trx) => own.take(trx, claim, { leaseMs: 0, hasBegun: true }));
      if (taken.status === 'ahead') throw new Error('nobody waits');
      const { record } = taken;
      if (taken.status === 'held') return { status: 'held', held: [{ status: 'held', record, why: 'held' }] };
      const more = { lapsed: undefined, victim: undefined, passesQueue: true } as const;
      return { status: 'granted', grants: [{ status: 'granted', how: 'created', record, ...more }] };
    },
  };
}

const deploying = { deployments: 2, deploymentTtlMs: deploymentLeaseMs };
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

async function judge(
  services: readonly LockService[],
  seed: number,
  { graceMs, ...more }: Pick<WorkloadOptions, 'graceMs' | 'deployments' | 'deploymentTtlMs'>,
): Promise<Verdict> {
  const rates = { renewRate: 0.2, confirmRate: 0.3 };
  const history = await runWorkload({ ...shape, ...rates, ...more, services, seed, graceMs });
  expect(history.some(({ answer }) => answer.kind === 'granted' && answer.pending === true)).toBe(true);
  expect(history).toHaveLength((shape.jobs + (more.deployments ?? 0)) * shape.operationsPerJob);
  const answers = new Set(history.map(({ answer }) => answer.kind));
  const expected = ['granted', 'held', 'released', ...(more.deployments === undefined ? [] : ['kept'])];
  expect([...answers].sort()).toEqual(expect.arrayContaining(expected));
  return checkHistory(history);
}

describeEachStore('locks under contention', (engine) => {
  test.each([
    [1, 0],
    [2, 15],
    // Lock guarantee: one-holder
  ])('are linearizable, seed %i, grace %i ms', async (seed, graceMs) => {
    await withReplicas(engine, async (databases) => {
      const services = databases.map(createService);
      expect(await judge(services, seed, { graceMs })).toEqual({ status: 'linearizable' });
    });
  });

  test.each([
    [1, 0],
    [2, 15],
    // Lock guarantee: one-holder, deployment-lock
  ])('are linearizable with deployments, seed %i, grace %i ms', async (seed, graceMs) => {
    await withReplicas(engine, async (databases) => {
      const services = databases.map(createService);
      expect(await judge(services, seed, { graceMs, ...deploying })).toEqual({ status: 'linearizable' });
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
          const options = { graceMs: 0, confirmRate: 0.3, deployments: 2 };
          const history = await runWorkload({ ...shape, ...options, services, seed });
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
