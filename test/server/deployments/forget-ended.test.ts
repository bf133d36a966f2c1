/** Batches, pull requests and what belongs to them are deleted after their time, and nothing that is still needed. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createDeploymentUpkeep } from '../../../src/server/deployments/forget-ended.ts';
import { createDeliveryStore } from '../../../src/server/github-events/delivery-table.ts';
import { describeEachStore } from '../../support/stores.ts';
import { type BatchChanges, insertBatch, repositoryId, setNodes, workspaceId } from '../projections/rows.ts';
import { openQueue, type Queue } from '../work/scene.ts';

const dayMs = 24 * 60 * 60_000;
const ended: BatchChanges = { state: 'concluded', conclusion: 'success' };

describeEachStore('what ended long ago', (engine) => {
  let queue: Queue;
  let generation = 0;
  beforeEach(async () => {
    queue = await openQueue(engine);
  });
  afterEach(() => queue[Symbol.asyncDispose]());

  const long = (days: number) => queue.dialect.after(-days * dayMs);
  async function add(days: number, changes: BatchChanges = ended): Promise<number> {
    generation += 1;
    const id = await insertBatch(queue, { sha: 'a'.repeat(40), generation, ...changes });
    await setNodes(queue, id, [{ state: 'succeeded' }]);
    await queue.db
      .updateTable('batches')
      .set({ updated_at: long(days) })
      .where('id', '=', id)
      .execute();
    return id;
  }
  async function addPull(number: number, state: 'open' | 'merged', updatedAt: number): Promise<void> {
    const pull = { repository_id: repositoryId, workspace_id: workspaceId, number, state };
    const branches = { head_sha: 'a'.repeat(40), head_ref: 'feature', base_ref: 'main', is_fork: 0 };
    const merge = { merged_by: null, merged_at: null, merge_sha: null, approved_sha: null };
    await queue.db
      .insertInto('pull_requests')
      .values({ ...pull, ...branches, ...merge, author: 'a', github_updated_at: updatedAt, pushes: '[]' })
      .execute();
  }
  const count = async (table: 'batches' | 'batch_nodes' | 'projections' | 'commands' | 'activities') =>
    (await queue.db.selectFrom(table).selectAll().execute()).length;
  const forget = async () => {
    const forgotten: Record<string, number> = {};
    for (const { forgets, run } of createDeploymentUpkeep(queue)) forgotten[forgets ?? ''] = await run();
    return forgotten;
  };
  const listBatches = async () =>
    (await queue.db.selectFrom('batches').select('id').orderBy('id').execute()).map(({ id }) => id);

  test('is deleted with its deployments, commands and rows of what was shown', async () => {
    const id = await add(91);
    const project = { workspace_id: workspaceId, repository_id: repositoryId, size_step: 0 };
    const none = { remote_id: '1', remote_url: null, creating_since: null, sent_hash: null, sent_at: null };
    for (const [kind, target] of [
      ['check', 'a'.repeat(40)],
      ['comment', '12'],
      ['announcement', String(id)],
    ] as const)
      await queue.db
        .insertInto('projections')
        .values({ ...project, ...none, kind, target, deadline_at: null, notice: null })
        .execute();
    const command = { kind: 'retry', actor_login: 'a', actor_id: null, outcome: 'done', commanded_at: 0 };
    await queue.db
      .insertInto('commands')
      .values({ ...command, source: 's', batch_id: id })
      .execute();
    expect(await forget()).toMatchObject({ batches: 1 });
    for (const table of ['batches', 'batch_nodes', 'projections', 'commands'] as const)
      expect([table, await count(table)]).toEqual([table, 0]);
  });

  test('leaves what is shown of another batch', async () => {
    await add(91);
    await add(1);
    const project = { workspace_id: workspaceId, repository_id: repositoryId, size_step: 0 };
    const none = { remote_id: '1', remote_url: null, creating_since: null, sent_hash: null, sent_at: null };
    await queue.db
      .insertInto('projections')
      .values({ ...project, ...none, kind: 'comment', target: '12', deadline_at: null, notice: null })
      .execute();
    expect(await forget()).toMatchObject({ batches: 1 });
    expect(await count('projections')).toBe(1);
  });

  test.each<{ readonly name: string; readonly days: number; readonly changes?: BatchChanges }>([
    { name: 'ended 89 days ago', days: 89 },
    { name: 'still runs', days: 91, changes: { state: 'running' } },
    { name: 'still waits for a person', days: 91, changes: { state: 'held' } },
  ])('is kept where it $name', async ({ days, changes = ended }) => {
    const id = await add(days, changes);
    await forget();
    expect(await listBatches()).toEqual([id]);
  });

  test('is kept while a run of it is not over', async () => {
    const id = await add(91, { state: 'superseded', stopped: 'superseded' });
    await setNodes(queue, id, [{ state: 'running' }]);
    await forget();
    expect(await listBatches()).toEqual([id]);
  });

  test('is kept as the newest batch of an open pull request', async () => {
    await addPull(12, 'open', 0);
    await add(200);
    const newest = await add(100);
    await forget();
    expect(await listBatches()).toEqual([newest]);
  });

  test('goes in rounds of a limited size', async () => {
    for (let number = 0; number < 201; number += 1)
      await insertBatch(queue, { sha: 'a'.repeat(40), generation: 1, subject: `pr/${number}`, ...ended });
    await queue.db
      .updateTable('batches')
      .set({ updated_at: long(91) })
      .execute();
    expect(await forget()).toMatchObject({ batches: 200 });
    expect(await forget()).toMatchObject({ batches: 1 });
  });

  test('of a pull request: its activities and its row, unless it is open', async () => {
    await addPull(12, 'merged', 0);
    await addPull(13, 'open', 0);
    const activity = { workspace_id: workspaceId, repository_id: repositoryId, event: 'pull_request' };
    await queue.db
      .insertInto('activities')
      .values(
        [12, 13].map((number) => ({
          ...activity,
          subject: `pr/${number}`,
          activity: 'labeled',
          head_sha: 'a'.repeat(40),
          guid: `g${number}`,
          github_at: 0,
          recorded_at: 0,
        })),
      )
      .execute();
    expect(await forget()).toMatchObject({ activities: 1, pull_requests: 1 });
    expect(await queue.db.selectFrom('pull_requests').select('number').execute()).toEqual([{ number: 13 }]);
    expect(await count('activities')).toBe(1);
  });

  test('of merge groups: their rows, with the pull requests that they tested', async () => {
    const [old, kept] = ['a'.repeat(40), 'b'.repeat(40)];
    for (const headSha of [old, kept]) {
      const name = { repository_id: repositoryId, head_sha: headSha };
      const place = { workspace_id: workspaceId, head_ref: 'x', base_ref: null, base_sha: null };
      const rest = { pull_number: 13, ended_as: null, created_at: headSha === old ? 0 : queue.dialect.now };
      await queue.db
        .insertInto('merge_groups')
        .values({ ...name, ...place, ...rest })
        .execute();
      const pulls = [12, 13].map((number, position) => ({ ...name, pull_number: number, position }));
      await queue.db.insertInto('merge_group_pulls').values(pulls).execute();
    }
    await forget();
    expect(await queue.db.selectFrom('merge_groups').select('head_sha').execute()).toEqual([
      { head_sha: kept },
    ]);
    const left = await queue.db.selectFrom('merge_group_pulls').select('head_sha').execute();
    expect(left.map((row) => row.head_sha)).toEqual([kept, kept]);
  });

  test('of deliveries, however many there are, in pages', async () => {
    const delivery = { event: 'pull_request', action: 'opened', installation_id: null, repository_id: '1' };
    const rest = { source: 'hook', state: 'applied', problem: null, payload: null, received_at: 0 } as const;
    await queue.db
      .insertInto('deliveries')
      .values(
        Array.from({ length: 1_100 }, (_, index) => ({
          ...delivery,
          ...rest,
          guid: String(index),
          finished_at: index === 0 ? Date.now() : 0,
        })),
      )
      .execute();
    const deliveries = createDeliveryStore(queue);
    expect(await deliveries.forgetExpired()).toBe(1_099);
    expect(await deliveries.forgetExpired()).toBe(0);
  });
});
