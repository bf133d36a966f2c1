/** The comment of `POST /git/commit`: posted once, edited later, and never in the commit's way. */
import { expect, test } from '@jest/globals';
import { add, appPermissions, requestOf, shaOf, startCommitScene } from './scene.ts';

const said = (comment: string, text = 'a = 2\n') => requestOf([add('main.tf', text)], { comment });

test('is posted by the App, with an invisible marker', async () => {
  await using scene = await startCommitScene();
  const answer = await scene.commit(said('Formatted.'));
  expect(answer.body.data).toMatchObject({ created: true, comment: 'posted' });
  expect(scene.comments()).toEqual([
    expect.stringMatching(/^Formatted\.\n\n<!-- atmos-pro:commit:[0-9a-f]{16} -->$/),
  ]);
});

test('is edited by later commits of the workflow, and left alone by the same request', async () => {
  await using scene = await startCommitScene();
  await scene.commit(said('One.'));
  expect((await scene.commit(said('One.'))).body.data).toMatchObject({ comment: 'unchanged' });
  expect((await scene.commit(said('Two.', 'a = 3\n'))).body.data).toMatchObject({ comment: 'edited' });
  // Another comment with the same changes is the same commit.
  const { data } = (await scene.commit(said('Three.', 'a = 3\n'))).body;
  expect(data).toMatchObject({ sha: await scene.head(), comment: 'edited' });
  expect(scene.comments()).toEqual([expect.stringMatching(/^Three\./)]);
  expect(await scene.newCommits()).toHaveLength(2);
});

test('has one for each workflow', async () => {
  await using scene = await startCommitScene();
  await scene.commit(said('One.'));
  const session = await scene.session('docs', {
    workflow_ref: 'acme/infra/.github/workflows/docs.yml@refs/pull/7/merge',
  });
  await scene.commit(requestOf([add('docs.md', 'd')], { comment: 'Docs.' }), { session });
  expect(scene.comments()).toHaveLength(2);
});

test('of another author with the same marker is not changed', async () => {
  await using scene = await startCommitScene();
  await scene.commit(said('One.'));
  const [repository] = scene.simulator.world.repositories.values();
  const [comment] = repository?.comments ?? [];
  Object.assign(comment ?? {}, { authorId: 7, appId: undefined });
  expect((await scene.commit(said('Two.', 'a = 3\n'))).body.data).toMatchObject({ comment: 'posted' });
  expect(scene.comments()).toEqual([expect.stringMatching(/^One/), expect.stringMatching(/^Two/)]);
});

test.each([
  ['the answer is lost', 'cut-after' as const, 1],
  ['GitHub fails', 'cut-before' as const, 0],
])('that fails does not fail the commit, and is not sent twice: %s', async (_, kind, posted) => {
  await using scene = await startCommitScene();
  scene.simulator.faults.add({ route: 'issues/create-comment', fault: { kind } });
  const answer = await scene.commit(said('Formatted.'));
  expect(answer.body).toMatchObject({ success: true, data: { created: true, comment: 'failed' } });
  expect(shaOf(answer)).toBe(await scene.head());
  expect(scene.comments()).toHaveLength(posted);
  expect(scene.server.logs.join('')).toContain('the comment could not be posted');
  scene.simulator.faults.clear();
  await scene.commit(said('Formatted.'));
  expect(scene.comments()).toHaveLength(1);
});

test('that an App may not post is said, and the commit is made', async () => {
  await using scene = await startCommitScene({ app: { ...appPermissions, pull_requests: 'read' } });
  expect((await scene.commit(said('Formatted.'))).body.data).toMatchObject({
    created: true,
    comment: 'failed',
  });
  expect(await scene.newCommits()).toHaveLength(1);
});

test('of blanks is none', async () => {
  await using scene = await startCommitScene();
  expect((await scene.commit(said(' \n'))).body.data).toMatchObject({ comment: 'none' });
  expect(scene.comments()).toEqual([]);
});
