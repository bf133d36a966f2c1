/** A batch read as people are shown it: its deployments, runs, locks, reviewers, and what it says without them. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createReportReader, type ReportReader } from '../../../src/server/deployments/read-report.ts';
import { describeEachStore } from '../../support/stores.ts';
import { type BatchChanges, insertBatch, repositoryId, setNodes, workspaceId } from '../projections/rows.ts';
import { openQueue, type Queue } from '../work/scene.ts';

const sha = 'a'.repeat(40);
const rules = { threshold: 50 };
const dayMs = 24 * 60 * 60_000;

describeEachStore('a batch as people are shown it', (engine) => {
  let queue: Queue;
  let reader: ReportReader;
  let generation = 0;

  beforeEach(async () => {
    queue = await openQueue(engine);
    reader = createReportReader(queue.dialect);
  });
  afterEach(() => queue[Symbol.asyncDispose]());

  function add(changes: BatchChanges = {}): Promise<number> {
    generation += 1;
    return insertBatch(queue, { sha, generation, ...changes });
  }
  const read = async (id: number) => (await reader.ofBatch(queue.db, id, rules))?.report;

  async function addOrder(batchId: number, changes: object): Promise<void> {
    await queue.db
      .insertInto('orders')
      .values({
        workspace_id: workspaceId,
        repository_id: repositoryId,
        batch_id: batchId,
        node: 0,
        attempt: 1,
        key: `key ${JSON.stringify(changes)}`,
        correlation: `dep ${JSON.stringify(changes)}`,
        workflow: 'plan.yaml',
        ref: 'main',
        inputs: '{}',
        carries_id: 1,
        concurrency_groups: '[]',
        state: 'sent',
        refusal: null,
        problem: null,
        lookups: 0,
        run_id: '812',
        run_url: 'https://github.com/acme/infra/actions/runs/812',
        run_attempt: 1,
        run_status: 'in_progress',
        run_end: null,
        run_updated_at: null,
        run_read_at: null,
        approval: null,
        exit_code: null,
        planned_at: 0,
        sending_at: null,
        unclear_at: null,
        ended_at: null,
        ...changes,
      })
      .execute();
  }

  test('has the runs of the newest attempt, and who must approve them', async () => {
    const id = await add({ state: 'running' });
    await setNodes(queue, id, [{ state: 'approval' }]);
    await queue.db.updateTable('batch_nodes').set({ attempt: 2 }).execute();
    await addOrder(id, { run_id: '811' });
    const approval = [{ environment: 'plat-prod', reviewers: ['alice', 'acme/infra'] }];
    await addOrder(id, { attempt: 2, run_status: 'waiting', approval: JSON.stringify(approval) });
    const report = await read(id);
    expect(report?.rows[0]?.runs).toEqual([expect.objectContaining({ label: '812', approval: approval[0] })]);
  });

  test('names a parent that failed, also over several of them', async () => {
    const id = await add({ state: 'running' });
    await setNodes(queue, id, [
      { component: 'vpc', state: 'failed', reason: 'run' },
      { component: 'acm', state: 'failed', reason: 'run' },
      { component: 'eks', state: 'upstream_failed' },
    ]);
    const edges = [0, 1].map((parent) => ({ batch_id: id, parent, child: 2 }));
    await queue.db.insertInto('batch_edges').values(edges).execute();
    const report = await read(id);
    expect(report?.rows[2]).toMatchObject({ blockedBy: 'acm in plat-dev' });
    expect(report?.edges).toEqual([
      [0, 2],
      [1, 2],
    ]);
  });

  test('shows what a deployment waits for, and nothing of what cannot be read', async () => {
    const id = await add({ state: 'running' });
    await setNodes(queue, id, [{ state: 'locked' }, { component: 'eks', state: 'locked' }]);
    const lock = { holder: 'run #801', message: 'freeze', until: 5 };
    await queue.db
      .updateTable('batch_nodes')
      .set({ waits_for: JSON.stringify(lock) })
      .where('number', '=', 0)
      .execute();
    await queue.db
      .updateTable('batch_nodes')
      .set({ waits_for: '{"holder"' })
      .where('number', '=', 1)
      .execute();
    const report = await read(id);
    expect(report?.rows.map((row) => row.lock)).toEqual([{ type: 'lock', ...lock }, undefined]);
  });

  test('counts what a hold would start, and says which limit it is over', async () => {
    const id = await add({ state: 'held', held_by: 'blast_radius' });
    await setNodes(queue, id, [
      { state: 'ready' },
      { component: 'eks', state: 'ready' },
      { component: 'old', state: 'skipped', reason: 'deleted' },
    ]);
    expect((await read(id))?.hold).toEqual({ reason: 'blast_radius', dispatches: 2, threshold: 50 });
  });

  test('names the commit that replaced it', async () => {
    const id = await add({ state: 'superseded', stopped: 'superseded' });
    await add({ sha: 'b'.repeat(40) });
    await add({ sha: 'c'.repeat(40) });
    expect((await read(id))?.replacedBy).toBe('b'.repeat(40));
  });

  test('names the workflow files that usually upload', async () => {
    const id = await add({ state: 'concluded', conclusion: 'neutral', reason: 'no_upload' });
    const seen = { event: 'pull_request', file: 'affected.yaml', seen_at: 0 };
    await queue.db
      .insertInto('uploading_workflows')
      .values([
        { ...seen, repository_id: repositoryId },
        { ...seen, repository_id: '999', file: 'theirs.yaml' },
      ])
      .execute();
    expect((await read(id))?.quiet).toEqual({ uploaders: ['affected.yaml'] });
  });

  test('has waited long for people after 13 days without a change', async () => {
    const id = await add({ state: 'running' });
    expect((await read(id))?.isWaitingLong).toBe(false);
    await queue.db
      .updateTable('batches')
      .set({ updated_at: queue.dialect.after(-13 * dayMs) })
      .execute();
    expect((await read(id))?.isWaitingLong).toBe(true);
  });

  test('of another workspace or repository is not shown with it', async () => {
    const id = await add({ state: 'running' });
    await add({ state: 'running', subject: 'pr/13' });
    await queue.db.updateTable('batches').set({ workspace_id: 'ws_other' }).where('id', '!=', id).execute();
    const commit = { workspaceId, repositoryId, sha };
    expect(await reader.ofCommit(queue.db, commit, rules)).toHaveLength(1);
    expect(await reader.ofPull(queue.db, { workspaceId, repositoryId, number: 13 }, rules)).toBeUndefined();
  });

  test('of a merge group is shown with each pull request that the group is known to test', async () => {
    await add({ state: 'concluded', conclusion: 'success' });
    const group = { event: 'merge_group', activity: 'checks_requested', sha: 'b'.repeat(40) };
    const id = await add({ ...group, subject: `group/${group.sha}`, state: 'running' });
    const name = { repository_id: repositoryId, head_sha: group.sha };
    await queue.db
      .insertInto('merge_groups')
      .values({
        ...{ ...name, workspace_id: workspaceId, head_ref: 'x', base_ref: 'main', base_sha: null },
        ...{ pull_number: 13, ended_as: null, created_at: 0 },
      })
      .execute();
    const groupOf = async (number: number) => {
      const found = await reader.ofPull(queue.db, { workspaceId, repositoryId, number }, rules);
      return (found?.group ?? found?.current.report)?.id === String(id);
    };
    const shown = async () => [await groupOf(12), await groupOf(13), (await read(id))?.pulls];
    expect(await shown()).toEqual([false, true, [13]]);
    await queue.db
      .insertInto('merge_group_pulls')
      .values([
        { ...name, pull_number: 13, position: 1 },
        { ...name, pull_number: 12, position: 0 },
        { ...name, repository_id: '999', pull_number: 14, position: 0 },
      ])
      .execute();
    expect(await shown()).toEqual([true, true, [12, 13]]);
    expect(await groupOf(14)).toBe(false);
  });

  test('counts the earlier ones of the pull request without reading them', async () => {
    const first = await add({ state: 'concluded', conclusion: 'failure' });
    await setNodes(queue, first, [
      { state: 'failed', reason: 'run' },
      { component: 'eks', state: 'succeeded' },
    ]);
    await add({ state: 'running' });
    const pull = await reader.ofPull(queue.db, { workspaceId, repositoryId, number: 12 }, rules);
    expect(pull?.earlier.map(({ rows }) => rows.map(({ state }) => state).sort())).toEqual([
      ['failed', 'succeeded'],
    ]);
  });
});
