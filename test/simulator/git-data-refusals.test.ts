/** What the git database refuses, in GitHub's words, and that no ref has moved then. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type CommitScene, createCommitScene } from '../support/commit-world.ts';

let scene: CommitScene;
beforeAll(async () => {
  scene = await createCommitScene();
});
afterAll(() => scene.gitHub.stop());

async function refuses(path: string, body: unknown, message: string): Promise<void> {
  const [method = '', below = ''] = path.split(' ');
  const before = scene.git('for-each-ref');
  expect(await scene.rest(method, below, body)).toMatchObject({ status: 422, body: { message } });
  expect(scene.git('for-each-ref')).toBe(before);
}

const zeros = '0'.repeat(40);
const file = (path: string, more: object = {}) => ({ path, mode: '100644', content: 'x', ...more });
const malformed = 'tree.path contains a malformed path component';
const both = 'Must supply either tree.sha or tree.content. Request will be rejected if both are present.';

test.each<[string, object, string]>([
  ['a path up', file('a/../b'), malformed],
  ['an empty component', file('a//b'), malformed],
  ['an empty path', file(''), malformed],
  ['.git', file('a/.Git/config'), malformed],
  ['git~1', file('GIT~1/x'), malformed],
  ['.git with a stream', file('.git::$INDEX_ALLOCATION/x'), malformed],
  ['a slash in front', file('/a'), 'tree.path cannot start with a slash'],
  ['no path', { mode: '100644', content: 'x' }, 'tree.path is missing'],
  ['the deletion of a missing path', { path: 'none', mode: '100644', sha: null }, 'GitRPC::BadObjectState'],
  ['both sha and content', file('a', { sha: zeros }), both],
  ['neither', { path: 'a', mode: '100644' }, both],
  [
    'a mode that git does not have',
    file('a', { mode: '100664' }),
    'tree.mode is not a valid mode for the object type',
  ],
  [
    'a mode of another type',
    file('a', { type: 'tree' }),
    'tree.mode is not a valid mode for the object type',
  ],
  ['text for a folder', file('a', { mode: '040000' }), 'tree.content is not a blob'],
  ['no such object', { path: 'a', mode: '100644', sha: zeros }, `tree.sha ${zeros} is not a valid blob`],
])('refuses a tree with %s', async (_name, entry, message) => {
  await refuses('POST /git/trees', { base_tree: scene.treeOf('open'), tree: [entry] }, message);
});

const missing = (name: string) => `Invalid request.\n\n"${name}" wasn't supplied.`;

test.each<[string, string, object, string]>([
  ['a tree of no base', '/git/trees', { base_tree: zeros, tree: [] }, 'base_tree is not a valid tree oid'],
  ['a tree of nothing', '/git/trees', {}, 'Invalid tree info'],
  [
    'a blob that is not base64',
    '/git/blobs',
    { content: '!', encoding: 'base64' },
    'content is not valid Base64',
  ],
  [
    'a blob in latin1',
    '/git/blobs',
    { content: 'x', encoding: 'latin1' },
    'Invalid request.\n\nencoding must be utf-8 or base64.',
  ],
  ['a blob without content', '/git/blobs', {}, missing('content')],
  ['a commit without a message', '/git/commits', { tree: zeros }, missing('message')],
  ['a commit without a tree', '/git/commits', { message: 'x' }, missing('tree')],
  ['a commit of no such tree', '/git/commits', { message: 'x', tree: zeros }, 'Tree SHA does not exist'],
  ['a ref without a name', '/git/refs', { sha: zeros }, missing('ref')],
  ['a ref without a commit', '/git/refs', { ref: 'refs/heads/n' }, missing('sha')],
  [
    'a ref with a bad name',
    '/git/refs',
    { ref: 'refs/heads/a..b', sha: zeros },
    'refs/heads/a..b is not a valid ref name.',
  ],
  ['a ref to nothing', '/git/refs', { ref: 'refs/heads/n', sha: zeros }, 'Object does not exist'],
])('refuses %s', async (_name, path, body, message) => {
  await refuses(`POST ${path}`, body, message);
});

test('refuses a commit with no such parent, and one whose author has no name', async () => {
  const content = { message: 'x', tree: scene.treeOf('open') };
  const parent = 'Parent SHA does not exist or is not a commit object';
  await refuses('POST /git/commits', { ...content, parents: [zeros] }, parent);
  await refuses('POST /git/commits', { ...content, author: { name: 1 } }, 'Invalid author or committer');
});

test.each([
  ['open', 'Reference already exists'],
  ['open/x', 'Reference update failed'],
  ['deep', 'Reference update failed'],
  [
    'release/2',
    'Repository rule violations found\n\nCannot create ref due to creations being restricted.\n\n',
  ],
])('refuses a new branch %s', async (name, message) => {
  const sha = await scene.headOf('open');
  await refuses('POST /git/refs', { ref: `refs/heads/${name}`, sha }, message);
});

test.each([
  ['main', false, 'Changes must be made through a pull request.'],
  ['open', true, 'Cannot force-push to this branch'],
  ['release/1', false, 'Repository rule violations found\n\nCannot update this protected ref.\n\n'],
  ['none', false, 'Reference does not exist'],
])('refuses to move %s, forced: %s', async (name, force, message) => {
  const sha = await scene.newCommit(name === 'none' ? 'open' : name, force ? [] : undefined);
  await refuses(`PATCH /git/refs/heads/${name}`, { sha, force }, message);
});

test.each([
  ['open', 'Cannot delete this branch'],
  ['main', 'Cannot delete the default branch'],
  ['release/1', 'Repository rule violations found\n\nCannot delete this branch\n\n'],
  ['none', 'Reference does not exist'],
])('refuses to delete %s', async (name, message) => {
  await refuses(`DELETE /git/refs/heads/${name}`, undefined, message);
});

const everyWrite: [string, string, object | undefined][] = [
  ['POST', '/git/blobs', { content: 'x' }],
  ['POST', '/git/trees', { tree: [file('a')] }],
  ['POST', '/git/commits', { message: 'x', tree: zeros }],
  ['POST', '/git/refs', { ref: 'refs/heads/z', sha: zeros }],
  ['PATCH', '/git/refs/heads/open', { sha: zeros }],
  ['DELETE', '/git/refs/heads/open', undefined],
];

test.each(everyWrite)('%s %s needs contents: write in a live repository', async (method, path, body) => {
  const { gitHub, writer, reader } = scene;
  const forbidden = { status: 403, body: { message: 'Resource not accessible by integration' } };
  expect(await scene.rest(method, path, body, reader)).toMatchObject(forbidden);
  const call = { token: writer, ...(body === undefined ? {} : { body }) };
  const empty = { status: 409, body: { message: 'Git Repository is empty.' } };
  expect(await gitHub.call(method, `/repos/acme/empty${path}`, call)).toMatchObject(empty);
  const archived = { status: 403, body: { message: 'Repository was archived so is read-only.' } };
  expect(await gitHub.call(method, `/repos/acme/old${path}`, call)).toMatchObject(archived);
  expect((await gitHub.call(method, `/repos/acme/infra${path}`)).status).toBe(401);
});

test.each([
  `/git/blobs/${zeros}`,
  '/git/blobs/x',
  `/git/trees/${zeros}`,
  `/git/commits/${zeros}`,
  '/git/ref/heads/none',
])('finds nothing at %s', async (path) => {
  expect((await scene.rest('GET', path, undefined, scene.reader)).status).toBe(404);
});

test('refuses a workflow file without workflows: write in a tree, and any ref to such a commit', async () => {
  const strong = await scene.gitHub.mint({ permissions: { contents: 'write', workflows: 'write' } });
  const tree = { base_tree: scene.treeOf('deep/name'), tree: [file('.github/workflows/b.yml')] };
  const refusal = { status: 403, body: { message: 'Resource not accessible by integration' } };
  expect(await scene.rest('POST', '/git/trees', tree)).toMatchObject(refusal);
  const made = await scene.rest('POST', '/git/trees', tree, strong);
  const parents = [await scene.headOf('deep/name')];
  const { body } = await scene.rest('POST', '/git/commits', { message: 'x', tree: made.body.sha, parents });
  const move = { sha: body.sha };
  expect(await scene.rest('PATCH', '/git/refs/heads/deep/name', move)).toMatchObject(refusal);
  expect(await scene.rest('POST', '/git/refs', { ref: 'refs/heads/sly', ...move })).toMatchObject(refusal);
  expect((await scene.rest('PATCH', '/git/refs/heads/deep/name', move, strong)).status).toBe(200);
});
