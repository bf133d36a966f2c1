/** `createCommitOnBranch`: compare-and-swap on the head, kept modes, GitHub's signature. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { commitOnBranch, fileAddition } from '../support/commit-on-branch.ts';
import { type CommitScene, createCommitScene } from '../support/commit-world.ts';
import { startOfTime } from '../support/simulated-api.ts';

let scene: CommitScene;
beforeEach(async () => {
  scene = await createCommitScene();
});
afterEach(() => scene.gitHub.stop());

test('commits as the App, signed by GitHub, on the head that was expected', async () => {
  const head = await scene.headOf('feature');
  const { data } = await commitOnBranch(scene, { clientMutationId: 'x' });
  const { botId } = scene.gitHub.world.apps.get(900_001) ?? {};
  const email = `${botId}+atmos-pro[bot]@users.noreply.github.com`;
  expect(data.createCommitOnBranch).toEqual({
    clientMutationId: 'x',
    ref: { name: 'feature' },
    commit: {
      oid: await scene.headOf('feature'),
      messageHeadline: 'Format',
      messageBody: 'By hand.',
      parents: { nodes: [{ oid: head }] },
      author: { name: 'atmos-pro[bot]', email, user: null },
      committer: { name: 'GitHub', email: 'noreply@github.com' },
      signature: { isValid: true, state: 'VALID', wasSignedByGitHub: true, signer: { login: 'web-flow' } },
    },
  });
  expect(scene.git('show', 'feature:main.tf')).toBe('new\n');
  expect(scene.git('log', '-1', '--format=%an|%ae|%cn|%P', 'feature').trim()).toBe(
    `atmos-pro[bot]|${email}|GitHub|${head}`,
  );
  expect(scene.git('fsck', '--strict', '--no-dangling')).toBe('');
});

test('takes the branch by its id, too', async () => {
  const query =
    '{ repository(owner: "acme", name: "infra") { ref(qualifiedName: "refs/heads/feature") { id } } }';
  const { body } = await scene.gitHub.graphql(query, { token: scene.writer });
  const { data } = await commitOnBranch(scene, { branch: { id: body.data.repository.ref.id } });
  expect(data.createCommitOnBranch.commit.oid).toBe(await scene.headOf('feature'));
});

test('adds and deletes files, keeps the modes of those that stay, and makes new ones plain', async () => {
  const additions = [
    fileAddition('bin/run', '#!/bin/sh\n'),
    fileAddition('bin/new', '#!'),
    fileAddition('link', 'bin/run'),
    fileAddition('main.tf/x'),
  ];
  const deletions = [{ path: 'main.tf' }, { path: 'vendor' }, { path: 'dir/a' }, { path: 'dir/b' }];
  const { errors } = await commitOnBranch(scene, { fileChanges: { additions, deletions } });
  expect(errors).toBeUndefined();
  const listed = scene.git('ls-tree', '-r', 'feature').trim().split('\n');
  expect(listed.map((line) => line.replace(/ (blob|commit) [0-9a-f]{40}\t/, ' '))).toEqual([
    '100644 .github/workflows/ci.yml',
    '100644 bin/new',
    '100755 bin/run',
    '120000 link',
    '100644 main.tf/x',
  ]);
});

test('makes a commit of no changes, too', async () => {
  const tree = scene.treeOf('feature');
  await commitOnBranch(scene, { fileChanges: null });
  expect(scene.treeOf('feature')).toBe(tree);
  expect(scene.git('rev-list', '--count', 'feature').trim()).toBe('2');
});

test('lets one of two at once win', async () => {
  const other = { fileChanges: { additions: [fileAddition('b')] } };
  const answers = await Promise.all([commitOnBranch(scene), commitOnBranch(scene, other)]);
  expect(answers.filter(({ errors }) => errors === undefined)).toHaveLength(1);
  expect(answers.flatMap(({ errors }) => errors ?? [])).toMatchObject([{ type: 'STALE_DATA' }]);
  expect(scene.git('rev-list', '--count', 'feature').trim()).toBe('2');
});

test('tells of the push, which starts workflows, and of the pull request', async () => {
  const before = await scene.headOf('feature');
  await commitOnBranch(scene);
  const after = await scene.headOf('feature');
  const place = {
    repositoryId: 1,
    at: startOfTime,
    before,
    after,
    actor: 'atmos-pro[bot]',
    startsWorkflows: true,
  };
  expect(scene.gitHub.world.events).toEqual([
    { number: 1, event: 'push', ref: 'refs/heads/feature', ...place },
    { number: 2, event: 'pull_request', action: 'synchronize', subject: 12, ...place },
  ]);
});

test.each([
  ['workflows: write', { contents: 'write', workflows: 'write' }, '.github/workflows/b.yml', 'new\n'],
  ['the content that another branch has', { contents: 'write' }, '.github/workflows/new.yml', 'x\n'],
])('takes a workflow file with %s', async (_name, permissions, path, text) => {
  const token = await scene.gitHub.mint({ permissions });
  const changes = { fileChanges: { additions: [fileAddition(path, text)] } };
  expect((await commitOnBranch(scene, changes, token)).errors).toBeUndefined();
});
