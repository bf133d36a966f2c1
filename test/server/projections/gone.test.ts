/** What is shown in a repository that is deleted meanwhile: it is tried for days, and not forever. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { describeEachStore } from '../../support/stores.ts';
import { type ProjectionScene, startProjectionScene } from './scene.ts';

/** Longer than the longest pause between two attempts, in milliseconds. */
const turnMs = 11 * 60_000;
const dayMs = 24 * 60 * 60_000;
/** Turns until attempts must have ended: those of the last refusals begin a day after the deadline. */
const mostTurns = Math.ceil((4 * dayMs) / turnMs);

describeEachStore('what is shown in a repository that is gone', (engine) => {
  let scene: ProjectionScene;
  beforeEach(async () => {
    scene = await startProjectionScene(engine);
  });
  afterEach(async () => scene[Symbol.asyncDispose]());

  test.each([
    { name: 'before anything was shown', isShown: false },
    { name: 'after its check and comment were made', isShown: true },
  ])('is given up, $name', async ({ isShown }) => {
    const batchId = await scene.insertBatch();
    await scene.change(batchId, {});
    if (isShown) await scene.settle();
    scene.simulator.world.repositories.delete(1);
    await scene.change(batchId, { state: 'concluded', conclusion: 'cancelled' });
    let turns = 0;
    for (; turns < mostTurns && (await scene.waiting()) > 0; turns += 1) {
      await scene.pass(turnMs);
      await scene.replica.sweep();
      await scene.replica.work();
    }
    expect(await scene.waiting()).toBe(0);
    await scene.pass(dayMs);
    await scene.replica.sweep();
    expect(await scene.waiting()).toBe(0);
    const left = await scene.queue.db.selectFrom('work_entries').select(['state', 'attempts']).execute();
    for (const entry of left) expect(entry.state).toBe('failed');
    expect(turns).toBeLessThan(mostTurns);
  });
});
