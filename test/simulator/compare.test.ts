/** Comparing commits: distance, commits and the files that changed since the two parted. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createSimulatedApi, type SimulatedApi } from '../support/simulated-api.ts';

let gitHub: SimulatedApi;
let reader: string;
const text = 'line\n'.repeat(20);

beforeAll(async () => {
  gitHub = await createSimulatedApi({
    repositories: [
      {
        name: 'acme/infra',
        id: 1,
        files: { keep: 'k\n', change: 'a\nb\n', gone: 'g\n', 'dir/moved é': text, mode: 'm\n' },
        branches: { 'side/a': {}, 'side/b': { files: { keep: 'other\n' } } },
      },
    ],
    apps: [{ slug: 'broker', permissions: { contents: 'read' } }],
    installations: [{ id: 7, app: 'broker', account: 'acme' }],
  });
  reader = await gitHub.mint();
  const git = gitHub.world.repositories.get(1)?.git;
  await git?.commitFiles([{ path: 'change', content: 'a\nc\nd\n' }], { branch: 'side/a', message: 'One' });
  const changes = [
    { path: 'gone', deleted: true },
    { path: 'dir/moved é', deleted: true },
    { path: 'to here', content: text },
    { path: 'mode', symlink: 'keep' },
    { path: 'image', content: Buffer.from([0, 1, 2]) },
  ] as const;
  await git?.commitFiles(changes, { branch: 'side/a', message: 'Two' });
  await git?.updateRef('refs/heads/alone', git.objects.write('commit', orphan()));
});
afterAll(() => gitHub.stop());

/** A commit without a past; the tree is the empty one, which git knows by itself. */
function orphan(): string {
  const person = 'A <a@example.com> 1767225600 +0000';
  const tree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
  return `tree ${tree}\nauthor ${person}\ncommitter ${person}\n\nAlone\n`;
}

const compare = (path: string) => gitHub.call('GET', `/repos/acme/infra/compare/${path}`, { token: reader });

test('tells files with their status, by the names of both sides of a rename', async () => {
  const { status, body } = await compare('main...side/a');
  expect(status).toBe(200);
  expect(body).toMatchObject({ status: 'ahead', ahead_by: 2, behind_by: 0, total_commits: 2 });
  expect(body.commits.map(({ commit }: { commit: { message: string } }) => commit.message)).toEqual([
    'One',
    'Two',
  ]);
  const files = body.files.map(({ filename, status, previous_filename, additions, deletions }: never) => [
    filename,
    status,
    previous_filename,
    additions,
    deletions,
  ]);
  expect(files).toEqual([
    ['change', 'modified', undefined, 2, 1],
    ['gone', 'removed', undefined, 0, 1],
    ['image', 'added', undefined, 0, 0],
    ['mode', 'changed', undefined, 1, 1],
    ['to here', 'renamed', 'dir/moved é', 0, 0],
  ]);
});

test.each([
  ['main...main', 'identical', 0, 0, 0],
  ['side%2Fa...main', 'behind', 0, 2, 0],
  ['side/a...side/b', 'diverged', 1, 2, 1],
  ['acme:side/a...ACME:side/b', 'diverged', 1, 2, 1],
])('%s is %s', async (path, status, ahead, behind, files) => {
  const { body } = await compare(path);
  expect(body).toMatchObject({ status, ahead_by: ahead, behind_by: behind });
  expect(body.files).toHaveLength(files);
});

test('takes commits, and gives them in pages', async () => {
  const head = await gitHub.world.repositories.get(1)?.git.resolveRef('side/a');
  const { body } = await compare(`main...${head}?per_page=1&page=2`);
  expect(body).toMatchObject({ total_commits: 2, commits: [{ sha: head }], files: [] });
});

test.each([['main...none'], ['none...main'], ['main'], ['main...mona:main'], ['main...alone']])(
  'finds nothing for %s',
  async (path) => {
    expect((await compare(path)).status).toBe(404);
  },
);

test('needs contents: read', async () => {
  const token = await gitHub.mint({ permissions: { metadata: 'read' } });
  const answer = await gitHub.call('GET', '/repos/acme/infra/compare/main...side/a', { token });
  expect(answer.status).toBe(403);
});
