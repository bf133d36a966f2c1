/** The merge queue: groups on top of each other, what ends them, and the deliveries that tell of it. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { whenQueuesSettled } from '../../src/simulator/queues/watch-queues.ts';
import { addCheckRun, type CheckChanges } from '../../src/simulator/refs/checks.ts';
import { whenRunsStarted } from '../../src/simulator/workflows/trigger-runs.ts';
import { type HookScene, startHookScene } from '../support/hook-scene.ts';
import { createQueuePeople } from '../support/queue-people.ts';

const queuedWorkflow = `on:
  merge_group:
jobs:
  test:
    runs-on: ubuntu-latest
    steps: [{ run: 'true' }]
`;

let scene: HookScene;
beforeEach(async () => {
  scene = await startHookScene(() => ({
    repositories: [
      {
        name: 'acme/infra',
        id: 1,
        files: { 'main.tf': 'a\n', '.github/workflows/queue.yaml': queuedWorkflow },
        people: { alice: 'admin', will: 'write', rita: 'read' },
        merge_queues: [
          { branch: 'main', checks: [{ name: 'Atmos Pro', app: 'atmos-pro' }], build_concurrency: 3 },
        ],
      },
    ],
  }));
});
afterEach(() => scene.stop());

const world = () => scene.simulator.world;
const { repository, conclude, openPull, queueAll } = createQueuePeople(() => scene);
const headOf = (branch: string) => repository().git.readRef(`refs/heads/${branch}`);
const pullOf = (number: number) => repository().pullRequests.get(number);

interface Group {
  readonly ref: string;
  readonly base_sha: string;
  readonly head_sha: string;
}
async function entries(): Promise<readonly { readonly number: number; readonly group?: Group }[]> {
  await whenQueuesSettled(world());
  return (await scene.control('GET', '/queues')).queues[0].entries;
}
const groupOf = async (number: number) => (await entries()).find((entry) => entry.number === number)?.group;

/** `merge_group` and the queue's pull request activities, with their reasons. */
async function told(): Promise<readonly string[]> {
  return (await scene.take()).flatMap(({ headers, payload }) => {
    const event = headers['x-github-event'];
    const isQueued = /queued$|^closed$/.test(payload.action);
    if (event !== 'merge_group' && !(event === 'pull_request' && isQueued)) return [];
    const about = payload.number ?? /pr-([0-9]+)-/.exec(payload.merge_group.head_ref)?.[1];
    return `${about} ${payload.action}${payload.reason === undefined ? '' : ` ${payload.reason}`}`;
  });
}

describe('a pull request', () => {
  test('is added by a person who may write, once its required check has passed', async () => {
    await scene.act({ do: 'push', branch: 'one', files: { 'one.tf': '1\n' } });
    const { number } = await scene.act({ do: 'open', head: 'one' });
    const enqueue = (as: string) => scene.refusal({ as, do: 'enqueue', number });
    expect(await enqueue('rita')).toMatchObject({ status: 403 });
    expect(await enqueue('will')).toMatchObject({ status: 422, message: /is expected/ });
    await conclude(headOf('one'), 'failure');
    expect(await enqueue('will')).toMatchObject({ status: 422, message: /is failing/ });
    await conclude(headOf('one'), 'neutral');
    await scene.act({ as: 'will', do: 'enqueue', number });
    expect(await enqueue('will')).toMatchObject({ status: 422, message: /already/ });
  });

  test('gets a group on a branch of its own, with a suite, a workflow run and the event', async () => {
    const [number = 0] = await queueAll('one');
    const group = await groupOf(number);
    const main = headOf('main');
    expect(group).toMatchObject({
      ref: `refs/heads/gh-readonly-queue/main/pr-${number}-${main}`,
      base_sha: main,
    });
    const hooks = await scene.take();
    const find = (event: string, action: string) =>
      hooks.find(
        ({ headers, payload }) =>
          headers['x-github-event'] === event &&
          payload.action === action &&
          (event !== 'check_suite' || payload.check_suite.head_sha === group?.head_sha),
      )?.payload;
    expect(find('merge_group', 'checks_requested')).toMatchObject({
      merge_group: {
        head_sha: group?.head_sha,
        head_ref: group?.ref,
        base_sha: main,
        base_ref: 'refs/heads/main',
        head_commit: { id: group?.head_sha, message: expect.stringContaining('#1') },
      },
      sender: { login: 'github-merge-queue[bot]' },
    });
    expect(find('check_suite', 'requested')).toMatchObject({
      check_suite: { head_branch: group?.ref.replace('refs/heads/', '') },
    });
    await whenRunsStarted(world());
    const [run] = [...world().runs.values()].flat();
    expect(run).toMatchObject({ event: 'merge_group', ref: group?.ref, sha: group?.head_sha });
  });

  test('is merged with the commit of its group when the required check passes there', async () => {
    const [number = 0] = await queueAll('one');
    const group = await groupOf(number);
    await scene.take();
    await conclude(group?.head_sha, 'success');
    expect(headOf('main')).toBe(group?.head_sha);
    expect(pullOf(number)).toMatchObject({ state: 'merged', mergeSha: group?.head_sha });
    expect(headOf(`gh-readonly-queue/main/pr-${number}-${group?.base_sha}`)).toBeUndefined();
    expect(await told()).toEqual([
      `${number} dequeued MERGE`,
      `${number} closed`,
      `${number} destroyed merged`,
    ]);
    expect(await entries()).toEqual([]);
  });

  test('is not merged for a check of the same name by another App, nor for another check', async () => {
    const [number = 0] = await queueAll('one');
    const sha = (await groupOf(number))?.head_sha ?? '';
    const changes = { status: 'completed', conclusion: 'success' } as CheckChanges;
    const add = (appId: number, name: string) =>
      addCheckRun(world(), repository(), { by: undefined, appId, headSha: sha, name, changes });
    add(1, 'Atmos Pro');
    add([...world().apps.keys()][0] ?? 0, 'lint');
    expect(await entries()).toHaveLength(1);
  });

  test('waits where it may not change, nor its base branch', async () => {
    const [number = 0] = await queueAll('one');
    const push = (branch: string) => scene.refusal({ do: 'push', branch, files: { x: 'x' } });
    expect(await push('one')).toMatchObject({ status: 422, message: /added to a merge queue/ });
    expect(await push('main')).toMatchObject({ status: 422, message: /through the merge queue/ });
    expect(await scene.refusal({ do: 'merge', number })).toMatchObject({ status: 405 });
  });

  test('that conflicts with its base leaves the queue', async () => {
    const [first = 0] = await queueAll('one');
    const number = await openPull('two', 'one.tf');
    await scene.take();
    await scene.act({ do: 'enqueue', number });
    expect(await told()).toEqual([`${number} enqueued`, `${number} dequeued MERGE_CONFLICT`]);
    expect((await entries()).map((entry) => entry.number)).toEqual([first]);
  });
});

describe('several pull requests', () => {
  test('are built one on top of the other, as many as are tested at once', async () => {
    const [one = 0, two = 0, three = 0, four = 0] = await queueAll('one', 'two', 'three', 'four');
    expect(await groupOf(two)).toMatchObject({ base_sha: (await groupOf(one))?.head_sha });
    expect(await groupOf(three)).toMatchObject({ base_sha: (await groupOf(two))?.head_sha });
    expect(await groupOf(four)).toBeUndefined();
    await conclude((await groupOf(one))?.head_sha, 'success');
    expect(await groupOf(four)).toMatchObject({ base_sha: (await groupOf(three))?.head_sha });
  });

  test('are merged in order, whichever passes first', async () => {
    const [one = 0, two = 0] = await queueAll('one', 'two');
    const heads = [(await groupOf(one))?.head_sha, (await groupOf(two))?.head_sha];
    await conclude(heads[1], 'success');
    expect(await entries()).toHaveLength(2);
    await conclude(heads[0], 'success');
    expect(await entries()).toEqual([]);
    expect([pullOf(one)?.mergeSha, pullOf(two)?.mergeSha]).toEqual(heads);
    expect(headOf('main')).toBe(heads[1]);
  });

  test.each([
    { what: 'a failed check', reason: 'CI_FAILURE', act: (sha: string) => conclude(sha, 'failure') },
    {
      what: 'a check that never ends',
      reason: 'CI_TIMEOUT',
      act: async () => {
        await scene.control('POST', '/time', { advance: 60 * 60_000 });
      },
    },
  ])('lose the first to $what, and those behind it are built again', async ({ reason, act }) => {
    const [one = 0, two = 0] = await queueAll('one', 'two');
    const [before, main] = [await groupOf(two), headOf('main')];
    await scene.take();
    await act((await groupOf(one))?.head_sha ?? '');
    const after = await groupOf(two);
    expect(after).toMatchObject({ base_sha: main });
    expect(after?.head_sha).not.toBe(before?.head_sha);
    expect(await told()).toEqual([
      `${one} dequeued ${reason}`,
      `${one} destroyed dequeued`,
      `${two} destroyed invalidated`,
      `${two} checks_requested`,
    ]);
    expect(pullOf(one)).toMatchObject({ state: 'open' });
  });

  test.each([
    { what: 'is taken out', act: (number: number) => scene.act({ do: 'dequeue', number }) },
    { what: 'is closed', act: (number: number) => scene.act({ do: 'close', number }) },
  ])('are built again when one before them $what', async ({ act }) => {
    const [one = 0, two = 0] = await queueAll('one', 'two');
    await act(one);
    expect(await entries()).toEqual([expect.objectContaining({ number: two })]);
    expect(await groupOf(two)).toMatchObject({ base_sha: headOf('main') });
  });

  test('are built again behind one that jumps ahead, and behind a merge by an admin', async () => {
    const [one = 0] = await queueAll('one');
    const [two, three] = [await openPull('two'), await openPull('three')];
    await scene.act({ do: 'enqueue', number: two, jump: true });
    expect(await groupOf(one)).toMatchObject({ base_sha: (await groupOf(two))?.head_sha });
    const { sha } = await scene.act({ do: 'merge', number: three, bypass: true });
    expect(await groupOf(two)).toMatchObject({ base_sha: sha });
  });
});
