/** The git database over REST: blobs, trees, commits and refs, step by step as a client builds a commit. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type CommitScene, createCommitScene } from '../support/commit-world.ts';

let scene: CommitScene;
beforeAll(async () => {
  scene = await createCommitScene();
});
afterAll(() => scene.gitHub.stop());

const ask: CommitScene['rest'] = (...args) => scene.rest(...args);
const git: CommitScene['git'] = (...args) => scene.git(...args);

test('builds a commit from blobs and a tree, with modes, and moves the branch to it', async () => {
  const head = await scene.headOf('feature');
  const blob = await ask('POST', '/git/blobs', { content: 'AP8K', encoding: 'base64' });
  expect(blob.status).toBe(201);
  const tree = await ask('POST', '/git/trees', {
    base_tree: scene.treeOf('feature'),
    tree: [
      { path: 'bin/tool', mode: '100755', type: 'blob', sha: blob.body.sha },
      { path: 'notes/ü.txt', mode: '100644', type: 'blob', content: 'ü\n' },
      { path: 'shortcut', mode: '120000', type: 'blob', content: 'bin/tool' },
      { path: 'dir/a', mode: '100644', type: 'blob', sha: null },
    ],
  });
  expect(tree.status).toBe(201);
  const content = { message: 'Build\n\nStep by step.', tree: tree.body.sha, parents: [head] };
  const commit = await ask('POST', '/git/commits', content);
  expect(commit).toMatchObject({
    status: 201,
    body: {
      author: { name: 'atmos-pro[bot]', date: '2026-11-22T12:00:00Z' },
      committer: { name: 'GitHub', email: 'noreply@github.com' },
      verification: { verified: true, reason: 'valid' },
    },
  });
  const { sha } = commit.body;
  const moved = await ask('PATCH', '/git/refs/heads/feature', { sha });
  expect(moved).toMatchObject({ status: 200, body: { object: { sha, type: 'commit' } } });
  const raw = git('-c', 'core.quotePath=false', 'diff', '--raw', '--no-renames', head, 'feature').trim();
  expect(raw.split('\n').map((line) => line.replace(/ [0-9a-f]{7,} [0-9a-f]{7,} /, ' '))).toEqual([
    ':000000 100755 A\tbin/tool',
    ':100644 000000 D\tdir/a',
    ':000000 100644 A\tnotes/ü.txt',
    ':000000 120000 A\tshortcut',
  ]);
  expect(git('fsck', '--strict', '--no-dangling')).toBe('');
  expect((await ask('GET', `/git/commits/${sha}`)).body).toEqual(commit.body);
  expect((await ask('GET', `/git/blobs/${blob.body.sha}`)).body).toMatchObject({
    content: 'AP8K\n',
    size: 3,
  });
  expect((await ask('GET', '/commits/feature')).body).toMatchObject({
    sha,
    author: { login: 'atmos-pro[bot]', type: 'Bot' },
    commit: { verification: { verified: true } },
  });
});

test('signs with the key of this world, what git reads as a signature', async () => {
  const sha = await scene.newCommit('open', []);
  const { payload, signature } = (await ask('GET', `/git/commits/${sha}`)).body.verification;
  const { commitSigner } = scene.gitHub.world;
  expect(commitSigner.verify(payload, signature)).toBe(true);
  expect(commitSigner.verify(`${payload}x`, signature)).toBe(false);
  expect(git('cat-file', 'commit', sha)).toContain('gpgsig -----BEGIN SSH SIGNATURE-----\n ');
});

const author = { name: 'A <x>', email: 'a@example.com', date: '2020-01-02T03:04:05Z' };
const signature = '-----BEGIN PGP SIGNATURE-----\nx\n-----END';

test.each<[string, object, string, object]>([
  [
    'an author',
    { author },
    'unsigned',
    { author: { name: 'A x', date: author.date }, committer: { name: 'A x' } },
  ],
  ['a signature of an unknown key', { signature }, 'unknown_key', { author: { name: 'atmos-pro[bot]' } }],
])('signs nothing for who brings %s', async (_name, extra, reason, shown) => {
  const tree = scene.treeOf('open');
  const { body } = await ask('POST', '/git/commits', { message: 'x', tree, parents: [], ...extra });
  expect(body).toMatchObject({ ...shown, verification: { verified: false, reason } });
});

test('reads trees by id, commit and branch, flat and whole', async () => {
  const sha = scene.treeOf('open');
  const flat = await ask('GET', `/git/trees/${sha}`);
  const names = ['.github', 'bin', 'dir', 'link', 'main.tf', 'vendor'];
  expect(flat.body.tree.map(({ path }: { path: string }) => path)).toEqual(names);
  const whole = await ask('GET', '/git/trees/open?recursive=1');
  expect(whole.body).toMatchObject({ sha, truncated: false });
  const lines = git('ls-tree', '-r', '-t', 'open').trim().split('\n');
  expect(
    whole.body.tree.map(
      ({ mode, type, sha, path }: Record<string, string>) => `${mode} ${type} ${sha}\t${path}`,
    ),
  ).toEqual(lines);
  expect((await ask('GET', `/git/trees/${await scene.headOf('open')}`)).body.sha).toBe(sha);
});

test('lets a folder be given and changed in one tree', async () => {
  const folder = git('rev-parse', 'open:dir').trim();
  const { body } = await ask('POST', '/git/trees', {
    tree: [
      { path: 'copy', mode: '040000', type: 'tree', sha: folder },
      { path: 'copy/c', mode: '100644', type: 'blob', content: 'c' },
    ],
  });
  expect(git('ls-tree', '-r', '--name-only', body.sha)).toBe('copy/a\ncopy/b\ncopy/c\n');
});

test('makes, lists and deletes refs', async () => {
  const sha = await scene.headOf('open');
  const made = await ask('POST', '/git/refs', { ref: 'refs/heads/bot/new', sha });
  expect(made).toMatchObject({ status: 201, body: { ref: 'refs/heads/bot/new', object: { sha } } });
  expect((await ask('GET', '/git/matching-refs/heads/bot/')).body).toEqual([made.body]);
  expect((await ask('GET', '/git/ref/heads/bot/new')).body).toEqual(made.body);
  expect((await ask('DELETE', '/git/refs/heads/bot/new')).status).toBe(204);
  expect((await ask('GET', '/git/ref/heads/bot/new')).status).toBe(404);
  expect((await ask('POST', '/git/refs', { ref: 'refs/heads/bot', sha })).status).toBe(201);
});

test('goes back only when forced', async () => {
  const first = await scene.headOf('deep/name');
  const second = await scene.newCommit('deep/name');
  const move = (sha: string, force?: boolean) => ask('PATCH', '/git/refs/heads/deep/name', { sha, force });
  expect((await move(second)).status).toBe(200);
  expect(await move(first)).toMatchObject({ status: 422, body: { message: 'Update is not a fast forward' } });
  expect((await move(first, true)).status).toBe(200);
  expect((await move(second)).status).toBe(200);
});
