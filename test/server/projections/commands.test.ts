/** What people do with our comment and checks: who may, what counts, and what is left on record. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createComment } from '../../../src/simulator/world/comments.ts';
import { describeEachStore } from '../../support/stores.ts';
import { until } from '../../support/until.ts';
import { insertSet } from './rows.ts';
import { type ProjectionScene, startProjectionScene } from './scene.ts';

describeEachStore('a command of a person', (engine) => {
  let scene: ProjectionScene;

  beforeEach(async () => {
    scene = await startProjectionScene(engine);
  });
  afterEach(() => scene[Symbol.asyncDispose]());

  async function fail(): Promise<{ readonly batchId: number; readonly comment: number }> {
    const batchId = await scene.insertBatch({ state: 'concluded', conclusion: 'failure' });
    await scene.change(batchId, {}, { nodes: [{ state: 'failed', reason: 'run' }] });
    await scene.settle();
    await scene.take();
    scene.takeCalls();
    return { batchId, comment: scene.comments()[0]?.id ?? 0 };
  }

  const tick = (comment: number, as: string) => scene.act({ as, do: 'tick', comment, box: 'do retry' });
  const body = () => scene.comments()[0]?.body ?? '';
  const record = () => scene.queue.db.selectFrom('commands').selectAll().execute();

  /** The role of a person at this moment. */
  function setRole(login: string, role: 'triage' | 'write'): void {
    const { world } = scene.simulator;
    const person = [...world.accounts.values()].find((one) => one.login === login);
    if (person === undefined) throw new Error(`there is no ${login}`);
    scene.repository.people.set(person.id, role);
  }

  test('by a box is carried out for a person who may write, and the box is empty again', async () => {
    const { batchId, comment } = await fail();
    await tick(comment, 'will');
    expect(body()).toContain('- [x] Retry');
    expect(await scene.deliver('issue_comment')).toEqual(['applied']);
    expect(scene.ran).toEqual([
      { batchId, actor: { login: 'will', id: expect.stringMatching(/^\d+$/) }, source: expect.any(String) },
    ]);
    expect(scene.takeCalls()).toEqual(['repos/get-collaborator-permission-level']);
    await scene.settle();
    expect(body()).toContain('- [ ] Retry');
    expect(body()).not.toContain('write access required');
  });

  test('is refused once the person may not write any more, and the comment says so', async () => {
    const { comment, batchId } = await fail();
    await tick(comment, 'will');
    setRole('will', 'triage');
    expect(await scene.deliver('issue_comment')).toEqual(['applied']);
    expect(scene.ran).toEqual([]);
    expect(await record()).toEqual([
      expect.objectContaining({
        kind: 'retry',
        batch_id: batchId,
        actor_login: 'will',
        outcome: 'forbidden',
      }),
    ]);
    const entries = await scene.queue.db.selectFrom('audit_entries').selectAll().execute();
    expect(entries).toEqual([
      expect.objectContaining({ event: 'batch.command_denied', outcome: 'denied', actor: 'will' }),
    ]);
    await scene.settle();
    expect(body()).toContain('- [ ] Retry');
    expect(body()).toContain('<code>will</code> cannot do this: write access required.');
    setRole('will', 'write');
    await scene.take();
    await tick(comment, 'will');
    await scene.deliver('issue_comment');
    await scene.settle();
    expect(scene.ran).toHaveLength(1);
    expect(body()).not.toContain('write access required');
  });

  test('is on record where the core refuses and has recorded the command', async () => {
    const { comment, batchId } = await fail();
    scene.commands.retryBatch = async ({ actor, source }) => {
      const { login, id = null } = actor;
      const command = { source, kind: 'retry', batch_id: batchId, actor_login: login, actor_id: id };
      await scene.queue.db
        .insertInto('commands')
        .values({ ...command, outcome: 'not_current', commanded_at: scene.queue.dialect.now })
        .execute();
      return { status: 'refused', reason: 'not_current' };
    };
    await tick(comment, 'will');
    expect(await scene.deliver('issue_comment')).toEqual(['applied']);
    expect(await record()).toHaveLength(1);
    const entries = await scene.queue.db.selectFrom('audit_entries').selectAll().execute();
    expect(entries).toMatchObject([{ event: 'batch.command_denied', outcome: 'denied', actor: 'will' }]);
    expect(entries[0]?.details).toContain('not_current');
  });

  test('is not carried out while GitHub does not say whether the person may', async () => {
    const { comment } = await fail();
    await tick(comment, 'will');
    scene.simulator.faults.add({
      route: 'repos/get-collaborator-permission-level',
      fault: { kind: 'status', status: 502 },
    });
    await expect(scene.deliver('issue_comment')).rejects.toMatchObject({ kind: 'unreachable' });
    expect(scene.ran).toEqual([]);
  });

  test('is not read from what the server itself writes', async () => {
    const { batchId } = await fail();
    await scene.change(batchId, { state: 'running', conclusion: null }, { nodes: [{ state: 'running' }] });
    await scene.settle();
    expect(await scene.deliver('issue_comment')).toEqual(['The server edited the comment itself.']);
    expect(await scene.waiting()).toBe(0);
  });

  test('is not read from the comment of another, whatever it says', async () => {
    const { comment } = await fail();
    const { id } = await scene.act({ as: 'will', do: 'comment', number: 12, body: body() });
    await scene.act({ as: 'will', do: 'tick', comment: id, box: 'do retry' });
    expect(await scene.deliver('issue_comment')).toEqual([
      'Nothing on this server acts on the event.',
      'The comment is not one of this server.',
    ]);
    expect(comment).not.toBe(id);
    expect(scene.ran).toEqual([]);
  });

  test('is not read from another comment of the App, whatever it says', async () => {
    await fail();
    const [ours] = scene.comments();
    const like = createComment(scene.simulator.world, scene.repository, {
      subject: 12,
      body: body(),
      authorId: ours?.authorId ?? 0,
      appId: ours?.appId,
    });
    await tick(like.id, 'will');
    expect(await scene.deliver('issue_comment')).toEqual(['The comment is not one of this server.']);
    expect(scene.ran).toEqual([]);
  });

  test('for a batch that was replaced does nothing, and the comment is put right', async () => {
    const { comment } = await fail();
    await tick(comment, 'will');
    await scene.insertBatch({ activity: 'labeled', state: 'running' });
    expect(await scene.deliver('issue_comment')).toEqual(['applied']);
    expect(scene.ran).toEqual([]);
    await scene.settle();
    expect(body()).not.toContain('[x]');
  });

  test('is not read from a changed text: it is put right', async () => {
    const { comment } = await fail();
    const before = body();
    await scene.act({ as: 'will', do: 'edit_comment', comment, body: `${before}\n\nAll good, merge it.` });
    expect(await scene.deliver('issue_comment')).toEqual(['applied']);
    await scene.settle();
    expect(body()).toBe(before);
    expect(scene.ran).toEqual([]);
  });

  test('that comes while the comment is being written still empties the box', async () => {
    const { batchId, comment } = await fail();
    await scene.change(
      batchId,
      {},
      {
        nodes: [
          { state: 'failed', reason: 'run' },
          { component: 'eks', state: 'failed', reason: 'run' },
        ],
      },
    );
    await scene.pass(60_000);
    scene.simulator.faults.add({
      route: 'issues/update-comment',
      fault: { kind: 'late', milliseconds: 1_000 },
      times: 1,
    });
    const working = scene.replica.work();
    await until(() => body().includes('eks'));
    await tick(comment, 'will');
    await scene.deliver('issue_comment');
    await working;
    await scene.settle();
    expect(scene.ran).toHaveLength(1);
    expect(body()).not.toContain('[x]');
  });

  test('by a button of the check is the same command', async () => {
    const { batchId } = await fail();
    const [check] = scene.checks();
    await scene.act({ as: 'will', do: 'click', check_run: check?.id, button: 'retry' });
    expect(await scene.deliver('check_run')).toEqual(['applied']);
    expect(scene.ran).toEqual([expect.objectContaining({ batchId })]);
  });

  test('by the button of a merge without an upload is carried out only for a person who may write', async () => {
    await insertSet(scene.queue, await scene.insertBatch(), scene.head);
    const merged = { state: 'concluded', conclusion: 'failure', reason: 'merged_without_upload' } as const;
    const batchId = await scene.insertBatch({ activity: 'merged', ...merged });
    await scene.change(batchId, {});
    await scene.settle();
    const [check] = scene.checks();
    const click = () => scene.act({ as: 'will', do: 'click', check_run: check?.id, button: 'apply_last' });
    await click();
    setRole('will', 'triage');
    await scene.deliver('check_run');
    expect(scene.ran).toEqual([]);
    expect(await record()).toEqual([expect.objectContaining({ kind: 'apply_last', outcome: 'forbidden' })]);
    setRole('will', 'write');
    await click();
    await scene.deliver('check_run');
    expect(scene.ran).toEqual([expect.objectContaining({ batchId })]);
  });

  test('by “Re-run” is a retry, of a person who may write at that moment', async () => {
    const { batchId } = await fail();
    const [check] = scene.checks();
    await scene.act({ as: 'will', do: 'rerequest', check_run: check?.id });
    setRole('will', 'triage');
    await scene.deliver('check_run');
    expect(scene.ran).toEqual([]);
    setRole('will', 'write');
    await scene.act({ as: 'will', do: 'rerequest', check_run: check?.id });
    await scene.deliver('check_run');
    expect(scene.ran).toEqual([expect.objectContaining({ batchId })]);
  });

  test('by “Re-run all checks” is the same for our suite, and nothing for that of another App', async () => {
    const { batchId } = await fail();
    await scene.act({ as: 'will', do: 'rerequest', check_suite: scene.checks()[0]?.suiteId });
    const [hook] = await scene.take('check_suite');
    if (hook === undefined) throw new Error('GitHub sent nothing');
    const { check_suite: suite } = hook.payload;
    const theirs = { ...hook.payload, check_suite: { ...suite, app: { id: 4_711 } } };
    expect(await scene.give('check_suite', { guid: 'theirs', payload: theirs })).toBe(
      'The delivery is not about a button of this server.',
    );
    expect(scene.ran).toEqual([]);
    expect(await scene.give('check_suite', { guid: 'ours', payload: hook.payload })).toBe('applied');
    expect(scene.ran).toEqual([expect.objectContaining({ batchId })]);
  });

  test('releases what the batch is held by', async () => {
    const batchId = await scene.insertBatch({ state: 'held', held_by: 'blast_radius' });
    await scene.change(batchId, {}, { nodes: [{ state: 'ready' }] });
    await scene.settle();
    await scene.take();
    const [comment] = scene.comments();
    expect(comment?.body).toContain('this repository allows 50 without asking');
    const ticked = comment?.body.replace('- [ ] Dispatch all', '- [x] Dispatch all');
    await scene.act({ as: 'alice', do: 'edit_comment', comment: comment?.id, body: ticked });
    await scene.deliver('issue_comment');
    expect(scene.ran).toEqual([expect.objectContaining({ batchId, hold: 'blast_radius' })]);
  });
});
