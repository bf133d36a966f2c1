/** Groups of several pull requests, and the queue as GraphQL shows it. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { whenQueuesSettled } from '../../src/simulator/queues/watch-queues.ts';
import type { MergeQueueSeed } from '../../src/simulator/seed/seed-types.ts';
import { type HookScene, startHookScene } from '../support/hook-scene.ts';
import { createQueuePeople } from '../support/queue-people.ts';

const readAll = { contents: 'read', merge_queues: 'read', pull_requests: 'read' } as const;
const pairs = { min: 2, max: 2, wait_minutes: 5 };

let scene: HookScene;
async function start(groupSize: MergeQueueSeed['group_size']): Promise<void> {
  scene = await startHookScene(() => ({
    repositories: [
      {
        name: 'acme/infra',
        id: 1,
        files: { 'main.tf': 'a\n' },
        people: { alice: 'admin' },
        merge_queues: [
          { branch: 'main', checks: ['Atmos Pro'], build_concurrency: 2, group_size: groupSize },
        ],
      },
    ],
  }));
}
afterEach(() => scene.stop());

const world = () => scene.simulator.world;
const { repository, conclude, openPull, queueAll } = createQueuePeople(() => scene);
const mainHead = () => repository().git.readRef('refs/heads/main');
const pullOf = (number: number) => repository().pullRequests.get(number);
async function entries() {
  await whenQueuesSettled(world());
  return (await scene.control('GET', '/queues')).queues[0].entries;
}
const groups = async () =>
  (await entries()).map((entry: { readonly group?: { readonly head_sha: string } }) => entry.group?.head_sha);

async function askQueue(permissions: Readonly<Record<string, 'read'>>, branch = 'main') {
  const token = `ghs_${'a'.repeat(36)}`;
  const now = world().clock.now();
  const times = { mintedAt: now, expiresAt: now + 60_000, revoked: false };
  const place = { installationId: 7, accountId: 100_001, repositoryIds: undefined };
  world().tokens.set(token, { token, kind: 'installation', permissions, ...place, ...times });
  const query = `query($branch: String) { repository(owner: "acme", name: "infra") { mergeQueue(branch: $branch) {
    configuration { maximumEntriesToMerge mergeMethod }
    entries(first: 100) { nodes { position state enqueuer { login } baseCommit { oid } headCommit { oid }
      pullRequest { number baseRepository { databaseId } } } } } } }`;
  const response = await fetch(scene.simulator.urls.graphql, {
    method: 'POST',
    headers: { authorization: `token ${token}`, 'user-agent': 'test' },
    body: JSON.stringify({ query, variables: { branch } }),
  });
  const { data, errors } = (await response.json()) as {
    // biome-ignore lint/suspicious/noExplicitAny: assertions reach into JSON of any shape.
    readonly data: any;
    readonly errors?: readonly { readonly type: string }[];
  };
  return { queue: data.repository?.mergeQueue, errors };
}

describe('a group of two', () => {
  beforeEach(() => start(pairs));

  test('is built once there are two, on one branch named after the last, with a commit of each', async () => {
    const [one = 0] = await queueAll('one');
    expect(await groups()).toEqual([undefined]);
    const [two = 0] = await queueAll('two');
    const main = mainHead();
    const [first, second] = await entries();
    expect(first.group).toEqual(second.group);
    expect(second.group).toMatchObject({
      ref: `refs/heads/gh-readonly-queue/main/pr-${two}-${main}`,
      base_sha: main,
      head_sha: second.commit.head_sha,
    });
    expect(first.commit).toMatchObject({ base_sha: main });
    expect(second.commit).toMatchObject({ base_sha: first.commit.head_sha });
    const asked = (await scene.take('merge_group')).map(({ payload }) => payload.merge_group.head_sha);
    expect(asked).toEqual([second.group.head_sha]);
    expect([pullOf(one)?.state, pullOf(two)?.state]).toEqual(['open', 'open']);
  });

  test('is merged together, each pull request with its own commit', async () => {
    const [one = 0, two = 0] = await queueAll('one', 'two');
    const [first, second] = await entries();
    await conclude(second.group.head_sha, 'success');
    expect(mainHead()).toBe(second.commit.head_sha);
    expect([pullOf(one), pullOf(two)]).toEqual([
      expect.objectContaining({ state: 'merged', mergeSha: first.commit.head_sha }),
      expect.objectContaining({ state: 'merged', mergeSha: second.commit.head_sha }),
    ]);
    expect(await entries()).toEqual([]);
  });

  test('leaves the queue together when its check fails', async () => {
    const numbers = await queueAll('one', 'two');
    await conclude((await groups())[0], 'failure');
    expect(await entries()).toEqual([]);
    expect(numbers.map((number) => pullOf(number)?.state)).toEqual(['open', 'open']);
    const ends = (await scene.take('merge_group')).filter(({ payload }) => payload.action === 'destroyed');
    expect(ends.map(({ payload }) => payload.reason)).toEqual(['dequeued']);
  });

  test('is built again, later or with others, when one of it is taken out', async () => {
    const [one = 0, two = 0, three = 0] = await queueAll('one', 'two', 'three');
    const [before] = await groups();
    await scene.act({ do: 'dequeue', number: one });
    const [first, second] = await entries();
    expect([first.number, second.number]).toEqual([two, three]);
    expect(first.group).toEqual(second.group);
    expect(first.group.head_sha).not.toBe(before);
    await scene.act({ do: 'dequeue', number: three });
    expect(await groups()).toEqual([undefined]);
  });

  test('is of one that has waited long enough', async () => {
    await queueAll('one');
    await scene.control('POST', '/time', { advance: 5 * 60_000 });
    expect(await groups()).toEqual([expect.any(String)]);
  });

  test('continues without one that conflicts', async () => {
    const [one = 0] = await queueAll('one');
    const two = await openPull('two', 'one.tf');
    await scene.act({ do: 'enqueue', number: two });
    expect(await entries()).toEqual([expect.objectContaining({ number: one })]);
    expect(pullOf(two)?.state).toBe('open');
  });

  test('has another on top of it, as many as are tested at once', async () => {
    await queueAll('one', 'two', 'three', 'four', 'five', 'six');
    const heads = await groups();
    expect([heads[0] === heads[1], heads[2] === heads[3], heads[4]]).toEqual([true, true, undefined]);
    expect((await entries())[2].group).toMatchObject({ base_sha: heads[0] });
  });

  test('is shown by GraphQL with the commits of each entry', async () => {
    const [one = 0, two = 0, three = 0] = await queueAll('one', 'two', 'three');
    const shown = await entries();
    const commit = (oid: string) => ({ oid });
    const baseRepository = { databaseId: 1 };
    const { queue, errors } = await askQueue(readAll);
    expect(errors).toBeUndefined();
    expect(queue).toEqual({
      configuration: { maximumEntriesToMerge: 2, mergeMethod: 'MERGE' },
      entries: {
        nodes: [
          ...[one, two].map((number, index) => ({
            ...{ position: index + 1, state: 'AWAITING_CHECKS', enqueuer: { login: 'alice' } },
            baseCommit: commit(shown[index].commit.base_sha),
            headCommit: commit(shown[index].commit.head_sha),
            pullRequest: { number, baseRepository },
          })),
          {
            ...{ position: 3, state: 'QUEUED', enqueuer: { login: 'alice' } },
            ...{ baseCommit: null, headCommit: null, pullRequest: { number: three, baseRepository } },
          },
        ],
      },
    });
    expect((await askQueue(readAll, 'other')).queue).toBeNull();
  });

  test('is hidden from tokens that may not read queues', async () => {
    const { queue, errors } = await askQueue({ contents: 'read', pull_requests: 'read' });
    expect(queue).toBeNull();
    expect(errors).toEqual([expect.objectContaining({ type: 'FORBIDDEN' })]);
  });
});

test('without a size every pull request has a group of its own', async () => {
  await start(undefined);
  await queueAll('one', 'two');
  const [one, two] = await groups();
  expect(one).not.toBe(two);
});
