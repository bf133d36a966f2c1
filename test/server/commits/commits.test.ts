/** `POST /git/commit`: what it commits, seen in the real repository behind the simulator. */
import { describe, expect, test } from '@jest/globals';
import { serverClock } from '../../../src/server/system-ports.ts';
import { until } from '../../support/until.ts';
import {
  add,
  bot,
  branch,
  makeMergeCommit,
  repositoryOf,
  requestOf,
  shaOf,
  startCommitScene,
} from './scene.ts';

test('makes one signed commit of the App on the head of the branch', async () => {
  await using scene = await startCommitScene();
  const answer = await scene.commit(
    requestOf([add('main.tf', 'a = 2\n'), add('new/ü.tf', 'n')], {
      deletions: ['other.tf'],
      commitMessage: 'format\n\nby terraform fmt',
    }),
  );
  const sha = await scene.head();
  expect(answer.body).toMatchObject({ success: true, data: { sha, created: true, comment: 'none' } });
  expect(await scene.newCommits()).toEqual([
    { oid: sha, message: 'format\n\nby terraform fmt', isSigned: true, author: bot },
  ]);
  expect(await scene.files('main.tf', 'new/ü.tf', 'other.tf', 'run.sh')).toEqual({
    'main.tf': '100644 a = 2\n',
    'new/ü.tf': '100644 n',
    'other.tf': undefined,
    'run.sh': '100755 run',
  });
});

test('takes what the CLI sends: an empty list, no comment, another query', async () => {
  await using scene = await startCommitScene();
  expect((await scene.commit(requestOf([], { deletions: ['other.tf'] }), { query: '?x=1' })).status).toBe(
    200,
  );
});

test('is on record without a content, a message or a path', async () => {
  await using scene = await startCommitScene();
  const sha = shaOf(
    await scene.commit(
      requestOf([add('secret-name.tf', 'secret-content')], { commitMessage: 'secret-words' }),
    ),
  );
  const entries = await scene.audited();
  expect(entries).toMatchObject([
    {
      event: 'commit.created',
      details: {
        sha,
        branch,
        pullRequest: 7,
        added: 1,
        deleted: 0,
        permission: 'ws:commits:create',
        how: 'committed',
      },
    },
  ]);
  expect(JSON.stringify(entries) + scene.server.logs.join('')).not.toMatch(/secret-(?:name|content|words)/);
});

describe('modes', () => {
  test('are kept, and set where the request says so', async () => {
    await using scene = await startCommitScene();
    await scene.commit(
      requestOf([
        add('run.sh', 'run 2'),
        add('link', 'other.tf'),
        add('main.tf', 'a=2', '100755'),
        add('new.sh', 'n', '100755'),
        add('new-link', 'main.tf', '120000'),
        add('plain', 'p'),
      ]),
    );
    expect(await scene.files('run.sh', 'link', 'main.tf', 'new.sh', 'new-link', 'plain')).toEqual({
      'run.sh': '100755 run 2',
      link: '120000 other.tf',
      'main.tf': '100755 a=2',
      'new.sh': '100755 n',
      'new-link': '120000 main.tf',
      plain: '100644 p',
    });
    expect(await scene.newCommits()).toMatchObject([{ isSigned: true, author: bot }]);
  });

  test('a link that is kept is not made one that leads out', async () => {
    await using scene = await startCommitScene();
    const answer = await scene.commit(requestOf([add('link', '../../etc/passwd')]));
    expect(answer.body).toMatchObject({ errorTag: 'CommitInvalid', status: 400 });
    expect(answer.body.errorMessage).toContain('(link-outside)');
    expect(await scene.newCommits()).toEqual([]);
  });
});

test('many bytes go object by object, and arrive as they were sent', async () => {
  await using scene = await startCommitScene();
  const binary = Buffer.alloc(1_500_000, Buffer.from([0, 1, 2, 255, 254]));
  const additions = [
    add('a.bin', binary),
    add('b.bin', Buffer.concat([binary, Buffer.from([7])])),
    ...Array.from({ length: 198 }, (_, index) => add(`text/${index}.tf`, `n = ${index}\n`)),
  ];
  shaOf(await scene.commit(requestOf(additions)));
  expect(await scene.newCommits()).toMatchObject([{ isSigned: true, author: bot }]);
  const { git } = [...scene.simulator.world.repositories.values()][0] ?? {};
  const read = await git?.readPath(branch, 'b.bin');
  expect(read?.type === 'blob' && read.content.equals(Buffer.concat([binary, Buffer.from([7])]))).toBe(true);
  expect(await scene.files('text/197.tf')).toEqual({ 'text/197.tf': '100644 n = 197\n' });
  // Small texts travel in the tree.
  expect(scene.simulator.journal.entries({ route: 'git/create-blob' })).toHaveLength(2);
});

describe('a conflicting change', () => {
  test.each([
    ['through-file', [add('main.tf/x', 'n')], []],
    ['through-file', [add('link/x', 'n')], []],
    ['replaces-folder', [add('dir', 'n')], []],
    ['deletes-folder', [add('a', 'n')], ['dir']],
  ])('%s', async (rule, additions, deletions) => {
    await using scene = await startCommitScene({
      repository: { branches: { [branch]: { files: { 'dir/file': 'x' } } } },
    });
    const answer = await scene.commit(requestOf(additions, { deletions }));
    expect([answer.status, answer.body.errorTag]).toEqual([400, 'CommitInvalid']);
    expect(answer.body.errorMessage).toContain(`(${rule})`);
    expect(await scene.newCommits()).toEqual([]);
  });
});

describe('a commit that clears the way for its own files', () => {
  const files = { 'dir/a': 'a', 'dir/deep/b': 'b' };
  const repository = { branches: { [branch]: { files } } };

  test.each<[string, Parameters<typeof requestOf>[0], readonly string[], Record<string, string | undefined>]>(
    [
      [
        'a file becomes a folder',
        [add('main.tf/a', '1')],
        ['main.tf'],
        { 'main.tf': 'tree', 'main.tf/a': '100644 1' },
      ],
      ['a link becomes a folder', [add('link/deep/a', '1')], ['link'], { 'link/deep/a': '100644 1' }],
      ['a folder becomes a file', [add('dir', 'n')], ['dir/a', 'dir/deep/b'], { dir: '100644 n' }],
      [
        'a folder becomes a link',
        [add('dir', 'main.tf', '120000')],
        ['dir/a', 'dir/deep/b'],
        { dir: '120000 main.tf' },
      ],
      [
        'both, beside other changes',
        [add('main.tf/a', '1'), add('dir', 'n'), add('new.tf', '2')],
        ['main.tf', 'dir/a', 'dir/deep/b', 'other.tf'],
        { 'main.tf/a': '100644 1', dir: '100644 n', 'new.tf': '100644 2', 'other.tf': undefined },
      ],
    ],
  )('%s, once however often it is asked for', async (_name, additions, deletions, expected) => {
    await using scene = await startCommitScene({ repository });
    const sha = shaOf(await scene.commit(requestOf(additions, { deletions })));
    expect(await scene.files(...Object.keys(expected))).toEqual(expected);
    expect(await scene.newCommits()).toMatchObject([{ oid: sha, isSigned: true, author: bot }]);
    expect(shaOf(await scene.commit(requestOf(additions, { deletions })))).toBe(sha);
    // Another job of the run asks for the same: it is there.
    const session = await scene.session('docs');
    const again = await scene.commit(requestOf(additions, { deletions }), { session });
    expect(again.body.data).toMatchObject({ created: false });
  });

  test.each<[string, Parameters<typeof requestOf>[0], readonly string[]]>([
    ['replaces-folder', [add('dir', 'n')], ['dir/a']],
    ['through-file', [add('main.tf/a', '1')], ['other.tf']],
  ])('is refused as %s while something is left in the way', async (rule, additions, deletions) => {
    await using scene = await startCommitScene({ repository });
    const answer = await scene.commit(requestOf(additions, { deletions }));
    expect([answer.status, answer.body.errorTag]).toEqual([400, 'CommitInvalid']);
    expect(answer.body.errorMessage).toContain(`(${rule})`);
    expect(await scene.newCommits()).toEqual([]);
  });
});

describe('a branch that has moved on', () => {
  test('gets the commit on top when other files were changed', async () => {
    await using scene = await startCommitScene();
    const pushed = await scene.push([{ path: 'other.tf', content: 'o=2' }]);
    const sha = shaOf(await scene.commit(requestOf()));
    expect((await scene.newCommits()).map(({ oid }) => oid)).toEqual([sha, pushed]);
    expect(await scene.files('main.tf', 'other.tf')).toEqual({
      'main.tf': '100644 a = 2\n',
      'other.tf': '100644 o=2',
    });
  });

  test('is left alone when the same file was changed, in words', async () => {
    await using scene = await startCommitScene();
    const pushed = await scene.push([{ path: 'main.tf', content: 'a=3' }]);
    const answer = await scene.commit(requestOf());
    expect([answer.status, answer.body.errorTag]).toEqual([409, 'CommitConflict']);
    expect(answer.body.errorMessage).toContain('that change the same files: "main.tf"');
    expect(await scene.head()).toBe(pushed);
  });

  test('to the same content is not a conflict: the rest is committed', async () => {
    await using scene = await startCommitScene();
    await scene.push([{ path: 'main.tf', content: 'a = 2\n' }]);
    shaOf(await scene.commit(requestOf([add('main.tf', 'a = 2\n'), add('new.tf', 'n')])));
    expect(await scene.files('new.tf')).toEqual({ 'new.tf': '100644 n' });
  });

  test('is measured from what the job has checked out, if it says so', async () => {
    await using scene = await startCommitScene();
    const pushed = await scene.push([{ path: 'main.tf', content: 'a=3' }]);
    expect((await scene.commit(requestOf(), { query: `?base=${pushed}` })).status).toBe(200);
  });

  test('is measured from the head of the pull request if the job has checked out its present merge', async () => {
    await using scene = await startCommitScene();
    await scene.push([{ path: 'other.tf', content: 'o=2' }]);
    const repository = repositoryOf(scene.simulator.world);
    const merge = await makeMergeCommit(repository);
    const query = `?base=${merge}`;
    const unknown = await scene.commit(requestOf(), { query });
    expect(unknown.body).toMatchObject({ errorTag: 'CommitConflict' });
    expect(unknown.body.errorMessage).toContain('github.event.pull_request.head.sha');
    for (const pull of repository.pullRequests.values()) pull.mergeSha = merge;
    const session = await scene.session('docs');
    expect((await scene.commit(requestOf(), { query, session })).status).toBe(200);
  });

  test('and that does not contain the job’s commit gets nothing', async () => {
    await using scene = await startCommitScene();
    const unknown = await scene.commit(requestOf(), { query: `?base=${'0'.repeat(39)}1` });
    expect([unknown.status, unknown.body.errorMessage]).toEqual([
      409,
      expect.stringContaining('GitHub does not have'),
    ]);
    const { git } = [...scene.simulator.world.repositories.values()][0] ?? {};
    await git?.updateRef(`refs/heads/${branch}`, await git.resolveRef('main'));
    const rewritten = await scene.commit(requestOf());
    expect([rewritten.status, rewritten.body.errorMessage]).toEqual([
      409,
      expect.stringContaining('was rewritten'),
    ]);
  });

  test('by the job’s own commit is where it continues', async () => {
    await using scene = await startCommitScene();
    const first = shaOf(await scene.commit(requestOf()));
    const second = shaOf(await scene.commit(requestOf([add('main.tf', 'a = 4\n')])));
    expect((await scene.newCommits()).map(({ oid }) => oid)).toEqual([second, first]);
    // Another job, which did not see it, must not overwrite it.
    const other = await scene.session('docs');
    expect((await scene.commit(requestOf([add('main.tf', 'x')]), { session: other })).status).toBe(409);
  });

  test.each([
    ['other files: a second attempt', 'other.tf', 200],
    ['the same files: refused', 'main.tf', 409],
  ])('between look and commit, %s', async (_, path, status) => {
    const pushed = Promise.withResolvers<void>();
    const clock = { ...serverClock, sleep: () => pushed.promise };
    await using scene = await startCommitScene({ clockOfGitHub: clock });
    const { simulator } = scene;
    await scene.session();
    const before = simulator.journal.entries({ route: 'graphql' }).length;
    // The mutation waits for the push; the reading query before it does not.
    simulator.faults.add({
      route: 'graphql',
      skip: 1,
      times: 1,
      fault: { kind: 'latency', milliseconds: 1 },
    });
    const asked = scene.commit(requestOf());
    const seen = () => simulator.journal.entries({ route: 'graphql' }).length - before;
    await until(() => seen() === 2);
    await scene.push([{ path, content: 'raced' }]);
    pushed.resolve();
    expect((await asked).status).toBe(status);
    expect(await scene.files(path)).toEqual({ [path]: '100644 raced' });
  });
});
