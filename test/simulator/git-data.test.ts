/** The git database over REST: blobs, trees, commits and refs, step by step as a client builds a commit. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Repository } from '../../src/simulator/world.ts';
import { realGit } from '../support/real-git.ts';
import { type Answer, createSimulatedApi, type SimulatedApi } from '../support/simulated-api.ts';

let gitHub: SimulatedApi;
let writer: string;
let reader: string;

beforeAll(async () => {
  gitHub = await createSimulatedApi({
    repositories: [
      {
        name: 'acme/infra',
        id: 1,
        files: {
          'main.tf': 'a\n',
          'dir/a': 'a',
          'dir/b': 'b',
          '.github/workflows/ci.yml': 'on: push\n',
        },
        branches: {
          feature: { files: { x: 'x' } },
          'release/1': { files: { y: 'y' } },
          open: {},
          'deep/name': {},
        },
        protection: [{ pattern: 'main' }, { pattern: 'open', require_pull_request: false }],
        rulesets: [
          {
            name: 'releases',
            include: ['refs/heads/release/**'],
            rules: ['creation', 'update', 'deletion', 'non_fast_forward'],
          },
        ],
      },
      { name: 'acme/empty', id: 2 },
      { name: 'acme/old', id: 3, archived: true, files: { a: 'a' } },
    ],
    apps: [{ slug: 'atmos-pro', permissions: { contents: 'write', workflows: 'write' } }],
    installations: [{ id: 7, app: 'atmos-pro', account: 'acme' }],
  });
  writer = await gitHub.mint({ permissions: { contents: 'write' } });
  reader = await gitHub.mint({ permissions: { contents: 'read' } });
});
afterAll(() => gitHub.stop());

function repositoryOf(id = 1): Repository {
  const repository = gitHub.world.repositories.get(id);
  if (repository === undefined) throw new Error('There is no such repository.');
  return repository;
}
const headOf = async (branch: string) => (await repositoryOf().git.resolveRef(`refs/heads/${branch}`)) ?? '';
const ask = (method: string, path: string, body?: unknown, token = writer): Promise<Answer> =>
  gitHub.call(method, `/repos/acme/infra${path}`, body === undefined ? { token } : { token, body });

function git(...args: string[]): string {
  const { ok, stdout, stderr } = realGit(args, { directory: repositoryOf().git.path });
  if (!ok) throw new Error(stderr);
  return stdout;
}

const bot = 'atmos-pro[bot]';
const treeOf = async (branch: string): Promise<string> =>
  git('rev-parse', `${await headOf(branch)}^{tree}`).trim();

test('builds a commit from blobs and a tree, with modes, and moves the branch to it', async () => {
  const head = await headOf('feature');
  const bytes = Buffer.from([0, 255, 10]);
  const blob = await ask('POST', '/git/blobs', { content: bytes.toString('base64'), encoding: 'base64' });
  expect(blob.status).toBe(201);
  const tree = await ask('POST', '/git/trees', {
    base_tree: await treeOf('feature'),
    tree: [
      { path: 'bin/tool', mode: '100755', type: 'blob', sha: blob.body.sha },
      { path: 'notes/ü.txt', mode: '100644', type: 'blob', content: 'ü\n' },
      { path: 'link', mode: '120000', type: 'blob', content: 'bin/tool' },
      { path: 'dir/a', mode: '100644', type: 'blob', sha: null },
    ],
  });
  expect(tree.status).toBe(201);
  const commit = await ask('POST', '/git/commits', {
    message: 'Build\n\nStep by step.',
    tree: tree.body.sha,
    parents: [head],
  });
  expect(commit).toMatchObject({
    status: 201,
    body: {
      author: { name: bot, date: '2026-11-22T12:00:00Z' },
      committer: { name: 'GitHub', email: 'noreply@github.com' },
      verification: { verified: true, reason: 'valid' },
    },
  });
  const moved = await ask('PATCH', '/git/refs/heads/feature', { sha: commit.body.sha });
  expect(moved).toMatchObject({ status: 200, body: { object: { sha: commit.body.sha, type: 'commit' } } });
  expect(git('-c', 'core.quotePath=false', 'diff', '--raw', '--no-renames', head, 'feature')).toMatch(
    /:000000 100755 .* A\tbin\/tool\n:100644 000000 .* D\tdir\/a\n:000000 120000 .* A\tlink\n:000000 100644 .* A\tnotes\/ü.txt\n/,
  );
  expect(git('fsck', '--strict', '--no-dangling')).toBe('');
  expect((await ask('GET', `/git/commits/${commit.body.sha}`)).body).toEqual(commit.body);
  expect((await ask('GET', `/git/blobs/${blob.body.sha}`)).body).toMatchObject({
    content: 'AP8K\n',
    size: 3,
  });
  expect((await ask('GET', '/commits/feature')).body).toMatchObject({
    sha: commit.body.sha,
    author: { login: bot, type: 'Bot' },
    commit: { verification: { verified: true } },
  });
});

test('signs with a key that git can check', async () => {
  const tree = await treeOf('open');
  const { body } = await ask('POST', '/git/commits', { message: 'x', tree, parents: [] });
  const { payload, signature } = body.verification;
  expect(gitHub.world.commitSigner.verify(payload, signature)).toBe(true);
  expect(gitHub.world.commitSigner.verify(`${payload}x`, signature)).toBe(false);
  expect(git('cat-file', 'commit', body.sha)).toContain('gpgsig -----BEGIN SSH SIGNATURE-----\n ');
});

test.each([
  [
    'an author',
    { author: { name: 'A <x>', email: 'a@example.com', date: '2020-01-02T03:04:05Z' } },
    'unsigned',
  ],
  [
    'a signature that nobody knows',
    { signature: '-----BEGIN PGP SIGNATURE-----\nx\n-----END' },
    'unknown_key',
  ],
])('signs nothing for who brings %s', async (_name, extra, reason) => {
  const tree = await treeOf('open');
  const { body } = await ask('POST', '/git/commits', { message: 'x', tree, parents: [], ...extra });
  expect(body.verification).toMatchObject({ verified: false, reason });
  if ('author' in extra) {
    expect(body).toMatchObject({
      author: { name: 'A x', date: '2020-01-02T03:04:05Z' },
      committer: { name: 'A x' },
    });
  }
});

test('reads trees by id, commit and branch, flat and whole', async () => {
  const sha = await treeOf('open');
  const flat = await ask('GET', `/git/trees/${sha}`);
  expect(flat.body.tree.map(({ path }: { path: string }) => path)).toEqual(['.github', 'dir', 'main.tf']);
  const whole = await ask('GET', '/git/trees/open?recursive=1');
  expect(whole.body).toMatchObject({ sha, truncated: false });
  expect(whole.body.tree.map(({ path, type }: Record<string, string>) => `${type} ${path}`)).toEqual([
    'tree .github',
    'tree .github/workflows',
    'blob .github/workflows/ci.yml',
    'tree dir',
    'blob dir/a',
    'blob dir/b',
    'blob main.tf',
  ]);
  expect((await ask('GET', `/git/trees/${await headOf('open')}`)).body.sha).toBe(sha);
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
  const sha = await headOf('open');
  const made = await ask('POST', '/git/refs', { ref: 'refs/heads/bot/new', sha });
  expect(made).toMatchObject({ status: 201, body: { ref: 'refs/heads/bot/new', object: { sha } } });
  const listed = await ask('GET', '/git/matching-refs/heads/bot/');
  expect(listed.body).toEqual([made.body]);
  expect((await ask('GET', '/git/ref/heads/bot/new')).body).toEqual(made.body);
  expect((await ask('DELETE', '/git/refs/heads/bot/new')).status).toBe(204);
  expect((await ask('GET', '/git/ref/heads/bot/new')).status).toBe(404);
  expect((await ask('POST', '/git/refs', { ref: 'refs/heads/bot', sha })).status).toBe(201);
});

test('forces a branch only when asked to', async () => {
  const [first, second] = [await headOf('feature'), await headOf('deep/name')];
  const forced = { sha: second, force: true };
  expect(await ask('PATCH', '/git/refs/heads/feature', { sha: second })).toMatchObject({
    status: 422,
    body: { message: 'Update is not a fast forward' },
  });
  expect((await ask('PATCH', '/git/refs/heads/feature', forced)).status).toBe(200);
  expect((await ask('PATCH', '/git/refs/heads/feature', { sha: first })).status).toBe(200);
});

const file = (path: string) => ({ tree: [{ path, mode: '100644', type: 'blob', content: 'x' }] });
const zeros = '0'.repeat(40);
const malformed = 'tree.path contains a malformed path component';
const violations = (message: string) => `Repository rule violations found\n\n${message}\n\n`;

test.each<[string, string, string, () => Promise<unknown>, number, string]>([
  ['a path up', 'POST', '/git/trees', async () => file('a/../b'), 422, malformed],
  ['an empty component', 'POST', '/git/trees', async () => file('a//b'), 422, malformed],
  ['.git', 'POST', '/git/trees', async () => file('a/.Git/config'), 422, malformed],
  ['git~1', 'POST', '/git/trees', async () => file('GIT~1/x'), 422, malformed],
  [
    'a slash in front',
    'POST',
    '/git/trees',
    async () => file('/a'),
    422,
    'tree.path cannot start with a slash',
  ],
  [
    'the deletion of what is not there',
    'POST',
    '/git/trees',
    async () => ({ base_tree: await treeOf('open'), tree: [{ path: 'none', mode: '100644', sha: null }] }),
    422,
    'GitRPC::BadObjectState',
  ],
  [
    'both sha and content',
    'POST',
    '/git/trees',
    async () => ({ tree: [{ path: 'a', mode: '100644', sha: zeros, content: 'x' }] }),
    422,
    'Must supply either tree.sha or tree.content. Request will be rejected if both are present.',
  ],
  [
    'a mode that git does not have',
    'POST',
    '/git/trees',
    async () => ({ tree: [{ path: 'a', mode: '100664', content: 'x' }] }),
    422,
    'tree.mode is not a valid mode for the object type',
  ],
  [
    'an object that is not there',
    'POST',
    '/git/trees',
    async () => ({ tree: [{ path: 'a', mode: '100644', type: 'blob', sha: zeros }] }),
    422,
    `tree.sha ${zeros} is not a valid blob`,
  ],
  [
    'a base that is not there',
    'POST',
    '/git/trees',
    async () => ({ ...file('a'), base_tree: zeros }),
    422,
    'base_tree is not a valid tree oid',
  ],
  [
    'a workflow file without workflows: write',
    'POST',
    '/git/trees',
    async () => ({ base_tree: await treeOf('open'), ...file('.github/workflows/b.yml') }),
    403,
    'Resource not accessible by integration',
  ],
  [
    'a blob that is no base64',
    'POST',
    '/git/blobs',
    async () => ({ content: '!', encoding: 'base64' }),
    422,
    'content is not valid Base64',
  ],
  [
    'a blob without content',
    'POST',
    '/git/blobs',
    async () => ({}),
    422,
    'Invalid request.\n\n"content" wasn\'t supplied.',
  ],
  [
    'a commit of no tree',
    'POST',
    '/git/commits',
    async () => ({ message: 'x', tree: zeros }),
    422,
    'Tree SHA does not exist',
  ],
  [
    'a commit with no such parent',
    'POST',
    '/git/commits',
    async () => ({ message: 'x', tree: await treeOf('open'), parents: [zeros] }),
    422,
    'Parent SHA does not exist or is not a commit object',
  ],
  [
    'a ref that is there',
    'POST',
    '/git/refs',
    async () => ({ ref: 'refs/heads/open', sha: await headOf('open') }),
    422,
    'Reference already exists',
  ],
  [
    'a ref below a ref',
    'POST',
    '/git/refs',
    async () => ({ ref: 'refs/heads/open/x', sha: await headOf('open') }),
    422,
    'Reference update failed',
  ],
  [
    'a ref above a ref',
    'POST',
    '/git/refs',
    async () => ({ ref: 'refs/heads/deep', sha: await headOf('open') }),
    422,
    'Reference update failed',
  ],
  [
    'a ref with a bad name',
    'POST',
    '/git/refs',
    async () => ({ ref: 'refs/heads/a..b', sha: await headOf('open') }),
    422,
    'refs/heads/a..b is not a valid ref name.',
  ],
  [
    'a ref to nothing',
    'POST',
    '/git/refs',
    async () => ({ ref: 'refs/heads/n', sha: zeros }),
    422,
    'Object does not exist',
  ],
  [
    'a move of no ref',
    'PATCH',
    '/git/refs/heads/none',
    async () => ({ sha: await headOf('open') }),
    422,
    'Reference does not exist',
  ],
  [
    'a move of a protected branch',
    'PATCH',
    '/git/refs/heads/main',
    async () => ({ sha: (await newCommit('main')).sha }),
    422,
    'Changes must be made through a pull request.',
  ],
  [
    'a force of a protected branch',
    'PATCH',
    '/git/refs/heads/open',
    async () => ({ sha: (await newCommit('open', [])).sha, force: true }),
    422,
    'Cannot force-push to this branch',
  ],
  [
    'the deletion of a protected branch',
    'DELETE',
    '/git/refs/heads/open',
    async () => undefined,
    422,
    'Cannot delete this branch',
  ],
  [
    'the deletion of the default branch',
    'DELETE',
    '/git/refs/heads/main',
    async () => undefined,
    422,
    'Cannot delete the default branch',
  ],
  [
    'a move under a ruleset',
    'PATCH',
    '/git/refs/heads/release/1',
    async () => ({ sha: (await newCommit('release/1')).sha }),
    422,
    violations('Cannot update this protected ref.'),
  ],
  [
    'a new ref under a ruleset',
    'POST',
    '/git/refs',
    async () => ({ ref: 'refs/heads/release/2', sha: await headOf('main') }),
    422,
    violations('Cannot create ref due to creations being restricted.'),
  ],
  [
    'a deletion under a ruleset',
    'DELETE',
    '/git/refs/heads/release/1',
    async () => undefined,
    422,
    violations('Cannot delete this branch'),
  ],
])('refuses %s', async (_name, method, path, body, status, message) => {
  const given = await body();
  const before = git('for-each-ref');
  expect(await ask(method, path, given)).toMatchObject({ status, body: { message } });
  expect(git('for-each-ref')).toBe(before);
});

/** With the branch's files, after its head unless other parents are given. */
async function newCommit(branch: string, parents?: readonly string[]): Promise<{ sha: string }> {
  const [tree, head] = [await treeOf(branch), await headOf(branch)];
  return (await ask('POST', '/git/commits', { message: 'x', tree, parents: parents ?? [head] })).body;
}

test.each([
  ['POST', '/git/blobs', { content: 'x' }],
  ['POST', '/git/trees', file('a')],
  ['POST', '/git/commits', { message: 'x', tree: zeros }],
  ['POST', '/git/refs', { ref: 'refs/heads/z', sha: zeros }],
  ['PATCH', '/git/refs/heads/open', { sha: zeros }],
  ['DELETE', '/git/refs/heads/open', undefined],
])(
  '%s %s needs contents: write, a repository with a commit, and one that is not archived',
  async (method, path, body) => {
    expect(await ask(method, path, body, reader)).toMatchObject({
      status: 403,
      body: { message: 'Resource not accessible by integration' },
    });
    const call = { token: writer, ...(body === undefined ? {} : { body }) };
    expect(await gitHub.call(method, `/repos/acme/empty${path}`, call)).toMatchObject({
      status: 409,
      body: { message: 'Git Repository is empty.' },
    });
    expect(await gitHub.call(method, `/repos/acme/old${path}`, call)).toMatchObject({
      status: 403,
      body: { message: 'Repository was archived so is read-only.' },
    });
    expect(
      (await gitHub.call(method, `/repos/acme/infra${path}`, body === undefined ? {} : { body })).status,
    ).toBe(401);
  },
);

test.each([
  '/git/blobs/x',
  `/git/blobs/${zeros}`,
  `/git/trees/${zeros}`,
  `/git/commits/${zeros}`,
  '/git/ref/heads/none',
])('finds nothing at %s', async (path) => {
  expect((await ask('GET', path, undefined, reader)).status).toBe(404);
});

test('moves no ref to a commit with a workflow file that it may not write', async () => {
  const strong = await gitHub.mint({ permissions: { contents: 'write', workflows: 'write' } });
  const tree = await ask(
    'POST',
    '/git/trees',
    { base_tree: await treeOf('deep/name'), ...file('.github/workflows/b.yml') },
    strong,
  );
  const parents = [await headOf('deep/name')];
  const { body } = await ask('POST', '/git/commits', { message: 'x', tree: tree.body.sha, parents });
  const sha: string = body.sha;
  const refusal = { status: 403, body: { message: 'Resource not accessible by integration' } };
  expect(await ask('PATCH', '/git/refs/heads/deep/name', { sha })).toMatchObject(refusal);
  expect(await ask('POST', '/git/refs', { ref: 'refs/heads/sneaky', sha })).toMatchObject(refusal);
  expect((await ask('PATCH', '/git/refs/heads/deep/name', { sha }, strong)).status).toBe(200);
});
