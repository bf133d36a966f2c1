/** Batches of a repository that the configuration no longer gives deployments. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createAdvance } from '../../../src/server/deployments/advance.ts';
import type { DeployedRepository } from '../../../src/server/deployments/seams.ts';
import { createConfigurationRounds } from '../../../src/server/deployments/withdraw-all.ts';
import { describeEachStore } from '../../support/stores.ts';
import { type BatchChanges, insertBatch, repositoryId, setNodes, workspaceId } from '../projections/rows.ts';
import { openQueue, type Queue, runRound } from '../work/scene.ts';

describeEachStore('a repository that has lost its deployments', (engine) => {
  let queue: Queue;
  let deployedIn: string | undefined;
  let generation = 0;
  let warned: string[];
  beforeEach(async () => {
    warned = [];
    deployedIn = undefined;
    queue = await openQueue(engine);
  });
  afterEach(() => queue[Symbol.asyncDispose]());

  async function round(): Promise<void> {
    const { dialect } = queue;
    const instanceLocks = { adopt: async () => {}, follow: async () => {} };
    const reports = { markReports: async () => {}, announce: async () => {} };
    const rounds = createConfigurationRounds({
      database: queue,
      dialect,
      advance: createAdvance({ dialect, reports, record: async () => {}, instanceLocks }),
      logger: { warn: (_, fields) => void warned.push(String(fields?.['repository'])) },
      async findDeployed(id) {
        if (id === '0') throw new Error('GitHub does not answer');
        return id === repositoryId && deployedIn !== undefined
          ? ({ workspaceId: deployedIn, repositoryId } as DeployedRepository)
          : undefined;
      },
    });
    await runRound(rounds);
  }
  const add = (changes: BatchChanges) => {
    generation += 1;
    return insertBatch(queue, { sha: 'a'.repeat(40), generation, ...changes });
  };
  const states = async () =>
    (await queue.db.selectFrom('batches').select(['state', 'reason']).orderBy('id').execute()).map(
      ({ state, reason }) => (reason === null ? state : `${state} ${reason}`),
    );

  test.each([{ to: undefined }, { to: 'ws_other' }])('ends its open batches: $to', async ({ to }) => {
    deployedIn = to;
    await add({ state: 'expected' });
    const held = await add({ state: 'held', held_by: 'blast_radius' });
    await setNodes(queue, held, [{ state: 'ready' }]);
    await queue.db.updateTable('batches').set({ counts: '{"ready":1}' }).where('id', '=', held).execute();
    await add({ state: 'concluded', conclusion: 'success' });
    await round();
    expect(await states()).toEqual(['withdrawn not_enabled', 'withdrawn not_enabled', 'concluded']);
    expect(await queue.db.selectFrom('batch_nodes').select('state').execute()).toEqual([
      { state: 'withdrawn' },
    ]);
  });

  test('ends them though another repository cannot be found out about', async () => {
    const unknown = await add({ state: 'expected' });
    await queue.db.updateTable('batches').set({ repository_id: '0' }).where('id', '=', unknown).execute();
    await add({ state: 'expected' });
    await round();
    expect(await states()).toEqual(['expected', 'withdrawn not_enabled']);
    expect(warned).toEqual(['0']);
  });

  test('leaves those of a repository that has them', async () => {
    deployedIn = workspaceId;
    await add({ state: 'expected' });
    await round();
    expect(await states()).toEqual(['expected']);
  });
});
