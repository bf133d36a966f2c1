/** `POST /git/commit`, asked again: one commit, whatever was lost on the way. */
import { describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { describeEachStore } from '../../support/stores.ts';
import { add, requestOf, shaOf, startCommitScene } from './scene.ts';

/** Either way of making a commit: the mode takes it to the second. */
const ways = [
  { way: 'one call', body: requestOf() },
  { way: 'object by object', body: requestOf([add('main.tf', 'a = 2\n', '100755')]) },
];

describeEachStore('one request', (store) => {
  test.each(ways)('asked four times gives one commit ($way)', async ({ body }) => {
    await using scene = await startCommitScene({ store });
    const answers = [];
    for (let time = 0; time < 4; time += 1) answers.push(shaOf(await scene.commit(body)));
    expect(new Set(answers)).toEqual(new Set([await scene.head()]));
    expect(await scene.newCommits()).toHaveLength(1);
    expect((await scene.audited()).map(({ event }) => event)).toEqual([
      'commit.created',
      ...Array.from({ length: 3 }, () => 'commit.repeated'),
    ]);
  });

  test.each(ways)('asked four times at once gives one commit ($way)', async ({ body }) => {
    await using scene = await startCommitScene({ store });
    await scene.session();
    const answers = await Promise.all(Array.from({ length: 4 }, () => scene.commit(body)));
    expect(new Set(answers.map(shaOf))).toEqual(new Set([await scene.head()]));
    expect(await scene.newCommits()).toHaveLength(1);
  });
});

describe('an answer of GitHub’s that is lost', () => {
  // The client tries three times on its own, and the caller asks again.
  test.each([
    { ...ways[0], route: 'graphql', skip: 1 },
    { ...ways[1], route: 'git/update-ref', skip: 0 },
    { ...ways[1], route: 'git/create-commit', skip: 0 },
    { ...ways[1], route: 'git/create-tree', skip: 0 },
  ])('by $route ($way) leaves one commit', async ({ route, skip, body }) => {
    await using scene = await startCommitScene();
    await scene.session();
    scene.simulator.faults.add({ route, skip, times: 3, fault: { kind: 'cut-after' } });
    const first = await scene.commit(body);
    const again = first.status === 200 ? first : await scene.commit(body);
    expect(shaOf(again)).toBe(await scene.head());
    expect(shaOf(await scene.commit(body))).toBe(await scene.head());
    expect(await scene.newCommits()).toHaveLength(1);
  });

  test('and another push on top: the commit that was made is the answer', async () => {
    await using scene = await startCommitScene();
    await scene.session();
    const off = scene.simulator.faults.add({ route: 'graphql', skip: 1, fault: { kind: 'cut-after' } });
    expect((await scene.commit(requestOf())).status).toBe(503);
    off();
    const [made] = await scene.newCommits();
    await scene.push([{ path: 'main.tf', content: 'a = 99' }]);
    expect(shaOf(await scene.commit(requestOf()))).toBe(made?.oid);
    expect(await scene.newCommits()).toHaveLength(2);
    expect(await scene.files('main.tf')).toEqual({ 'main.tf': '100644 a = 99' });
  });
});

test('a commit that could not be written down is found when it is asked for again', async () => {
  // A trigger of SQLite makes its database fail.
  await using scene = await startCommitScene({ store: 'sqlite', replicas: 1 });
  const { db } = scene.server.database;
  await sql`create trigger full_disk before update of sha on commits
    begin select raise(abort, 'the disk is full'); end`.execute(db);
  expect((await scene.commit(requestOf())).status).toBe(500);
  await sql`drop trigger full_disk`.execute(db);
  expect(shaOf(await scene.commit(requestOf()))).toBe(await scene.head());
  expect(await scene.newCommits()).toHaveLength(1);
  expect(await scene.audited()).toMatchObject([{ event: 'commit.created', details: { how: 'found' } }]);
});

test('changes that the branch has already make no commit', async () => {
  await using scene = await startCommitScene();
  const answer = await scene.commit(requestOf([add('main.tf', 'a=2')], { deletions: ['was-never-there'] }));
  expect(answer.body.data).toMatchObject({ sha: scene.start, created: false });
  expect(await scene.newCommits()).toEqual([]);
});

test('a re-run after a revert commits again', async () => {
  await using scene = await startCommitScene();
  const first = shaOf(await scene.commit(requestOf()));
  await scene.push([{ path: 'main.tf', content: 'a=2' }]);
  const session = await scene.session('format', { run_attempt: '2' });
  const second = shaOf(await scene.commit(requestOf(), { session }));
  expect((await scene.newCommits()).map(({ oid }) => oid)).toEqual([second, expect.anything(), first]);
});

test('what GitHub refuses for good is told in its words, and not taken for a race', async () => {
  await using scene = await startCommitScene();
  scene.simulator.faults.add({
    route: 'git/update-ref',
    fault: { kind: 'status', status: 422, body: '{"message":"Repository rule violations found"}' },
  });
  const answer = await scene.commit(requestOf([add('main.tf', 'x', '100755')]));
  expect([answer.status, answer.body.errorTag]).toEqual([403, 'BranchRefused']);
  expect(answer.body.errorMessage).toContain('Repository rule violations found');
  expect(await scene.newCommits()).toEqual([]);
});

test('GitHub out of reach is 503, on record, and nothing is committed', async () => {
  await using scene = await startCommitScene();
  await scene.session();
  scene.simulator.faults.add({ route: 'pulls/get', fault: { kind: 'status', status: 502 } });
  expect((await scene.commit(requestOf())).status).toBe(503);
  expect(await scene.newCommits()).toEqual([]);
  expect((await scene.audited()).map(({ event }) => event)).toEqual(['commit.failed']);
});
