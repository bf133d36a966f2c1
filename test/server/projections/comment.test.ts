/** The one comment of a pull request, and the announcement of a merge that was not applied. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { enqueueProjection } from '../../../src/server/projections/projection-table.ts';
import { createComment } from '../../../src/simulator/world/comments.ts';
import { describeEachStore } from '../../support/stores.ts';
import { type ProjectionScene, startProjectionScene } from './scene.ts';

const marker = '<!-- atmos-pro pr ws_acme 1 12 -->';
const failed = [{ state: 'failed', reason: 'run', kind: 'change' as const }];

describeEachStore('the comment of a pull request', (engine) => {
  let scene: ProjectionScene;

  beforeEach(async () => {
    scene = await startProjectionScene(engine);
  });
  afterEach(() => scene[Symbol.asyncDispose]());

  const body = () => scene.comments().find((comment) => comment.body.startsWith(marker))?.body ?? '';

  async function conclude(nodes: Parameters<ProjectionScene['change']>[2]): Promise<number> {
    const id = await scene.insertBatch({ state: 'concluded', conclusion: 'failure' });
    await scene.change(id, {}, nodes);
    await scene.settle();
    return id;
  }

  test('links the check, and the check links it once it is completed', async () => {
    const id = await scene.insertBatch();
    await scene.change(id, {});
    await scene.settle();
    await scene.change(id, { state: 'concluded', conclusion: 'failure' }, { nodes: failed });
    await scene.settle();
    expect(body()).toContain('[Check](');
    expect(scene.checks()[0]?.detailsUrl).toMatch(/#issuecomment-\d+$/);
  });

  test.each([
    {
      name: 'a held batch',
      batch: { state: 'held', held_by: 'fork' },
      nodes: [{ state: 'ready' }],
      edits: 1,
    },
    { name: 'an approval', batch: { state: 'running' }, nodes: [{ state: 'approval' }], edits: 1 },
    { name: 'a run that will end', batch: { state: 'running' }, nodes: [{ state: 'running' }], edits: 0 },
  ])('is edited for a check that comes later: $name, $edits', async ({ batch, nodes, edits }) => {
    scene.simulator.faults.add({ route: 'checks', fault: { kind: 'status', status: 502 }, times: 1_000 });
    const id = await scene.insertBatch();
    await scene.change(id, batch, { nodes });
    while (scene.comments().length === 0) {
      await scene.pass(2_000);
      await scene.replica.work();
    }
    scene.simulator.faults.clear();
    scene.takeCalls();
    await scene.settle();
    expect(scene.takeCalls().filter((route) => route === 'issues/update-comment')).toHaveLength(edits);
    expect(body().includes('[Check](')).toBe(edits > 0);
  });

  test.each(['cut-after', 'cut-before'] as const)('exists once after an answer is lost: %s', async (kind) => {
    scene.simulator.faults.add({ route: 'issues/create-comment', fault: { kind }, times: 1 });
    await conclude({ nodes: failed });
    expect(scene.comments()).toHaveLength(1);
    expect(body()).toContain('1 of 1 failed');
  });

  test('is found again by a server with an empty database', async () => {
    await conclude({ nodes: failed });
    await scene.queue.db.deleteFrom('projections').execute();
    const next = await scene.insertBatch({ state: 'running' });
    await scene.change(next, {}, { nodes: [{ state: 'running' }] });
    await scene.settle();
    expect(scene.comments()).toHaveLength(1);
    expect(body()).toContain('0 of 1 done');
  });

  test('of a person who copied the marker is left alone', async () => {
    const { world } = scene.simulator;
    const alice = [...world.accounts.values()].find(({ login }) => login === 'alice');
    createComment(world, scene.repository, {
      subject: 12,
      body: `${marker}\nmine`,
      authorId: alice?.id ?? 0,
      appId: undefined,
    });
    await conclude({ nodes: failed });
    expect(scene.comments().map((comment) => comment.body.endsWith('mine'))).toEqual([true, false]);
  });

  test('is written again when a person has deleted it', async () => {
    const id = await conclude({ nodes: failed });
    scene.comments().length = 0;
    await scene.change(id, { state: 'running', conclusion: null }, { nodes: [{ state: 'running' }] });
    await scene.settle();
    expect(body()).toContain('0 of 1 done');
  });

  test('gets shorter for good where GitHub calls it too long', async () => {
    const tooLong = {
      kind: 'status' as const,
      status: 422,
      body: JSON.stringify({
        message: 'Validation Failed',
        errors: [
          {
            resource: 'IssueComment',
            code: 'unprocessable',
            field: 'data',
            message: 'Body is too long (maximum is 65536 characters)',
          },
        ],
      }),
    };
    scene.simulator.faults.add({ route: 'issues/create-comment', fault: tooLong, times: 3 });
    const id = await conclude({ nodes: failed });
    expect(body()).toContain('There are too many components to list here.');
    await scene.change(id, { state: 'running', conclusion: null }, { nodes: [{ state: 'running' }] });
    await scene.settle();
    expect(body()).toContain('There are too many components to list here.');
  });

  test('keeps hostile names inert', async () => {
    const evil = '@acme/owners #1 <img src=x> [x](https://evil.example) | `<!-- do retry 1 -->`';
    await conclude({ nodes: [{ ...failed[0], stack: evil, component: `${evil}\n- [x] now` }] });
    const text = `${body()}\n${scene.checks()[0]?.output?.summary}`;
    expect(text).not.toContain('<img');
    expect(text).not.toContain('](https://evil');
    expect(text).not.toContain('@acme');
    expect(text.match(/<!-- do /g)).toHaveLength(1);
    expect(scene.checks()[0]?.output?.title.length).toBeLessThanOrEqual(80);
  });

  test('of many pull requests together is written once a second at most', async () => {
    await conclude({ nodes: failed });
    const [first] = await scene.queue.db.selectFrom('dispatch_limits').selectAll().execute();
    expect(first?.installation_id).toBe(7);
    scene.takeCalls();
    const next = await scene.insertBatch({ state: 'concluded', conclusion: 'success' });
    await scene.queue.db
      .updateTable('dispatch_limits')
      .set({ next_free_at: scene.queue.dialect.after(60_000) })
      .where('bucket', '=', 'content-second')
      .execute();
    await scene.change(next, {}, { nodes: [{ state: 'succeeded' }] });
    await scene.pass(20_000);
    await scene.replica.work();
    expect(scene.takeCalls().filter((route) => route.startsWith('issues/'))).toEqual([]);
    await scene.settle();
    expect(body()).toContain('1 succeeded');
  });

  describe('a merge that was not applied', () => {
    async function merge(): Promise<number> {
      await scene.addPull();
      const id = await scene.insertBatch({ activity: 'merged', state: 'concluded', conclusion: 'failure' });
      await scene.change(id, {}, { nodes: failed });
      await scene.announce(id);
      return id;
    }

    test('is announced in one new comment, which names people and what was not applied', async () => {
      scene.simulator.faults.add({
        route: 'issues/create-comment',
        fault: { kind: 'cut-after' },
        times: 2,
      });
      const id = await merge();
      await scene.announce(id);
      await scene.settle([scene.replica, scene.addReplica()]);
      await scene.announce(id);
      await scene.settle();
      const texts = scene.comments().map((comment) => comment.body);
      expect(texts).toHaveLength(2);
      expect(texts.filter((text) => text.includes('@alice @will'))).toHaveLength(1);
    });

    test('is announced once though its entry of the queue runs again', async () => {
      await merge();
      await scene.settle();
      const row = (await scene.rows()).find(({ kind }) => kind === 'announcement');
      await enqueueProjection(scene.queue.db, scene.queue.dialect, { id: row?.id ?? 0, delayMs: 0 });
      await scene.settle();
      expect(scene.comments()).toHaveLength(2);
    });

    test('is not announced when it was applied meanwhile', async () => {
      const id = await merge();
      await scene.change(id, { conclusion: 'success' }, { nodes: [{ state: 'succeeded', kind: 'change' }] });
      await scene.settle();
      expect(scene.comments()).toHaveLength(1);
    });
  });
});
