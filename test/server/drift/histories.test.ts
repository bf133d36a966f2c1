/** Generated histories of ticks: servers that are killed, restarts, nights without a server. Each instance is detected once for each tick. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { describeEachStore } from '../../support/stores.ts';
import { daily, day, hour, startDrift } from './scene.ts';

const names = ['a', 'b', 'c'];
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: fc.constant('sweep' as const), reports: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constant('night' as const), days: fc.integer({ min: 2, max: 5 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('kill' as const),
      step: fc.constantFrom(
        'claimed' as const,
        'orders' as const,
        'batches' as const,
        'batch_nodes' as const,
      ),
      after: fc.integer({ min: 0, max: 6 }),
    }),
  },
);

describeEachStore('over any history', (store) => {
  test('an instance is detected once for each tick', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 6 }), async (steps) => {
        await using scene = await startDrift({ store, schedules: daily });
        await scene.inventory(...names.map((component) => ({ component })));
        let reported = 0;
        const reportAll = async () => {
          for (const detection of scene.detections().slice(reported)) await scene.report(detection, 0);
          reported = scene.detections().length;
        };
        for (const one of steps) {
          if (one.type === 'kill') scene.doom(one);
          if (one.type === 'night') {
            await scene.stopServer();
            scene.clock.jump(one.days * day);
            await scene.startServer();
            await scene.leap(20_000);
            await scene.leap(hour);
          }
          await scene.sweep();
          scene.spare();
          if (one.type !== 'sweep' || one.reports) await reportAll();
        }
        const { db } = scene.server().database;
        const ticks = await db.selectFrom('drift_ticks').select(['due_at', 'state', 'batch_id']).execute();
        const started = ticks.filter(({ state }) => state === 'started');
        const skipped = await db
          .selectFrom('batch_nodes')
          .select(['component', 'batch_id'])
          .where('state', '=', 'skipped')
          .execute();
        // One batch for each tick, and of every instance in it one run, or a reason why there is none.
        expect(new Set(started.map(({ batch_id: id }) => id)).size).toBe(started.length);
        for (const component of names) {
          const runs = scene.detections().filter((seen) => seen.component === component).length;
          const left = skipped.filter((seen) => seen.component === component).length;
          expect(runs + left).toBe(started.length);
        }
        expect(started.length).toBeGreaterThanOrEqual(steps.length);
      }),
      { numRuns: 10 },
    );
  }, 900_000);
});
