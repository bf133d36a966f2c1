/**
 * Orders under random histories: senders that freeze, end, or come late, answers that are lost, lists that lag, deliveries and stops in
 * between. No order ever has two runs, and each ends with the run that it has.
 */
import { test } from '@jest/globals';
import fc from 'fast-check';
import { openMigratedDatabase } from '../../../../src/server/database/open.ts';
import { createTestDatabase, describeEachStore } from '../../../support/stores.ts';
import { fates, maxLagMs, OrderWorld } from './order-world.ts';

const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constant('work' as const),
      fates: fc.array(fc.constantFrom(...fates), { minLength: 1, maxLength: 3 }),
      lagMs: fc.constantFrom(0, 5_000, maxLagMs),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('pass' as const),
      ms: fc.constantFrom(500, 4_000, 31_000, 100_000),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('deliver' as const), index: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('stop' as const) }) },
);

describeEachStore('orders in any history', (engine) => {
  test('have one run at most, and end with the one that they have', async () => {
    const stored = await createTestDatabase(engine);
    const database = await openMigratedDatabase(stored.config);
    const clear = async () => {
      for (const table of [
        'orders',
        'batch_nodes',
        'batches',
        'work_entries',
        'workflow_files',
        'dispatch_limits',
      ] as const)
        await database.db.deleteFrom(table).execute();
    };
    try {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.boolean(), { minLength: 1, maxLength: 3 }),
          fc.array(step, { minLength: 2, maxLength: 12, size: 'max' }),
          async (kinds, steps) => {
            await clear();
            const world = new OrderWorld(database);
            for (const carriesId of kinds) await world.add(carriesId);
            for (const one of steps) {
              if (one.type === 'pass') await world.pass(one.ms);
              else if (one.type === 'deliver') await world.deliver(one.index);
              else if (one.type === 'stop') await world.stop();
              else {
                Object.assign(world, { fates: one.fates, lagMs: one.lagMs });
                await world.work();
              }
              world.checkSafety();
            }
            await world.checkEnd();
          },
        ),
        { numRuns: 100 },
      );
    } finally {
      await database.db.destroy();
      await stored.dispose();
    }
  });
});
